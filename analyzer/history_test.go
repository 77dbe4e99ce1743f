package analyzer_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/stoplint/stoplint/analyzer"
)

// TestHistory checks that the mistakes of testdata/history are found, each by the
// check named above it, and that nothing is found where they are mended.
func TestHistory(t *testing.T) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax}, "../testdata/history")
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) != 1 || len(pkgs[0].Errors) > 0 {
		t.Fatal(pkgs, pkgs[0].Errors)
	}
	want := map[string]string{} // by function
	found := regexp.MustCompile(`(?m)^Found: (\w+)$`)
	var funcs []*ast.FuncDecl
	for _, file := range pkgs[0].Syntax {
		for _, decl := range file.Decls {
			fd, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			funcs = append(funcs, fd)
			m := found.FindStringSubmatch(fd.Doc.Text())
			if (m != nil) != strings.HasPrefix(fd.Name.Name, "before") {
				t.Errorf("what is found in %s?", fd.Name.Name)
			}
			if m != nil {
				want[fd.Name.Name] = m[1]
			}
		}
	}
	if len(want) < 10 {
		t.Fatalf("only %d mistakes", len(want))
	}
	graph, err := checker.Analyze(analyzer.All(), pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatal(act.Err)
		}
		for _, d := range act.Diagnostics {
			i := slices.IndexFunc(funcs, func(fd *ast.FuncDecl) bool { return fd.Pos() <= d.Pos && d.Pos < fd.End() })
			if i < 0 || !strings.HasPrefix(funcs[i].Name.Name, "before") {
				t.Errorf("%s: %s (%s)", pkgs[0].Fset.Position(d.Pos), d.Message, act.Analyzer.Name)
				continue
			}
			if name := funcs[i].Name.Name; want[name] == act.Analyzer.Name {
				delete(want, name)
			} else if want[name] != "" {
				t.Logf("%s: also %s: %s", name, act.Analyzer.Name, d.Message)
			}
		}
	}
	for name, check := range want {
		t.Errorf("%s does not find anything in %s", check, name)
	}
}
