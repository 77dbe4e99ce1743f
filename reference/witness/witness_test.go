package witness

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer"
)

func TestWitnesses(t *testing.T) {
	for _, name := range Checks() {
		t.Run(name, func(t *testing.T) {
			suite := analyzer.Suite()
			i := slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == name })
			if i < 0 {
				t.Fatal("there is no such check")
			}
			witnesses, err := Of(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			writeModule(t, dir, source(name))
			t.Run("found", func(t *testing.T) {
				analysistest.Run(findingsOnly{t}, dir, suite[i], "./reference/kernel")
			})
			t.Run("fails", func(t *testing.T) {
				runWitnesses(t, dir, witnesses)
			})
		})
	}
}

// findingsOnly is a test to which the facts that a check exports are no
// concern.
type findingsOnly struct{ t *testing.T }

// Errorf implements analysistest.Testing.
func (f findingsOnly) Errorf(format string, args ...any) {
	f.t.Helper()
	if message := fmt.Sprintf(format, args...); !strings.Contains(message, "unexpected fact") {
		f.t.Error(message)
	}
}

// writeModule makes dir a module like this one, with a copy of the kernel
// package that has the named file of witnesses and the functions for tests.
func writeModule(t *testing.T, dir, file string) {
	t.Helper()
	copyFile := func(from, to string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files := []string{"../../go.mod", "../../go.sum", "../kernel/doc_test.go"}
	for _, pattern := range []string{"../kernel/*.go", "../guest/*.go", "../snapshot/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if !strings.HasSuffix(f, "_test.go") {
				files = append(files, f)
			}
		}
	}
	for _, f := range files {
		copyFile(f, filepath.Join(dir, "reference", "witness", f))
	}
	copyFile(file, filepath.Join(dir, "reference/kernel", filepath.Base(file)))
}

// race is how a test fails that only the race detector sees fail.
const race = "WARNING: DATA RACE"

// runWitnesses runs each witness in a process of its own.
func runWitnesses(t *testing.T, dir string, witnesses []Witness) {
	// The runtime does not notice a deadlock with the race detector on.
	plain := build(t, dir)
	racy := ""
	if hasRaceDetector(t) {
		racy = build(t, dir, "-race")
	} else {
		t.Log("no C compiler, so no race detector: witnesses of races are not run")
	}
	for _, w := range witnesses {
		if w.Fails == race && racy == "" {
			continue
		}
		t.Run(w.Name, func(t *testing.T) {
			binary := plain
			if w.Fails == race || w.Right() && racy != "" {
				binary = racy
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			out, err := exec.CommandContext(ctx, binary, "-test.run=^Test"+w.Name+"$").CombinedOutput()
			if (err == nil) != w.Right() || !strings.Contains(string(out), w.Fails) {
				t.Errorf("error %v, want %q, output:\n%s", err, w.Fails, out)
			}
		})
	}
}

// hasRaceDetector returns true if tests can be built with the race detector,
// which takes a C compiler.
func hasRaceDetector(t *testing.T) bool {
	t.Helper()
	out, err := exec.Command("go", "env", "CGO_ENABLED").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out)) == "1"
}

// build builds the tests of the copy.
func build(t *testing.T, dir string, flags ...string) string {
	t.Helper()
	binary := filepath.Join(dir, "kernel"+strings.Join(flags, "")+".test")
	args := append([]string{"test", "-c", "-o", binary}, flags...)
	cmd := exec.Command("go", append(args, "./reference/kernel")...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}
