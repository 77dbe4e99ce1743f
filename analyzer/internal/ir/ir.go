// Package ir gives the engines the SSA form of the package under analysis.
//
// SSA is built on first use and once, so that a package in which no protocol
// is in sight costs nothing: the pass itself only keeps the means to build.
// It does not depend on ctrlflow or buildssa, whose work would be done for
// every dependency, standard library included.
package ir

import (
	"go/ast"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// Analyzer yields a *[Package] and reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stopir",
	Doc:        "build the SSA form of a package when an engine asks for it",
	Run:        run,
	ResultType: reflect.TypeFor[*Package](),
}

// Package is the package under analysis, in SSA form once asked for.
type Package struct {
	pass  *analysis.Pass
	once  sync.Once
	ssa   *ssa.Package
	funcs []*ssa.Function

	syntax func() *Syntax
	takers func() *Takers
}

func run(pass *analysis.Pass) (any, error) {
	return &Package{
		pass:   pass,
		syntax: sync.OnceValue(func() *Syntax { return NewSyntax(pass.Files) }),
		takers: sync.OnceValue(func() *Takers { return NewTakers(pass.Files, pass.TypesInfo) }),
	}, nil
}

// Syntax returns the source of the package's instructions.
func (p *Package) Syntax() *Syntax { return p.syntax() }

// Takers returns the package's functions that are given functions.
func (p *Package) Takers() *Takers { return p.takers() }

// SSA returns the package's SSA form.
func (p *Package) SSA() *ssa.Package {
	p.once.Do(p.build)
	return p.ssa
}

// Functions returns the package's functions with bodies in source order,
// each followed by its function literals. Instances of generic functions are
// not among them: the generic body stands for all.
func (p *Package) Functions() []*ssa.Function {
	p.once.Do(p.build)
	return p.funcs
}

// Initializer returns the function that assigns the package-level variables
// their first values, followed by the function literals in it.
func (p *Package) Initializer() []*ssa.Function {
	init := p.SSA().Func("init")
	if init == nil {
		return nil
	}
	out := []*ssa.Function{init}
	for i := 0; i < len(out); i++ {
		out = append(out, out[i].AnonFuncs...)
	}
	return out
}

func (p *Package) build() {
	prog := ssa.NewProgram(p.pass.Fset, ssa.BuilderMode(0))
	prog.SetNoReturn(NeverReturns)
	for _, imp := range p.pass.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	p.ssa = prog.CreatePackage(p.pass.Pkg, p.pass.Files, p.pass.TypesInfo, false)
	p.ssa.Build()
	for _, file := range p.pass.Files {
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			obj, ok := p.pass.TypesInfo.Defs[d.Name].(*types.Func)
			if !ok {
				continue
			}
			if fn := prog.FuncValue(obj); fn != nil {
				p.add(fn)
			}
		}
	}
}

func (p *Package) add(fn *ssa.Function) {
	p.funcs = append(p.funcs, fn)
	for _, anon := range fn.AnonFuncs {
		p.add(anon)
	}
}

// NeverReturns reports whether fn is a standard function that does not
// return to its caller. Functions of the code under analysis that never
// return are recognised by the engines, from their summaries.
func NeverReturns(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return false
	}
	names, ok := noReturn[fn.Pkg().Path()]
	if !ok {
		return false
	}
	for _, n := range names {
		if fn.Name() == n {
			return true
		}
	}
	return false
}

var noReturn = map[string][]string{
	"os":      {"Exit"},
	"syscall": {"Exit"},
	"runtime": {"Goexit"},
	"log":     {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"},
	"testing": {"Fatal", "Fatalf", "FailNow", "Skip", "Skipf", "SkipNow"},
}
