package explain

import (
	"fmt"
	"go/parser"
	"go/token"
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

// TestExamples runs the checks over the examples in the documentation. In the
// wrong example of a check, it reports the lines that end in a comment
// "wrong", and no other; in the right one, no check reports anything.
func TestExamples(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	kernel, err := os.ReadFile("testdata/kernel/kernel.go")
	if err != nil {
		t.Fatal(err)
	}
	write("go.mod", "module examples\n\ngo 1.26\n")
	sources := make(map[string]string)
	for _, a := range analyzer.All() {
		p, err := Of(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range []string{Wrong, Right} {
			name := filepath.Join(a.Name, strings.ToLower(title))
			sources[name] = exampleFile(p.Code(title))
			write(filepath.Join(name, "kernel.go"), string(kernel))
			write(filepath.Join(name, "example.go"), sources[name])
		}
	}
	found := analyse(t, dir)
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		check, title := filepath.Split(name)
		want := markedLines(sources[name])
		if wrong := title == "wrong"; wrong != (len(want) > 0) {
			t.Errorf("%s: %d lines are marked as wrong", name, len(want))
		}
		var got []int
		var messages strings.Builder
		for _, f := range found[name] {
			if title == "wrong" && f.check != filepath.Clean(check) {
				continue
			}
			got = append(got, f.line)
			fmt.Fprintf(&messages, "%d: %s (%s)\n", f.line, f.message, f.check)
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s: findings on lines %v, want %v\n%s%s", name, got, want, &messages, numbered(sources[name]))
		}
	}
}

// exampleFile makes the blocks of code in the documentation a file of the
// kernel package in testdata. A block of statements is the body of a method.
func exampleFile(blocks []string) string {
	var src strings.Builder
	src.WriteString("package kernel\n")
	for _, name := range []string{"sync", "time"} {
		if strings.Contains(strings.Join(blocks, ""), name+".") {
			fmt.Fprintf(&src, "import %q\n", name)
		}
	}
	for i, code := range blocks {
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package kernel\n"+code, 0); err == nil {
			src.WriteString(code)
			continue
		}
		fmt.Fprintf(&src, "func (t *Task) example%d() {\n%s}\n", i, code)
	}
	return src.String()
}

// markedLines returns the numbers of the lines marked as wrong.
func markedLines(src string) []int {
	var marked []int
	for i, line := range strings.Split(src, "\n") {
		if strings.Contains(line, "// wrong") {
			marked = append(marked, i+1)
		}
	}
	return marked
}

// finding is what a check reports in an example.
type finding struct {
	check, message string
	line           int // of example.go, or 0 if elsewhere
}

// analyse runs the suite over the packages in the directories under dir. It
// returns what is found in each.
func analyse(t *testing.T, dir string) map[string][]finding {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadAllSyntax,
		Dir:  dir,
		Env:  append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod"),
	}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Fatalf("%s: %v", pkg.PkgPath, err)
		}
	}
	graph, err := checker.Analyze(analyzer.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string][]finding)
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		name := filepath.FromSlash(strings.TrimPrefix(act.Package.PkgPath, "examples/"))
		for _, d := range act.Diagnostics {
			f := finding{check: act.Analyzer.Name, message: d.Message}
			if pos := act.Package.Fset.Position(d.Pos); filepath.Base(pos.Filename) == "example.go" {
				f.line = pos.Line
			}
			found[name] = append(found[name], f)
		}
	}
	return found
}

func numbered(src string) string {
	var b strings.Builder
	for i, line := range strings.Split(src, "\n") {
		fmt.Fprintf(&b, "%3d  %s\n", i+1, line)
	}
	return b.String()
}
