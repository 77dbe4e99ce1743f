package affinity

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// spawners tells, from the syntax alone, which functions of a package call the
// functions that they are given on another goroutine. It serves the packages
// with no protocol in sight, for which no SSA is built.
type spawners struct {
	pass  *analysis.Pass
	decls map[*types.Func]*ast.FuncDecl
	known map[*types.Var]Off // zero while the answer is being worked out
}

// exportSpawners exports a fact for each exported function of the package that
// does nothing with a parameter but call it on another goroutine.
func exportSpawners(pass *analysis.Pass, takers *ir.Takers) {
	s := &spawners{pass: pass, decls: takers.Decls, known: map[*types.Var]Off{}}
	for _, fn := range takers.Exported {
		sig := fn.Signature()
		first := 0 // the receiver counts as a parameter
		if sig.Recv() != nil {
			first = 1
		}
		var params protocol.ByIndex[FactUse]
		for i := range sig.Params().Len() {
			if off := s.offOf(fn, i); off.Kind != OnCaller {
				params.Set(first+i, FactUse{Off: off})
			}
		}
		if len(params) > 0 {
			pass.ExportObjectFact(fn, &Fact{Params: params})
		}
	}
}

// offOf returns where fn calls its parameter i, receiver not counted, if it
// does so on another goroutine only.
func (s *spawners) offOf(fn *types.Func, i int) Off {
	sig := fn.Signature()
	if i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return Off{}
	}
	if fn.Pkg() != s.pass.Pkg {
		if cb := ir.CallbackOf(fn); cb == ir.Spawned || cb == ir.Later {
			return offOf(fn, cb)
		}
		var fact Fact
		if !s.pass.ImportObjectFact(fn, &fact) || !fact.fits(fn) {
			return Off{}
		}
		if sig.Recv() != nil {
			i++
		}
		u, _ := fact.Params.At(i)
		return u.Off
	}
	param := sig.Params().At(i)
	if off, seen := s.known[param]; seen {
		return off
	}
	s.known[param] = Off{}
	d := s.decls[fn]
	if _, isFunc := param.Type().Underlying().(*types.Signature); !isFunc || d == nil {
		return Off{}
	}
	u := &paramUses{s: s, param: param}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && s.pass.TypesInfo.Uses[id] == param {
			u.all++
		}
		return true
	})
	u.in(d.Body, Off{})
	if u.away == 0 || u.away+u.compared != u.all {
		return Off{}
	}
	s.known[param] = u.off
	return u.off
}

// paramUses counts the uses of a parameter.
type paramUses struct {
	s                   *spawners
	param               *types.Var
	all, away, compared int
	off                 Off
}

func (u *paramUses) is(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && u.s.pass.TypesInfo.Uses[id] == u.param
}

func (u *paramUses) elsewhere(off Off) {
	if off.Kind != OnCaller {
		u.away++
		u.off = off
	}
}

// in counts the uses in n, which runs on the goroutine off.
func (u *paramUses) in(n ast.Node, off Off) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			u.call(n.Call, Off{Kind: NewGoroutine})
			return false
		case *ast.FuncLit:
			return false
		case *ast.BinaryExpr:
			if (n.Op == token.EQL || n.Op == token.NEQ) && (u.is(n.X) || u.is(n.Y)) {
				u.compared++
			}
		case *ast.CallExpr:
			u.call(n, off)
			return false
		}
		return true
	})
}

// call counts the uses in a call that is made on the goroutine off.
func (u *paramUses) call(call *ast.CallExpr, off Off) {
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		u.in(lit.Body, off)
	} else if u.is(call.Fun) {
		u.elsewhere(off)
	} else {
		u.in(call.Fun, off)
	}
	callee, _ := typeutil.Callee(u.s.pass.TypesInfo, call).(*types.Func)
	for i, arg := range call.Args {
		lit, isLit := ast.Unparen(arg).(*ast.FuncLit)
		if !isLit && !u.is(arg) {
			u.in(arg, off)
			continue
		}
		there := Off{}
		if callee != nil {
			there = u.s.offOf(callee.Origin(), i)
		}
		if isLit {
			u.in(lit.Body, there)
		} else {
			u.elsewhere(there)
		}
	}
}
