package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// callsMethodsAtOnce lists the packages whose functions call the methods of
// their interface arguments before they return, and never after.
var callsMethodsAtOnce = map[string]bool{"sort": true, "container/heap": true}

// methodsHanded notes what is held where c is given interfaces, since it may call
// their methods, and judges those methods if c is known to call them at once:
//
//	sort.Sort(byPriority(tasks))
func (fl *flow) methodsHanded(s *state, p place, c ir.Callee) {
	if p.how != Called || c.Obj == nil || c.Obj.Pkg() == nil {
		return
	}
	atOnce := callsMethodsAtOnce[c.Obj.Pkg().Path()]
	for i, arg := range c.Args {
		mk, ok := arg.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		if !atOnce {
			for _, f := range fl.e.methodsBehind(mk) {
				fl.e.heldAt.note(handedKey(f), s)
				fl.mayUnlock(s, f, mk.X)
			}
			continue
		}
		at := place{instr: p.instr, expr: fl.e.words().argumentPos(p, c, i, arg)}
		for _, f := range fl.e.methodsBehind(mk) {
			fl.obligations(s, at, ir.Callee{Fn: f.fn, Obj: f.obj, Args: []ssa.Value{mk.X}})
		}
	}
}

// mayUnlock notes that what the method f of x unlocks may be unlocked by code out
// of sight, which has x.
func (fl *flow) mayUnlock(s *state, f *function, x ssa.Value) {
	for _, exit := range f.summary.Exits {
		for _, r := range exit.Released {
			m := fl.e.resolve(r.Mutex, []ssa.Value{x}, nil)
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].shared = true
				}
			}
		}
	}
}

// handedKey describes the calls that are given an interface with the method f.
func handedKey(f *function) string { return "given " + f.obj.FullName() }

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

// isForeign reports whether f, which needs r, is a method that other packages may
// call with the mutex held, through an interface of theirs: the package converts
// f's type to one that has it, and passes that on with the mutex held, or it does
// not pass it to a call at once, so that it cannot be told what is held.
func (e *engine) isForeign(f *function, r *Requirement) bool {
	if f.obj == nil || f.obj.Signature().Recv() == nil {
		return false
	}
	for _, n := range r.Any {
		if e.heldAt.has(handedKey(f), n.Mutex.Class) {
			return true
		}
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
			if !ok || isArgumentOnly(mk) {
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

// isArgumentOnly reports whether all that is done with v is to pass it to calls.
func isArgumentOnly(v *ssa.MakeInterface) bool {
	for _, ref := range *v.Referrers() {
		switch ref.(type) {
		case *ssa.Call, *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}
