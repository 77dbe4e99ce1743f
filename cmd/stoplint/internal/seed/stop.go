package seed

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// stopMutants returns the mutants of the stops that are begun and of the
// assertions that recognise them.
func (t *Tree) stopMutants(spec *Spec) []*Mutant {
	receivers := make(map[string]stopReceiver)
	t.eachFunc(func(f *File, fd *ast.FuncDecl) {
		if fd.Recv == nil || fd.Name.Name != spec.StopMethod {
			return
		}
		if star, ok := fd.Recv.List[0].Type.(*ast.StarExpr); ok {
			e := editor{t, f}
			receivers[e.text(star.X)] = stopReceiver{source.DeclName(fd), e.replace(star, e.text(star.X))}
		}
	})
	var ms []*Mutant
	t.eachFunc(func(f *File, fd *ast.FuncDecl) {
		if fd.Body == nil {
			return
		}
		w := stopWalk{editor{t, f}, spec, source.DeclName(fd), receivers, 0, nil}
		var stmts []ast.Stmt // enclosing statements of a list
		for _, stmt := range fd.Body.List {
			w.visit(stmt, append(stmts, stmt))
		}
		ms = append(ms, w.mutants...)
	})
	return ms
}

// stopReceiver is the pointer receiver of a stop type's method.
type stopReceiver struct {
	method  string
	byValue []Edit // makes it a value receiver
}

func (t *Tree) eachFunc(do func(*File, *ast.FuncDecl)) {
	for _, f := range t.Files {
		for _, d := range f.Syntax.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				do(f, fd)
			}
		}
	}
}

type stopWalk struct {
	editor
	spec      *Spec
	fn        string
	receivers map[string]stopReceiver
	number    int // of sites in the function
	mutants   []*Mutant
}

func (w *stopWalk) visit(root ast.Node, stmts []ast.Stmt) {
	ast.Inspect(root, func(n ast.Node) bool {
		if n != root {
			if list := stmtList(n); list != nil {
				for _, s := range list {
					w.visit(s, append(stmts, s))
				}
				return false
			}
		}
		switch n := n.(type) {
		case *ast.CallExpr:
			w.begin(n, stmts[len(stmts)-1])
		case *ast.TypeAssertExpr:
			w.assertion(n)
		case *ast.BinaryExpr:
			w.comparison(n)
		}
		return true
	})
}

func (w *stopWalk) add(op, what string, edits ...Edit) *Mutant {
	m := &Mutant{Op: op, Func: w.fn, Site: fmt.Sprintf("stop %d (%s)", w.number, what), Edits: edits}
	w.mutants = append(w.mutants, m)
	return m
}

// byValue adds a mutant that needs a value receiver on the stop type.
func (w *stopWalk) byValue(op, name string, edits ...Edit) {
	r := w.receivers[name]
	w.add(op, name, append(edits, r.byValue...)...).Also = []string{r.method}
}

// begin makes mutants of a call that begins a stop:
//
//	t.beginInternalStopLocked((*groupStop)(nil))
//	t.beginInternalStopLocked(&ptraceStop{})
func (w *stopWalk) begin(call *ast.CallExpr, stmt ast.Stmt) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	fn, ok := w.t.info.Uses[sel.Sel].(*types.Func)
	if !ok {
		return
	}
	i, ok := w.spec.Begins[funcName(fn)]
	if !ok || i >= len(call.Args) {
		return
	}
	arg := call.Args[i]
	name, fresh := w.pointerStop(arg)
	if name == "" {
		return
	}
	w.number++
	param := types.TypeString(fn.Signature().Params().At(i).Type(), types.RelativeTo(w.t.pkg))
	value := name + "{}"
	w.byValue("begin a value", name, w.replace(arg, value)...)
	w.byValue("begin a value through a variable", name,
		append(w.before(stmt, "seedStop := "+value+"; "), w.replace(arg, "seedStop")...)...)
	w.byValue("begin a value through an interface", name,
		append(w.before(stmt, "var seedStop "+param+" = "+value+"; "), w.replace(arg, "seedStop")...)...)
	w.byValue("begin a value that a function returns", name,
		w.replace(arg, "func() "+param+" { return "+value+" }()")...)
	if !fresh {
		w.add("begin a fresh pointer", name, w.replace(arg, "&"+value)...)
		w.add("begin a fresh pointer from new", name, w.replace(arg, "new("+name+")")...)
		w.add("begin a fresh pointer through a variable", name,
			append(w.before(stmt, "seedStop := &"+value+"; "), w.replace(arg, "seedStop")...)...)
		w.add("begin the typed nil through a variable", name,
			append(w.before(stmt, "var seedStop *"+name+"; "), w.replace(arg, "seedStop")...)...).Benign = true
	}
}

// pointerStop returns the stop type of the typed nil, or of a new pointer.
func (w *stopWalk) pointerStop(e ast.Expr) (name string, fresh bool) {
	switch e := e.(type) {
	case *ast.CallExpr:
		name = w.pointee(e.Fun)
	case *ast.UnaryExpr:
		if lit, ok := e.X.(*ast.CompositeLit); ok && e.Op == token.AND {
			name, fresh = w.text(lit.Type), true
		}
	}
	if _, ok := w.receivers[name]; !ok {
		return "", false
	}
	return name, fresh
}

// pointee returns the stop type of *T or (*T), or "".
func (w *stopWalk) pointee(e ast.Expr) string {
	if star, ok := ast.Unparen(e).(*ast.StarExpr); ok {
		if name := w.text(star.X); w.receivers[name].method != "" {
			return name
		}
	}
	return ""
}

// assertion makes a mutant of t.stop.(*groupStop) that asserts the value.
func (w *stopWalk) assertion(a *ast.TypeAssertExpr) {
	if a.Type == nil {
		return
	}
	if name := w.pointee(a.Type); name != "" {
		w.number++
		w.byValue("assert a value", name, w.replace(a.Type, name)...)
	}
}

// comparison makes mutants of t.stop == (*groupStop)(nil).
func (w *stopWalk) comparison(b *ast.BinaryExpr) {
	if b.Op != token.EQL && b.Op != token.NEQ {
		return
	}
	if name, _ := w.pointerStop(b.Y); name != "" {
		w.number++
		w.byValue("compare with a value", name, w.replace(b.Y, "("+name+"{})")...)
		w.add("compare with a fresh pointer", name, w.replace(b.Y, "(&"+name+"{})")...)
	}
}
