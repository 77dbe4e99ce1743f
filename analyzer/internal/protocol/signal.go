package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// signalMutex finds the signal mutex as seen from a task's methods: where the
// shape has it, by its name, or by what the protocol's calls lock.
func (b *builder) signalMutex(task *types.Named) (mutexRef, bool) {
	sc := b.fieldScope(task)
	m, ok := sc.path(signalPath, nil, false)
	if !ok {
		m, ok = sc.named(signalName, nil, false)
	}
	if !ok {
		m, ok = sc.path(b.lockedPath(task), nil, false)
	}
	if ok {
		m.ref.Text = "the " + signalName
	}
	return m, ok
}

// nameSignal gives the signal mutex its name in the comments of a package that
// has the protocol's calls and gives it to no mutex itself.
func (b *builder) nameSignal() {
	if len(b.names[signalName]) > 0 {
		return
	}
	var defs []lockName
	for obj, r := range b.roles {
		task, ok := obj.Type().(*types.Named)
		if !ok || !r.Task || !isShapedTask(task) {
			continue
		}
		m, ok := b.signalMutex(task)
		if ok && m.ref.Root == Recv {
			defs = append(defs, lockName{
				Name: signalName, Class: m.ref.Class, Owner: TypeClass(task), Path: m.ref.Path, RW: m.rw, Plain: true,
			})
		}
	}
	if len(defs) > 0 {
		b.names[signalName] = defs
	}
}

// lockedPath returns the path from a task to the mutex that each of the
// protocol's calls on it locks, as far as they lock any. It is "" if there is
// not exactly one.
func (b *builder) lockedPath(task *types.Named) string {
	var common []string
	first := true
	for _, file := range b.pass.Files {
		for _, d := range file.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || d.Recv == nil || d.Body == nil || !b.takesSignal(task, d) {
				continue
			}
			paths := b.locks(d)
			switch {
			case len(paths) == 0:
			case first:
				common, first = paths, false
			default:
				common = slices.DeleteFunc(common, func(p string) bool { return !slices.Contains(paths, p) })
			}
		}
	}
	if len(common) != 1 {
		return ""
	}
	return common[0]
}

// takesSignal reports whether d is a call of the protocol that takes the
// signal mutex of its task.
func (b *builder) takesSignal(task *types.Named, d *ast.FuncDecl) bool {
	fn, ok := b.pass.TypesInfo.Defs[d.Name].(*types.Func)
	if !ok || NamedOf(fn.Signature().Recv().Type()) != task {
		return false
	}
	for _, call := range taskCalls {
		if call.name == fn.Name() && call.signal == needsFree && hasShape(fn, call.takesStop) {
			return true
		}
	}
	return false
}

// locks lists the mutexes that the body of d locks by a path of fields from
// its receiver, each once.
func (b *builder) locks(d *ast.FuncDecl) []string {
	var out []string
	if len(d.Recv.List[0].Names) != 1 {
		return nil
	}
	recv := b.pass.TypesInfo.Defs[d.Recv.List[0].Names[0]]
	ast.Inspect(d.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return true
		}
		fn, ok := b.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
		if !ok || MutexOp(fn) != OpLock {
			return true
		}
		if path, ok := b.fieldPath(sel.X, recv); ok && !slices.Contains(out, path) {
			out = append(out, path)
		}
		return true
	})
	return out
}

// fieldPath returns the dotted path of fields by which e starts from the
// variable from.
func (b *builder) fieldPath(e ast.Expr, from types.Object) (string, bool) {
	var names []string
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			names = append(names, x.Sel.Name)
			e = x.X
			continue
		case *ast.StarExpr:
			e = x.X
			continue
		case *ast.UnaryExpr:
			if x.Op == token.AND {
				e = x.X
				continue
			}
		case *ast.Ident:
			if from != nil && b.pass.TypesInfo.Uses[x] == from && len(names) > 0 {
				slices.Reverse(names)
				return strings.Join(names, "."), true
			}
		}
		return "", false
	}
}
