package valuestop

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A conversionWalker collects the conversions of each function, in the order
// in which they are evaluated.
type conversionWalker struct {
	info     *types.Info
	stops    *stopSet
	byOwner  map[ast.Node][]conversion
	calls    map[token.Pos]*ast.CallExpr
	literals map[token.Pos]ast.Expr
	stored   map[token.Pos]ast.Expr
	equals   map[token.Pos]ast.Expr
	// asserted lists the conversions in var _ I = x, which SSA does not have.
	asserted []conversion
	owners   []ast.Node // FuncDecl, FuncLit or range-over-func statement
	sigs     []*types.Signature
}

func (w *conversionWalker) walk(root ast.Node) {
	var stack []ast.Node
	ast.Inspect(root, func(n ast.Node) bool {
		if n != nil {
			stack = append(stack, n)
			w.enter(n, stack)
			return true
		}
		n = stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		w.leave(n, stack)
		return true
	})
}

func (w *conversionWalker) enter(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		sig, _ := w.info.TypeOf(n.Name).(*types.Signature)
		w.push(n, sig)
	case *ast.FuncLit:
		sig, _ := w.info.TypeOf(n).(*types.Signature)
		w.push(n, sig)
	case *ast.BlockStmt:
		if rng := w.rangeOverFunc(n, stack[:len(stack)-1]); rng != nil {
			w.push(rng, w.sig())
		}
	case *ast.CallExpr:
		w.calls[n.Lparen] = n
		w.literals[n.Lparen] = n
	case *ast.CompositeLit:
		w.literals[n.Lbrace] = n
	}
}

func (w *conversionWalker) leave(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl, *ast.FuncLit:
		w.pop()
	case *ast.BlockStmt:
		if w.rangeOverFunc(n, stack) != nil {
			w.pop()
		}
	case *ast.UnaryExpr:
		if lit, ok := ast.Unparen(n.X).(*ast.CompositeLit); ok && n.Op == token.AND {
			w.literals[lit.Lbrace] = n
		}
	}
	w.conversions(n)
}

func (w *conversionWalker) push(owner ast.Node, sig *types.Signature) {
	w.owners = append(w.owners, owner)
	w.sigs = append(w.sigs, sig)
}

func (w *conversionWalker) pop() {
	w.owners = w.owners[:len(w.owners)-1]
	w.sigs = w.sigs[:len(w.sigs)-1]
}

func (w *conversionWalker) sig() *types.Signature {
	if len(w.sigs) == 0 {
		return nil
	}
	return w.sigs[len(w.sigs)-1]
}

// rangeOverFunc returns the statement whose body n is, if that body is
// compiled as a function: the body of a range over a function.
func (w *conversionWalker) rangeOverFunc(n *ast.BlockStmt, stack []ast.Node) *ast.RangeStmt {
	if len(stack) == 0 {
		return nil
	}
	rng, ok := stack[len(stack)-1].(*ast.RangeStmt)
	if !ok || rng.Body != n {
		return nil
	}
	t := w.info.TypeOf(rng.X)
	if t == nil {
		return nil
	}
	if _, ok := t.Underlying().(*types.Signature); !ok {
		return nil
	}
	return rng
}

// conversions records the conversions that n makes of its operands.
func (w *conversionWalker) conversions(n ast.Node) {
	switch n := n.(type) {
	case *ast.CallExpr:
		w.callConversions(n)
	case *ast.AssignStmt:
		var to []types.Type
		for _, lhs := range n.Lhs {
			if id, ok := lhs.(*ast.Ident); ok && id.Name == "_" {
				to = append(to, nil)
				continue
			}
			to = append(to, w.info.TypeOf(lhs))
		}
		w.assign(n.Rhs, to)
		if len(n.Lhs) == len(n.Rhs) {
			for i, lhs := range n.Lhs {
				w.stored[storePos(lhs)] = n.Rhs[i]
			}
		}
	case *ast.ValueSpec:
		var to []types.Type
		for i, name := range n.Names {
			to = append(to, w.info.TypeOf(name))
			if len(n.Names) == len(n.Values) {
				w.stored[name.Pos()] = n.Values[i]
			}
		}
		blank := len(n.Names) == 1 && n.Names[0].Name == "_"
		if !blank {
			w.assign(n.Values, to)
		} else if n.Type != nil && len(n.Values) == 1 {
			w.asserted = append(w.asserted, conversion{n.Values[0], w.info.TypeOf(n.Values[0]), w.info.TypeOf(n.Type)})
		}
	case *ast.ReturnStmt:
		if sig := w.sig(); sig != nil {
			w.assign(n.Results, tupleTypes(sig.Results()))
		}
	case *ast.CompositeLit:
		w.literalConversions(n)
	case *ast.SendStmt:
		if t := w.info.TypeOf(n.Chan); t != nil {
			w.convert(n.Value, element(t))
		}
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			w.equals[n.OpPos] = n
			w.convert(n.X, w.info.TypeOf(n.Y))
			w.convert(n.Y, w.info.TypeOf(n.X))
		}
	case *ast.SwitchStmt:
		if n.Tag != nil {
			for _, clause := range n.Body.List {
				for _, e := range clause.(*ast.CaseClause).List {
					w.convert(e, w.info.TypeOf(n.Tag))
				}
			}
		}
	}
}

// storePos returns the position that SSA gives a store to lhs.
func storePos(lhs ast.Expr) token.Pos {
	switch lhs := ast.Unparen(lhs).(type) {
	case *ast.SelectorExpr:
		return lhs.Sel.Pos()
	case *ast.IndexExpr:
		return lhs.Lbrack
	case *ast.StarExpr:
		return lhs.Star
	default:
		return lhs.Pos()
	}
}

func tupleTypes(tuple *types.Tuple) []types.Type {
	var ts []types.Type
	for v := range tuple.Variables() {
		ts = append(ts, v.Type())
	}
	return ts
}

// assign records the conversions of an assignment of exprs to variables of
// the types given, nil for the blank identifier.
func (w *conversionWalker) assign(exprs []ast.Expr, to []types.Type) {
	if len(exprs) == len(to) {
		for i, e := range exprs {
			w.convert(e, to[i])
		}
		return
	}
	if len(exprs) != 1 {
		return
	}
	tuple, ok := w.info.TypeOf(exprs[0]).(*types.Tuple)
	if !ok || tuple.Len() != len(to) {
		return
	}
	for i, t := range to {
		w.record(exprs[0], tuple.At(i).Type(), t)
	}
}

func (w *conversionWalker) convert(e ast.Expr, to types.Type) {
	w.record(e, w.info.TypeOf(e), to)
}

func (w *conversionWalker) record(e ast.Expr, from, to types.Type) {
	if from == nil || to == nil || !types.IsInterface(to) || isTypeParam(to) || types.IsInterface(from) && !isTypeParam(from) {
		return
	}
	if !isTypeParam(from) && !w.stops.isPossible(from) {
		return
	}
	var owner ast.Node
	if len(w.owners) > 0 {
		owner = w.owners[len(w.owners)-1]
	}
	w.byOwner[owner] = append(w.byOwner[owner], conversion{expr: e, typ: from, to: to})
}

func (w *conversionWalker) callConversions(call *ast.CallExpr) {
	fun := w.info.Types[call.Fun]
	if fun.IsType() {
		if len(call.Args) == 1 {
			w.convert(call.Args[0], fun.Type)
		}
		return
	}
	if fun.IsBuiltin() {
		if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
			w.builtinConversions(id.Name, call)
		}
		return
	}
	if fun.Type == nil {
		return
	}
	sig, ok := fun.Type.Underlying().(*types.Signature)
	if !ok {
		return
	}
	to := tupleTypes(sig.Params())
	if sig.Variadic() && !call.Ellipsis.IsValid() && len(to) > 0 {
		elem := element(to[len(to)-1])
		to = to[:len(to)-1]
		n := len(call.Args)
		if n == 1 {
			if tuple, ok := w.info.TypeOf(call.Args[0]).(*types.Tuple); ok {
				n = tuple.Len()
			}
		}
		for len(to) < n {
			to = append(to, elem)
		}
	}
	w.assign(call.Args, to)
}

func (w *conversionWalker) builtinConversions(name string, call *ast.CallExpr) {
	switch {
	case name == "append" && !call.Ellipsis.IsValid() && len(call.Args) > 0:
		if t := w.info.TypeOf(call.Args[0]); t != nil {
			for _, arg := range call.Args[1:] {
				w.convert(arg, element(t))
			}
		}
	case name == "panic" && len(call.Args) == 1:
		w.convert(call.Args[0], types.NewInterfaceType(nil, nil))
	}
}

func (w *conversionWalker) literalConversions(lit *ast.CompositeLit) {
	t := w.info.TypeOf(lit)
	if t == nil {
		return
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem() // an elided &T in a literal of a container
	}
	s, isStruct := t.Underlying().(*types.Struct)
	for i, elt := range lit.Elts {
		kv, keyed := elt.(*ast.KeyValueExpr)
		if keyed {
			w.stored[kv.Colon] = kv.Value
		} else {
			w.stored[elt.Pos()] = elt
		}
		switch {
		case isStruct && keyed:
			if id, ok := kv.Key.(*ast.Ident); ok {
				w.convert(kv.Value, w.info.TypeOf(id))
			}
		case isStruct:
			if i < s.NumFields() {
				w.convert(elt, s.Field(i).Type())
			}
		case keyed:
			if m, ok := t.Underlying().(*types.Map); ok {
				w.convert(kv.Key, m.Key())
			}
			w.convert(kv.Value, element(t))
		default:
			w.convert(elt, element(t))
		}
	}
}
