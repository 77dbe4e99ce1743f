package gclplugin

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// realTree is a module that depends on gVisor.
const realTree = rootDir + "/testdata/realtree"

// realPackages are the packages of gVisor that hold tasks or stop them.
var realPackages = []string{
	"gvisor.dev/gvisor/pkg/sentry/kernel",
	"gvisor.dev/gvisor/pkg/sentry/control",
	"gvisor.dev/gvisor/pkg/sentry/state",
	"gvisor.dev/gvisor/runsc/boot",
}

// TestTour compares what golangci-lint and stoplint say about the tour, which
// has a mistake for each check.
func TestTour(t *testing.T) {
	found := compare(t, rootDir, "./testdata/tour/...")
	for _, name := range all() {
		if !finds(found, name) {
			t.Errorf("nothing of %s is found", name)
		}
	}
	shown, err := readmeBlock("", "kill.go")
	if err != nil {
		t.Fatal(err)
	}
	shown = strings.TrimSuffix(shown, " (stoplint)\n")
	if !slices.ContainsFunc(found, func(f string) bool { return strings.HasSuffix(f, "/testdata/tour/"+shown) }) {
		t.Errorf("README.md shows what is not found: %s", shown)
	}
}

// finds reports whether a check has one of the findings.
func finds(found []string, check string) bool {
	return slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, ": "+check+": ") })
}

// TestFixtures compares what golangci-lint and stoplint say about the fixtures
// of the checks.
func TestFixtures(t *testing.T) {
	for _, fixture := range glob(t, rootDir+"/testdata/src/*") {
		t.Run(filepath.Base(fixture), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(fixture)); err != nil {
				t.Fatal(err)
			}
			text := "module " + filepath.Base(fixture) + "\n\ngo 1.26\n"
			if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			compare(t, dir, "./...")
		})
	}
}

// TestWitnesses compares what golangci-lint and stoplint say about the
// reference kernel with the misuses of it that are shown to fail.
func TestWitnesses(t *testing.T) {
	for _, witnesses := range glob(t, rootDir+"/reference/witness/testdata/*_test.go") {
		t.Run(filepath.Base(witnesses), func(t *testing.T) {
			dir := t.TempDir()
			files := []string{"go.mod", "go.sum", "reference/kernel/doc_test.go"}
			for _, pkg := range []string{"kernel", "guest", "snapshot"} {
				for _, file := range glob(t, rootDir+"/reference/"+pkg+"/*.go") {
					if !strings.HasSuffix(file, "_test.go") {
						files = append(files, strings.TrimPrefix(file, rootDir+"/"))
					}
				}
			}
			for _, file := range files {
				if err := copyFile(filepath.Join(dir, file), filepath.Join(rootDir, file)); err != nil {
					t.Fatal(err)
				}
			}
			if err := copyFile(filepath.Join(dir, "reference", "kernel", filepath.Base(witnesses)), witnesses); err != nil {
				t.Fatal(err)
			}
			found := compare(t, dir, "./...")
			name := strings.TrimSuffix(filepath.Base(witnesses), "_test.go")
			if slices.Contains(all(), name) && !finds(found, name) {
				t.Errorf("nothing of %s is found", name)
			}
		})
	}
}

// TestRealTree compares what golangci-lint and stoplint say about gVisor.
func TestRealTree(t *testing.T) {
	if found := compare(t, realTree, realPackages...); len(found) == 0 {
		t.Error("nothing is found")
	}
}

// TestAcrossRealTree compares what golangci-lint and stoplint say about a
// package that calls into gVisor, which is not linted itself.
func TestAcrossRealTree(t *testing.T) {
	dir := t.TempDir()
	for _, file := range []string{"go.mod", "go.sum"} {
		if err := copyFile(filepath.Join(dir, file), filepath.Join(realTree, file)); err != nil {
			t.Fatal(err)
		}
	}
	src := `//go:build linux

package count

import "gvisor.dev/gvisor/pkg/sentry/kernel"

// Tasks returns how many tasks tg has.
func Tasks(tg *kernel.ThreadGroup) (n int) {
	tg.ForEachTaskLocked(func(*kernel.Task) bool {
		n++
		return true
	})
	return n
}
`
	if err := os.WriteFile(filepath.Join(dir, "count.go"), []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	if found := compare(t, dir, "."); len(found) != 1 {
		t.Errorf("%d findings, not one", len(found))
	}
}

// compare runs golangci-lint and stoplint on packages, from a directory of
// their module, and compares what they find. It returns the findings in the
// words of golangci-lint.
func compare(t *testing.T, dir string, packages ...string) []string {
	t.Helper()
	tools := needTools(t)
	listed := listPackages(t, dir, packages)
	got := customFindings(t, tools, dir, listed.named)
	want := commandFindings(t, tools, dir, packages, listed.paths)
	for _, f := range without(got, want) {
		t.Errorf("only golangci-lint finds\n\t%s", f)
	}
	for _, f := range without(want, got) {
		t.Errorf("only stoplint finds\n\t%s", f)
	}
	return got
}

// without returns the elements of a that b does not have as often.
func without(a, b []string) []string {
	count := make(map[string]int)
	for _, s := range b {
		count[s]++
	}
	var rest []string
	for _, s := range a {
		if count[s]--; count[s] < 0 {
			rest = append(rest, s)
		}
	}
	return rest
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("no file is called %s: %v", pattern, err)
	}
	return found
}
