package affinity

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// prelude declares a task, so that sources need no imports.
const prelude = `package p

type stop interface{ Killable() bool }

type state interface{ execute(t *Task) state }

type Task struct {
	state  state
	stop   stop
	id     int
	parent *Task
	tasks  []*Task
}

func (t *Task) beginInternalStop(s stop) { t.stop = s }

func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

func goid() int { return number() }

var number func() int

`

// checked is a type-checked source, ready to be analysed again and again.
type checked struct {
	fset  *token.FileSet
	files []*ast.File
	pkg   *types.Package
	info  *types.Info
}

func check(tb testing.TB, src string) *checked {
	tb.Helper()
	c := &checked{fset: token.NewFileSet(), info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
		Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}}
	file, err := parser.ParseFile(c.fset, "p.go", prelude+src, parser.ParseComments)
	if err != nil {
		tb.Fatal(err)
	}
	c.files = []*ast.File{file}
	c.pkg, err = new(types.Config).Check("p", c.fset, c.files, c.info)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// analyse runs the engine over c and returns its result and the facts it
// exports, by object.
func (c *checked) analyse(tb testing.TB) (*Result, map[string]string) {
	tb.Helper()
	facts := map[string]string{}
	results := map[*analysis.Analyzer]any{}
	for _, a := range []*analysis.Analyzer{ir.Analyzer, protocol.Analyzer, lockset.Analyzer, Analyzer} {
		pass := &analysis.Pass{
			Analyzer: a, Fset: c.fset, Files: c.files, Pkg: c.pkg, TypesInfo: c.info,
			TypesSizes: types.SizesFor("gc", "amd64"), ResultOf: results,
			Report:            func(d analysis.Diagnostic) { tb.Errorf("%s reports %s", a.Name, d.Message) },
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportPackageFact: func(analysis.Fact) {},
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
			ExportObjectFact: func(obj types.Object, f analysis.Fact) {
				if s, ok := f.(interface{ String() string }); ok && a == Analyzer {
					facts[obj.Name()] = s.String()
				}
			},
		}
		var res any = &lockset.Result{}
		if a != lockset.Analyzer { // which has benchmarks of its own
			var err error
			if res, err = a.Run(pass); err != nil {
				tb.Fatalf("%s: %v", a.Name, err)
			}
		}
		results[a] = res
	}
	return results[Analyzer].(*Result), facts
}
