package lockset

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// unlockers is what is known of the code that may unlock mutexes of a class
// which others have locked.
type unlockers struct {
	// unknown says that it is not all in sight.
	unknown bool
	// within are the declared functions whose literals, kept for later, unlock
	// what their function has locked.
	within []*ssa.Function
}

// isClosed reports whether all that may unlock a mutex of the class for f is in
// sight: only the package can name the field, it lets no mutex out of its hands,
// and no function of it that others can call unlocks one that it has not locked.
func (e *engine) isClosed(class protocol.Class, f *function) bool {
	u, ok := e.unlockers[class]
	if !ok {
		u = e.unlockersOf(class)
		if e.unlockers == nil {
			e.unlockers = map[protocol.Class]unlockers{}
		}
		e.unlockers[class] = u
	}
	return !u.unknown && !slices.Contains(u.within, outermost(f.fn))
}

func (e *engine) unlockersOf(class protocol.Class) unlockers {
	u := unlockers{unknown: class.Pkg != e.pass.Pkg.Path() || class.Type == "" || class.Field == "" ||
		ast.IsExported(class.Field) && e.typeGetsOut(class.Type) || e.letsOut(class)}
	for _, f := range e.order {
		switch {
		case u.unknown:
			return u
		case f.gaveUp || f.quiet && !(f.obj != nil && isMutexMethod(f.obj)):
			u.unknown = e.uses(f.fn, class)
		case !f.summary.releases(class):
		case f.obj != nil:
			u.unknown = e.isReachable(f)
		case e.isKept(f.fn):
			in := outermost(f.fn)
			u.within = append(u.within, in)
			u.unknown = e.funcs[in] == nil || !e.funcs[in].locksClass(class)
		}
	}
	return u
}

// outermost returns the declared function that fn is part of.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// locksClass reports whether f has a call that locks a mutex of the class.
func (f *function) locksClass(class protocol.Class) bool {
	return slices.ContainsFunc(f.siteList, func(st *site) bool { return st.kind == Relock && st.want.class == class })
}

// isKept reports whether the function literal fn is used otherwise than to call
// or defer it.
func (e *engine) isKept(fn *ssa.Function) bool {
	mk := e.paths.MakeClosure(fn)
	if mk == nil {
		return true
	}
	for _, r := range *mk.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if r.Common().Value != mk {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// uses reports whether fn has to do with mutexes of the class.
func (e *engine) uses(fn *ssa.Function, class protocol.Class) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if f, ok := instr.(*ssa.FieldAddr); ok {
				if c, _ := e.classOf(f); c == class {
					return true
				}
			}
		}
	}
	return false
}

// letsOut reports whether the address of a mutex of the class goes where it can
// be unlocked out of sight.
func (e *engine) letsOut(class protocol.Class) bool {
	for _, f := range e.order {
		if f.obj != nil && isMutexMethod(f.obj) {
			continue
		}
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if addr, ok := instr.(*ssa.FieldAddr); ok {
					if c, _ := e.classOf(addr); c == class && e.goesOut(addr, 0) {
						return true
					}
				}
			}
		}
	}
	return false
}

// goesOut reports whether the mutex v is used otherwise than to lock and unlock
// it.
func (e *engine) goesOut(v ssa.Value, depth int) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
		case *ssa.UnOp: // a pointer to the mutex
			if depth > 4 || e.goesOut(r, depth+1) {
				return true
			}
		case *ssa.MakeInterface:
			if depth > 4 || e.goesOut(r, depth+1) {
				return true
			}
		case *ssa.Store:
			if !isCondL(r.Addr) && r.Addr != v {
				return true
			}
		case ssa.CallInstruction:
			callees, complete := e.paths.Callees(r.Common())
			if !complete || len(callees) != 1 {
				return true
			}
			c := callees[0]
			if c.Obj == nil || protocol.MutexOp(c.Obj) != protocol.NoOp || e.funcs[c.Fn] != nil || c.Obj.FullName() == "sync.NewCond" || isMutexMethod(c.Obj) {
				continue
			}
			return true
		default:
			return true
		}
	}
	return false
}

// isCondL reports whether addr is the L of a condition variable.
func isCondL(addr ssa.Value) bool {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	field := ir.FieldOf(f.X.Type(), f.Field)
	return field != nil && field.Name() == "L" && field.Pkg() != nil && field.Pkg().Path() == "sync" && types.IsInterface(field.Type())
}
