package protocol_test

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// fixtures is the GOPATH-style root of the fixtures.
func fixtures(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFacts(t *testing.T) {
	analysistest.Run(t, fixtures(t), protocol.Analyzer, packages...)
}

// problems reports the problems of the model, so that fixtures can expect
// them.
var problems = &analysis.Analyzer{
	Name:     "problems",
	Doc:      "report the problems of the protocol model",
	Requires: []*analysis.Analyzer{protocol.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		for _, p := range pass.ResultOf[protocol.Analyzer].(*protocol.Model).Problems() {
			pass.Report(analysis.Diagnostic{Pos: p.Pos, End: p.End, Message: p.Message})
		}
		return nil, nil
	},
}

func TestProblems(t *testing.T) {
	for _, r := range analysistest.Run(t, fixtures(t), problems, "protocol/problems") {
		for _, d := range r.Diagnostics {
			start, end := r.Pass.Fset.Position(d.Pos), r.Pass.Fset.Position(d.End)
			if start.Line != end.Line || end.Column <= start.Column {
				t.Errorf("%s: problem %q ends at %s, outside its line", start, d.Message, end)
			}
		}
	}
}

// packages are the fixtures without problems.
var packages = []string{"protocol/directives", "protocol/guards", "protocol/naming", "protocol/annotations", "protocol/prose", "protocol/shape",
	"protocol/near", "protocol/order", "protocol/client", "protocol/plain"}

// loaded is a fixture and the model of it.
type loaded struct {
	pass  *analysis.Pass
	model *protocol.Model
}

// load analyses the fixtures.
var load = sync.OnceValues(func() (map[string]loaded, error) {
	dir, err := filepath.Abs("../../../testdata")
	if err != nil {
		return nil, err
	}
	get := &analysis.Analyzer{
		Name:       "get",
		Doc:        "return the protocol model",
		Requires:   []*analysis.Analyzer{protocol.Analyzer},
		ResultType: protocol.Analyzer.ResultType,
		Run:        func(pass *analysis.Pass) (any, error) { return pass.ResultOf[protocol.Analyzer], nil },
	}
	out := make(map[string]loaded)
	for _, r := range analysistest.Run(quiet{}, dir, get, packages...) {
		if r.Err != nil {
			return nil, r.Err
		}
		out[r.Action.Package.PkgPath] = loaded{r.Pass, r.Result.(*protocol.Model)}
	}
	return out, nil
})

// quiet lets fixtures have expectations that a run does not look at.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}

// inspect runs f over a fixture and the model of it.
func inspect(t *testing.T, pkg string, f func(*analysis.Pass, *protocol.Model)) {
	t.Helper()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	l, ok := all[pkg]
	if !ok {
		t.Fatalf("%s was not analysed", pkg)
	}
	f(l.pass, l.model)
}

func TestNoProblems(t *testing.T) {
	for _, pkg := range packages {
		inspect(t, pkg, func(pass *analysis.Pass, m *protocol.Model) {
			for _, p := range m.Problems() {
				t.Errorf("%s: %s", pass.Fset.Position(p.Pos), p.Message)
			}
		})
	}
}

func TestInSight(t *testing.T) {
	for _, pkg := range packages {
		want := pkg != "protocol/near" && pkg != "protocol/plain"
		inspect(t, pkg, func(_ *analysis.Pass, m *protocol.Model) {
			if got := m.InSight(); got != want {
				t.Errorf("%s: in sight %t, want %t", pkg, got, want)
			}
		})
	}
}

// method finds a method of a named type of a package.
func method(t *testing.T, pkg *types.Package, typ, name string) *types.Func {
	t.Helper()
	obj := pkg.Scope().Lookup(typ)
	if obj == nil {
		t.Fatalf("no type %s in %s", typ, pkg.Path())
	}
	m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, name)
	fn, ok := m.(*types.Func)
	if !ok {
		t.Fatalf("no method %s.%s", typ, name)
	}
	return fn
}

func TestInterfaceBindsImplementations(t *testing.T) {
	inspect(t, "protocol/prose", func(pass *analysis.Pass, m *protocol.Model) {
		for name, want := range map[string]string{
			"Work":  "requires Task.mu@param0.mu",
			"Rest":  "requires Task.mu@param0.mu",
			"Idle":  "",
			"Close": "",
		} {
			got := ""
			if c := m.Contract(method(t, pass.Pkg, "slow", name)); c != nil {
				got = c.String()
			}
			if got != want {
				t.Errorf("slow.%s: %q, want %q", name, got, want)
			}
		}
	})
	inspect(t, "protocol/shape", func(pass *analysis.Pass, m *protocol.Model) {
		if c := m.Contract(method(t, pass.Pkg, "runApp", "execute")); c == nil || c.Goroutine != protocol.OnTask {
			t.Errorf("runApp.execute: %v, want it on the task goroutine", c)
		}
		if c := m.Contract(method(t, pass.Pkg, "query", "execute")); c != nil {
			t.Errorf("query.execute: %s, want nothing", c)
		}
	})
}

func TestAcrossPackages(t *testing.T) {
	inspect(t, "protocol/client", func(pass *analysis.Pass, m *protocol.Model) {
		got := make(map[string]string)
		for id, obj := range pass.TypesInfo.Uses {
			fn, ok := obj.(*types.Func)
			if !ok {
				continue
			}
			c := m.Contract(fn)
			if c == nil {
				t.Errorf("%s has no contract", fn)
				continue
			}
			got[id.Name] = c.String()
			for _, cl := range c.Requires {
				if cl.Source.Pos.IsValid() {
					t.Errorf("%s: the position of an imported clause means nothing here", id.Name)
				}
				if cl.Source.Text == "" || cl.Any[0].Ref.Text == "" {
					t.Errorf("%s: clause without text", id.Name)
				}
			}
		}
		if got["Write"] != "requires Outer.mu@recv.mu" || got["Add"] != "requires List.mu@recv.mu" {
			t.Errorf("contracts of the methods used: %v", got)
		}
		task := pass.Pkg.Imports()[slices.IndexFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Name() == "prose" })].Scope().Lookup("Task")
		if !m.IsTask(types.NewPointer(task.Type())) {
			t.Error("prose.Task is no task to its importer")
		}
		signal := protocol.Class{Pkg: "protocol/prose", Type: "Handlers", Field: "mu"}
		if got := m.MutexName(signal); got != "the signal mutex" {
			t.Errorf("MutexName(%s) = %q", signal, got)
		}
		set := protocol.Class{Pkg: "protocol/prose", Type: "Set", Field: "mu"}
		if got := m.MutexName(set); got != "Set.mu" {
			t.Errorf("MutexName(%s) = %q", set, got)
		}
		outer := pass.Pkg.Imports()[slices.IndexFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Name() == "annotations" })].Scope().Lookup("Outer")
		if a := m.Aliases(outer.Type()); len(a) != 1 || a[0].Left.Path != "in.mu" || a[0].Right.Path != "mu" {
			t.Errorf("aliases of Outer: %v", a)
		}
	})
}

func TestUnresolved(t *testing.T) {
	inspect(t, "protocol/prose", func(pass *analysis.Pass, m *protocol.Model) {
		var got []string
		for _, u := range m.Unresolved() {
			phrase := u.Phrase
			if !u.NamesLock() {
				phrase += "?"
			}
			got = append(got, phrase)
		}
		want := []string{"t.missing?", "t.n?", "the parent's lock", "fs.renameMu"}
		if !slices.Equal(got, want) {
			t.Errorf("unresolved: %q, want %q", got, want)
		}
	})
}

// TestSourcePositions checks that every clause of a package under analysis
// points at the text it was read from.
func TestSourcePositions(t *testing.T) {
	for _, pkg := range []string{"protocol/prose", "protocol/directives", "protocol/annotations"} {
		inspect(t, pkg, func(pass *analysis.Pass, m *protocol.Model) {
			for _, file := range pass.Files {
				src, err := pass.ReadFile(pass.Fset.Position(file.Pos()).Filename)
				if err != nil {
					t.Fatal(err)
				}
				for _, decl := range file.Decls {
					fd, ok := decl.(*ast.FuncDecl)
					if !ok {
						continue
					}
					c := m.Contract(pass.TypesInfo.Defs[fd.Name].(*types.Func))
					if c == nil {
						continue
					}
					for _, cl := range slices.Concat(c.Requires, c.Excludes, c.Acquires, c.Releases) {
						off := pass.Fset.Position(cl.Source.Pos).Offset
						first := cl.Source.Text[:min(8, len(cl.Source.Text))]
						if off+len(first) > len(src) || string(src[off:off+len(first)]) != first {
							t.Errorf("%s: clause %q does not begin at its position", fd.Name.Name, cl.Source.Text)
						}
					}
				}
			}
		})
	}
}
