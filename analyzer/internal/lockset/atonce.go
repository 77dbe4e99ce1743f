package lockset

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// callers tells, from the syntax alone, which functions of a package call the
// functions that they are given before they return. It serves the packages
// with no protocol in sight, for which no SSA is built.
type callers struct {
	pass  *analysis.Pass
	decls map[*types.Func]*ast.FuncDecl
	known map[*types.Var]bool // false while the answer is being worked out
}

// exportCallers exports a fact for each exported function of the package that
// calls a parameter at once.
func exportCallers(pass *analysis.Pass, takers *ir.Takers) {
	c := &callers{pass: pass, decls: takers.Decls, known: map[*types.Var]bool{}}
	for _, fn := range takers.Exported {
		fact := &Fact{}
		sig := fn.Signature()
		first := 0 // the receiver counts as a parameter
		if sig.Recv() != nil {
			first = 1
		}
		for i := range sig.Params().Len() {
			if c.atOnce(fn, i) {
				fact.Params.Set(first+i, paramUse{Kind: callbackAtOnce})
			}
		}
		if fact.Params != nil {
			pass.ExportObjectFact(fn, fact)
		}
	}
}

// atOnce reports whether fn calls its parameter i, receiver not counted,
// before it returns, and does nothing else with it.
func (c *callers) atOnce(fn *types.Func, i int) bool {
	sig := fn.Signature()
	if i >= sig.Params().Len() || sig.Variadic() && i == sig.Params().Len()-1 {
		return false
	}
	param := sig.Params().At(i)
	if _, ok := param.Type().Underlying().(*types.Signature); !ok {
		return false
	}
	if fn.Pkg() != c.pass.Pkg {
		var fact Fact
		if !c.pass.ImportObjectFact(fn, &fact) {
			return false
		}
		if sig.Recv() != nil {
			i++
		}
		use, _ := fact.Params.At(i)
		return use.Kind == callbackAtOnce && len(use.Held)+len(use.Dropped) == 0
	}
	if known, seen := c.known[param]; seen {
		return known
	}
	c.known[param] = false
	d := c.decls[fn]
	if d == nil {
		return false
	}
	calls, uses := 0, 0
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.pass.TypesInfo.Uses[id] == param {
			uses++
		}
		return true
	})
	if uses == 0 {
		return false
	}
	c.body(d.Body, param, &calls)
	c.known[param] = calls == uses
	return c.known[param]
}

// body counts the uses of param in n that call it at once. Bodies of function
// literals count if the literal itself is called at once.
func (c *callers) body(n ast.Node, param *types.Var, calls *int) {
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && c.pass.TypesInfo.Uses[id] == param
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.FuncLit:
			return false
		case *ast.BinaryExpr: // f == nil
			if (n.Op == token.EQL || n.Op == token.NEQ) && (is(n.X) || is(n.Y)) {
				*calls++
			}
		case *ast.CallExpr:
			if is(n.Fun) {
				*calls++
			}
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				c.body(lit.Body, param, calls)
			}
			callee := calleeOf(c.pass.TypesInfo, n)
			for i, arg := range n.Args {
				lit, isLit := ast.Unparen(arg).(*ast.FuncLit)
				if callee == nil || !isLit && !is(arg) || !c.atOnce(callee, i) {
					continue
				}
				if isLit {
					c.body(lit.Body, param, calls)
				} else {
					*calls++
				}
			}
		}
		return true
	})
}

// calleeOf returns the function or concrete method that call calls, or nil.
func calleeOf(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok {
		return nil
	}
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return nil
	}
	return fn.Origin()
}
