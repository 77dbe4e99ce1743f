package valuestop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// use is an assertion or a comparison that is to recognise a stop: what it
// asks for, and how.
type use struct {
	node ast.Expr // what is asked for, or the whole expression
	text string   // the whole as a reader would write it: t.stop.(*groupStop)
	typ  types.Type
	form form // asValue, asNil, asFresh or asPointer
	made ast.Expr
	// assertion says that the use asks for the type alone.
	assertion bool
}

// findUses finds the assertions and comparisons of stop interfaces that name a
// stop type.
func findUses(pass *analysis.Pass, stops *stopSet) []use {
	f := &useFinder{info: pass.TypesInfo, stops: stops, files: pass.Files}
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeAssertExpr:
				if n.Type != nil && f.isStop(n.X) {
					f.assertion(n.X, n.Type, n)
				}
			case *ast.TypeSwitchStmt:
				f.typeSwitch(n)
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					f.comparison(n.X, n.Y, n.Op, n)
					f.comparison(n.Y, n.X, n.Op, n)
				}
			case *ast.SwitchStmt:
				if n.Tag != nil {
					for _, clause := range n.Body.List {
						for _, e := range clause.(*ast.CaseClause).List {
							f.comparison(n.Tag, e, token.EQL, e)
						}
					}
				}
			}
			return true
		})
	}
	return f.uses
}

type useFinder struct {
	info  *types.Info
	stops *stopSet
	files []*ast.File
	uses  []use
	// addressed counts the places where the address of each variable is taken;
	// nil until that is asked for.
	addressed map[types.Object]int
}

func (f *useFinder) isStop(e ast.Expr) bool {
	t := f.info.TypeOf(e)
	return t != nil && f.stops.isInterface(t)
}

// typeSwitch finds the uses in switch x.(type) { case T: … }.
func (f *useFinder) typeSwitch(n *ast.TypeSwitchStmt) {
	var x ast.Expr
	switch s := n.Assign.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			x = s.Rhs[0]
		}
	}
	assert, ok := x.(*ast.TypeAssertExpr)
	if !ok || !f.isStop(assert.X) {
		return
	}
	for _, clause := range n.Body.List {
		for _, typ := range clause.(*ast.CaseClause).List {
			f.assertion(assert.X, typ, typ)
		}
	}
}

// assertion records x.(typ).
func (f *useFinder) assertion(x, typ, node ast.Expr) {
	t := f.info.TypeOf(typ)
	if t == nil {
		return
	}
	u := use{
		node:      node,
		text:      types.ExprString(x) + ".(" + types.ExprString(typ) + ")",
		assertion: true,
	}
	if elem := pointee(t); elem != nil && f.stops.isStop(elem) {
		u.typ, u.form = elem, asPointer
	} else if f.stops.isValue(t) {
		u.typ, u.form = t, asValue
	} else {
		return
	}
	f.uses = append(f.uses, u)
}

// comparison records x == y where x is a stop and y says which.
func (f *useFinder) comparison(x, y ast.Expr, op token.Token, node ast.Expr) {
	if !f.isStop(x) {
		return
	}
	y = f.unconverted(y)
	t := f.info.TypeOf(y)
	if t == nil {
		return
	}
	u := use{node: node, text: types.ExprString(x) + " " + op.String() + " " + types.ExprString(y), made: y}
	if elem := pointee(t); elem != nil && f.stops.isStop(elem) {
		u.typ, u.form = elem, f.pointerForm(y)
	} else if f.stops.isValue(t) {
		u.typ, u.form = t, asValue
	} else {
		return
	}
	f.uses = append(f.uses, u)
}

// unconverted returns e without parentheses and conversions to an interface.
func (f *useFinder) unconverted(e ast.Expr) ast.Expr {
	for {
		e = ast.Unparen(e)
		call, ok := e.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return e
		}
		if fun := f.info.Types[call.Fun]; !fun.IsType() || !types.IsInterface(fun.Type) {
			return e
		}
		e = call.Args[0]
	}
}

// pointerForm tells how the pointer e is made, if it is made on the spot.
func (f *useFinder) pointerForm(e ast.Expr) form {
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if e.Op != token.AND {
			break
		}
		if _, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok || f.isUnknown(e.X) {
			return asFresh
		}
	case *ast.CallExpr:
		fun := f.info.Types[e.Fun]
		if fun.IsBuiltin() {
			return asFresh // new(T) is the only builtin that makes a pointer to a stop
		}
		if fun.IsType() && len(e.Args) == 1 && f.info.Types[e.Args[0]].IsNil() {
			return asNil
		}
	}
	return asPointer
}

// isUnknown reports whether e is a local variable whose address is taken once, so
// that nothing has it but what is made there:
//
//	c := *s
//	return t.stop == &c
func (f *useFinder) isUnknown(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := f.info.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Parent() == nil || v.Parent() == v.Pkg().Scope() {
		return false
	}
	if f.addressed == nil {
		f.addressed = map[types.Object]int{}
		for _, file := range f.files {
			ast.Inspect(file, f.address)
		}
	}
	return f.addressed[v] == 1
}

// address counts the places where the address of a variable is taken.
func (f *useFinder) address(n ast.Node) bool {
	var x ast.Expr
	switch n := n.(type) {
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			x = n.X
		}
	case *ast.SelectorExpr: // x.method() takes it if the receiver is a pointer
		if s := f.info.Selections[n]; s != nil && s.Kind() == types.MethodVal {
			x = n.X
		}
	}
	if x == nil {
		return true
	}
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if obj := f.info.Uses[id]; obj != nil {
			f.addressed[obj]++
		}
	}
	return true
}
