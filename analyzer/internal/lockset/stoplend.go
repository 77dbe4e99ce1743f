package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// lendStops accounts for stopped things among the arguments of a call of c. Who
// is given one as a value of an interface that has the method to end the stop may
// end it, and who puts one where others find it has taken it over.
func (fl *flow) lendStops(s *state, c ir.Callee) {
	for i, arg := range c.Args {
		if !fl.isStopped(s, arg) {
			continue
		}
		in, kept := fl.e.keepsParam(c.Fn, i)
		if mk, ok := arg.(*ssa.MakeInterface); ok && fl.e.hasEnd(mk) || kept {
			fl.keepStops(s, arg, in)
		}
	}
}

// isStopped reports whether v leads to a thing that is stopped in s.
func (fl *flow) isStopped(s *state, v ssa.Value) bool {
	for i := range s.stops {
		if x := &s.stops[i]; x.n > 0 && leadsTo(fl.e.paths.Of(v), x.path) {
			return true
		}
	}
	return false
}

// hasEnd reports whether the interface that mk makes has a method that ends an
// external stop.
func (e *engine) hasEnd(mk *ssa.MakeInterface) bool {
	iface, ok := mk.Type().Underlying().(*types.Interface)
	if !ok {
		return false
	}
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(mk.X.Type(), true, m.Pkg(), m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if r := e.stopRole(fn.Origin()); r != nil && !r.begin {
			return true
		}
		sum := e.summaryOf(ir.Callee{Obj: fn.Origin(), Fn: e.pkg.SSA().Prog.FuncValue(fn.Origin())})
		if sum == nil {
			continue
		}
		for _, x := range sum.Exits {
			for _, y := range x.Stops {
				if y.N < 0 || y.Maybe {
					return true
				}
			}
		}
	}
	return false
}

// paramKey is a parameter of a function.
type paramKey struct {
	fn    *ssa.Function
	index int
}

// keep is whether a parameter is put where others find it, and where if that is
// known.
type keep struct {
	in   ir.Holder
	kept bool
}

// keepsParam reports whether fn puts its parameter where others find it.
func (e *engine) keepsParam(fn *ssa.Function, index int) (in ir.Holder, kept bool) {
	if fn == nil || e.funcs[fn] == nil || index >= len(fn.Params) {
		return nil, false
	}
	k := paramKey{fn, index}
	found, ok := e.keeps[k]
	if !ok {
		if e.keeps == nil {
			e.keeps = map[paramKey]keep{}
		}
		e.keeps[k] = keep{} // a recursive call adds nothing
		found = e.findKeep(fn, e.paths.Of(fn.Params[index]))
		e.keeps[k] = found
	}
	return found.in, found.kept
}

// findKeep finds the place where fn puts what is at p.
func (e *engine) findKeep(fn *ssa.Function, p ir.Path) keep {
	is := func(v ssa.Value) bool { return e.paths.Of(v) == p }
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if is(instr.Val) && e.isLasting(instr.Addr) {
					return keep{e.paths.HolderOf(instr.Addr), true}
				}
			case *ssa.MapUpdate:
				if is(instr.Value) || is(instr.Key) {
					return keep{e.paths.HolderOf(instr.Map), true}
				}
			case *ssa.Send:
				if is(instr.X) {
					return keep{e.paths.HolderOf(instr.Chan), true}
				}
			case ssa.CallInstruction:
				callees, _ := e.paths.Callees(instr.Common())
				for _, c := range callees {
					for i, arg := range c.Args {
						if !is(arg) {
							continue
						}
						if in, kept := e.keepsParam(c.Fn, i); kept {
							return keep{in, true}
						}
					}
				}
			}
		}
	}
	return keep{}
}

// isLasting reports whether what is stored at addr may outlive the function.
func (e *engine) isLasting(addr ssa.Value) bool {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		return false
	case *ssa.IndexAddr:
		return appended(addr) != ""
	}
	return !isLocalObject(e.paths.Of(addr).Root)
}
