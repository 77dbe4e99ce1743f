// Package alone runs engines over one source that imports nothing, for their
// tests and benchmarks: it is type-checked once and can be analysed again and
// again.
package alone

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// Package is a type-checked source.
type Package struct {
	Fset  *token.FileSet
	Files []*ast.File
	Types *types.Package
	Info  *types.Info
}

// Check type-checks src, which is a whole file.
func Check(tb testing.TB, src string) *Package {
	tb.Helper()
	p := &Package{Fset: token.NewFileSet(), Info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Scopes: map[ast.Node]*types.Scope{},
		Instances: map[*ast.Ident]types.Instance{}, FileVersions: map[*ast.File]string{},
	}}
	file, err := parser.ParseFile(p.Fset, "p.go", src, parser.ParseComments)
	if err != nil {
		tb.Fatal(err)
	}
	p.Files = []*ast.File{file}
	p.Types, err = new(types.Config).Check("p", p.Fset, p.Files, p.Info)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// Run runs analyzers in turn, each after those that it requires or with their
// given results, and returns the result of the last and, by the object's name,
// the facts about objects that it exports. An analyzer that reports something
// fails the test.
func (p *Package) Run(tb testing.TB, given map[*analysis.Analyzer]any, analyzers ...*analysis.Analyzer) (any, map[string]string) {
	tb.Helper()
	results := map[*analysis.Analyzer]any{}
	for a, res := range given {
		results[a] = res
	}
	facts := map[string]string{}
	last := analyzers[len(analyzers)-1]
	for _, a := range analyzers {
		res, err := a.Run(&analysis.Pass{
			Analyzer: a, Fset: p.Fset, Files: p.Files, Pkg: p.Types, TypesInfo: p.Info,
			TypesSizes: types.SizesFor("gc", "amd64"), ResultOf: results,
			Report:            func(d analysis.Diagnostic) { tb.Errorf("%s reports %s", a.Name, d.Message) },
			ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
			ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
			ExportPackageFact: func(analysis.Fact) {},
			AllObjectFacts:    func() []analysis.ObjectFact { return nil },
			AllPackageFacts:   func() []analysis.PackageFact { return nil },
			ExportObjectFact: func(obj types.Object, f analysis.Fact) {
				if a == last {
					facts[obj.Name()] = fmt.Sprint(f)
				}
			},
		})
		if err != nil {
			tb.Fatalf("%s: %v", a.Name, err)
		}
		results[a] = res
	}
	return results[last], facts
}
