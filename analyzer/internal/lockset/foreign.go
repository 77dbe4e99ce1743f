package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// callsMethodsAtOnce lists the packages whose functions call the methods of
// their interface arguments before they return, and never after.
var callsMethodsAtOnce = map[string]bool{"sort": true, "container/heap": true}

// methodsCalledAtOnce judges the methods of the interface arguments of a call of
// c, if c is known to call them at once:
//
//	sort.Sort(byPriority(tasks))
func (fl *flow) methodsCalledAtOnce(s *state, p place, c ir.Callee) {
	if p.how != Called || c.Obj == nil || c.Obj.Pkg() == nil || !callsMethodsAtOnce[c.Obj.Pkg().Path()] {
		return
	}
	for i, arg := range c.Args {
		mk, ok := arg.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		at := place{instr: p.instr, expr: fl.e.words().argumentPos(p, c, i, arg)}
		for _, f := range fl.e.methodsBehind(mk) {
			fl.obligations(s, at, ir.Callee{Fn: f.fn, Obj: f.obj, Args: []ssa.Value{mk.X}})
		}
	}
}

// methodsBehind returns the methods of the package that may be called through
// the interface that mk makes.
func (e *engine) methodsBehind(mk *ssa.MakeInterface) []*function {
	iface, ok := mk.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var out []*function
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(mk.X.Type(), false, m.Pkg(), m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if f := e.funcs[mk.Parent().Prog.FuncValue(fn.Origin())]; f != nil {
			out = append(out, f)
		}
	}
	return out
}

// isForeign reports whether f is a method that other packages can call through
// an interface of theirs: the package converts its type to one that has it.
func (e *engine) isForeign(f *function) bool {
	if f.obj == nil || f.obj.Signature().Recv() == nil {
		return false
	}
	if e.foreign == nil {
		e.foreign = map[*function]bool{}
		fns := e.pkg.Initializer()
		for _, g := range e.order {
			fns = append(fns, g.fn)
		}
		for _, fn := range fns {
			e.noteForeign(fn)
		}
	}
	return e.foreign[f]
}

func (e *engine) noteForeign(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			mk, ok := instr.(*ssa.MakeInterface)
			if !ok {
				continue
			}
			if n, ok := types.Unalias(mk.Type()).(*types.Named); ok && n.Obj().Pkg() == e.pass.Pkg {
				continue // its calls are seen, or those of packages that import this one
			}
			for _, f := range e.methodsBehind(mk) {
				e.foreign[f] = true
			}
		}
	}
}
