// Package mutation plants mistakes in the reference kernel, one at a time, and
// asks the checks: every lock is dropped, unlocked at once and locked twice,
// every begin and end of a stop is dropped, doubled, made on one path only or made
// the other one, every call that needs a mutex or the task goroutine is made on
// another goroutine, and every stop without data is begun as a value. The begins
// and ends of the demo command get the same treatment.
//
// What is found, and what is missed for which reason, is listed in
// testdata/mutants.txt. A test plants a sample of the mistakes, and all of them
// with the flag -all. The command
//
//	go test ./reference/mutation -update
//
// plants all and writes the list.
package mutation

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/stoplint/stoplint/analyzer"
)

var (
	all    = flag.Bool("all", false, "plant all mistakes, not just a sample")
	update = flag.Bool("update", false, "plant all mistakes, and write testdata/mutants.txt")
)

// A sample is every sampleStep-th mistake.
const sampleStep = 8

const table = "testdata/mutants.txt"

const header = `# What stoplint finds of the mistakes that are planted in the reference kernel,
# one at a time. Written by go test ./reference/mutation -update.
`

func TestMutants(t *testing.T) {
	kernel, demo := parse(t, "../kernel"), parse(t, "../demo")
	mutants := kernel.mutants(slices.Sorted(maps.Keys(kernel.files)))
	mutants = append(mutants, demo.mutants(slices.Sorted(maps.Keys(demo.files)))...)
	if !*all && !*update {
		mutants = sample(mutants)
	}
	dir := t.TempDir()
	writeModule(t, dir)
	asTheyAre := []*mutant{{source: kernel}, {source: demo}}
	for i, m := range append(asTheyAre, mutants...) {
		m.source.write(t, filepath.Join(dir, copyName(i)), m)
	}
	findings := lint(t, dir)
	for i := range asTheyAre {
		if fs := findings[copyName(i)]; len(fs) != 0 {
			t.Errorf("findings in a package as it is: %q", fs)
		}
	}
	var lines []string
	for i, m := range mutants {
		lines = append(lines, verdict(t, m, len(findings[copyName(len(asTheyAre)+i)]) != 0))
	}
	if *update {
		if err := os.WriteFile(table, []byte(document(lines)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compare(t, lines)
}

// sample returns some of the mutants.
func sample(mutants []*mutant) []*mutant {
	var some []*mutant
	for i := 0; i < len(mutants); i += sampleStep {
		some = append(some, mutants[i])
	}
	return some
}

// verdict returns the mutant's line in the table. A mutant that is missed for
// no reason is an error.
func verdict(t *testing.T, m *mutant, found bool) string {
	t.Helper()
	if found {
		return "found " + m.String()
	}
	reason := cmp.Or(m.reason, explained[m.String()])
	if reason == "" {
		t.Errorf("missed for no reason: %v", m)
	}
	return fmt.Sprintf("missed %v: %s", m, reason)
}

// document returns the table with the given lines, and counts.
func document(lines []string) string {
	count := make(map[string]int)
	for _, line := range lines {
		op, _, _ := strings.Cut(line, " in ")
		count[op]++
	}
	var out strings.Builder
	out.WriteString(header)
	for _, op := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(&out, "#  %3d %s\n", count[op], op)
	}
	out.WriteString("\n" + strings.Join(slices.Sorted(slices.Values(lines)), "\n") + "\n")
	return out.String()
}

// compare compares lines with the table: with all of it, or if there is only a
// sample, with the lines that are in it. It is no error in a sample that a
// mistake is found now that was missed.
func compare(t *testing.T, lines []string) {
	t.Helper()
	data, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	if *all && document(lines) != string(data) {
		t.Errorf("%s is stale: run with -update and read the difference", table)
	}
	listed := make(map[string]bool)
	for line := range strings.Lines(string(data)) {
		listed[strings.TrimSuffix(line, "\n")] = true
	}
	for _, line := range lines {
		switch {
		case listed[line]:
		case strings.HasPrefix(line, "found "):
			t.Logf("%s is stale: %s", table, line)
		default:
			t.Errorf("not in %s: %s", table, line)
		}
	}
}

func copyName(i int) string { return fmt.Sprintf("copy%03d", i) }

// writeModule makes dir a module like this one, with the packages that the
// mutants import.
func writeModule(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"go.mod", "go.sum", "reference/guest", "reference/snapshot", "reference/kernel"} {
		from := filepath.Join("../..", name)
		info, err := os.Stat(from)
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, name)
		if info.IsDir() {
			err = os.CopyFS(to, os.DirFS(from))
		} else {
			var data []byte
			if data, err = os.ReadFile(from); err == nil {
				err = os.WriteFile(to, data, 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// write writes a copy of the package with m in it to dir.
func (s *source) write(t *testing.T, dir string, m *mutant) {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range s.text {
		if err := os.WriteFile(filepath.Join(dir, name), apply(text, name, m.edits), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// apply returns text with the edits of the named file made.
func apply(text []byte, name string, edits []edit) []byte {
	edits = slices.DeleteFunc(slices.Clone(edits), func(e edit) bool { return e.file != name })
	slices.SortFunc(edits, func(a, b edit) int { return b.start - a.start })
	text = slices.Clone(text)
	for _, e := range edits {
		text = slices.Replace(text, e.start, e.end, []byte(e.text)...)
	}
	return text
}

// lint runs all checks over the packages in dir, and returns the findings by
// the package's directory.
func lint(t *testing.T, dir string) map[string][]string {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Dir: dir,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedDeps | packages.NeedTypes | packages.NeedTypesSizes | packages.NeedSyntax |
			packages.NeedTypesInfo | packages.NeedModule,
	}, "./copy...")
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range pkgs {
		if len(pkg.Errors) != 0 {
			t.Errorf("%s: %v", pkg.PkgPath, pkg.Errors)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	graph, err := checker.Analyze(analyzer.Suite(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	findings := make(map[string][]string)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatalf("%s: %v", act.Package.PkgPath, act.Err)
		}
		name := act.Package.PkgPath[strings.LastIndex(act.Package.PkgPath, "/")+1:]
		for _, d := range act.Diagnostics {
			findings[name] = append(findings[name], d.Message)
		}
	}
	return findings
}
