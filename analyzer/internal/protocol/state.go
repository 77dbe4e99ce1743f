package protocol

import (
	"go/ast"
	"go/types"
)

// stateShapes finds the run states of tasks: an interface with a method that
// takes a task and returns the next state. They run on the task goroutine. The
// method is known by its name, or by a loop that does nothing else:
//
//	t.state = t.state.execute(t)
func (b *builder) stateShapes() {
	var loops map[*types.Func]bool
	scope := b.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.ExplicitMethods() {
			state, ok := b.model.RunState(m.Name(), m.Signature())
			if !ok || !types.Identical(m.Signature().Results().At(state.Next).Type(), obj.Type()) {
				continue
			}
			if m.Name() != stateMethod {
				if loops == nil {
					loops = b.stateLoops()
				}
				if !loops[m] {
					continue
				}
			}
			b.shape[m] = &Contract{
				StopParam:       -1,
				Goroutine:       OnTask,
				GoroutineRoot:   Param,
				GoroutineIndex:  state.Task,
				GoroutineSource: Source{Kind: Shape, Text: obj.Name() + " is a run state of the task"},
			}
			b.binding[obj] = true
		}
	}
}

// stateLoops returns the methods whose result takes the place of the value
// that they are called on, directly or by way of a variable:
//
//	s = s.m(t)
//	next := s.m(t); s = next
func (b *builder) stateLoops() map[*types.Func]bool {
	found := make(map[*types.Func]bool)
	type result struct {
		method *types.Func
		of     string
	}
	held := make(map[types.Object]result)
	for _, file := range b.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			as, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			if len(as.Lhs) == len(as.Rhs) {
				for i, rhs := range as.Rhs {
					id, ok := ast.Unparen(rhs).(*ast.Ident)
					if !ok {
						continue
					}
					if r, ok := held[b.pass.TypesInfo.Uses[id]]; ok && types.ExprString(as.Lhs[i]) == r.of {
						found[r.method] = true
					}
				}
			}
			if len(as.Rhs) != 1 {
				return true
			}
			call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				return true
			}
			m, ok := b.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
			if !ok {
				return true
			}
			of := types.ExprString(sel.X)
			for _, lhs := range as.Lhs {
				if types.ExprString(lhs) == of {
					found[m.Origin()] = true
				}
				if id, ok := lhs.(*ast.Ident); ok {
					if obj := b.pass.TypesInfo.ObjectOf(id); obj != nil {
						held[obj] = result{m.Origin(), of}
					}
				}
			}
			return true
		})
	}
	return found
}
