package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// undoStep leads from a function that ends a stop to the stop, as if it were a
// thing of its own:
//
//	resume := k.pause() // begins a stop on resume()
//	defer resume()      // ends it
const undoStep = "()"

// undoes reports whether calling the function value v always ends a stop on th,
// and whether only the first call does.
func (fl *flow) undoes(v ssa.Value, th thing) (once, ok bool) {
	fn, once, ok := fl.e.undoFunc(v)
	if !ok {
		return false, false
	}
	effects, always := fl.stopsOf(&state{}, fn)
	for i, x := range effects {
		m := fl.e.resolve(x.Thing, fn.Args, nil)
		if x.N < 0 && always[i] && !x.Maybe && m.class == th.class && (m.path.IsZero() || m.path == th.path) {
			return once || x.Once, true
		}
	}
	return false, false
}

// undoFunc returns the function that v is, or that v calls if it is called for the
// first time.
func (e *engine) undoFunc(v ssa.Value) (fn ir.Callee, once, ok bool) {
	if call, isCall := e.paths.Of(v).Root.(*ssa.Call); isCall && e.paths.Of(v) == (ir.Path{Root: call}) {
		callee := call.Call.StaticCallee()
		if callee == nil || callee.Object() == nil || callee.Object().Pkg() == nil ||
			callee.Object().Pkg().Path() != "sync" || callee.Object().Name() != "OnceFunc" || len(call.Call.Args) != 1 {
			return fn, false, false
		}
		v, once = call.Call.Args[0], true
	}
	fns, complete := e.paths.Functions(v, nil)
	if !complete || len(fns) != 1 {
		return fn, false, false
	}
	return fns[0], once, true
}

// isOnce reports whether c is (*sync.Once).Do.
func isOnce(c ir.Callee) bool { return c.Obj != nil && c.Obj.FullName() == "(*sync.Once).Do" }

// onceStops accounts for fn being called, if it has not been before: it ends the
// stop that is in force, if any is.
func (fl *flow) onceStops(s *state, p place, fn ir.Callee) {
	effects, always := fl.stopsOf(s, fn)
	for i, x := range effects {
		if x.N < 0 && always[i] && !x.Maybe && !x.Many {
			x.Once = true
			fl.count(s, p, fn, x, nil)
			continue
		}
		m := fl.e.resolve(x.Thing, fn.Args, nil)
		fl.disturbThing(s, thing{m.class, m.path}, x)
	}
}

// undo accounts for a call of a function value that comes from another function
// and ends the stop that that one has begun.
func (fl *flow) undo(s *state, p place, v ssa.Value) {
	if !fl.e.stopsInSight {
		return
	}
	if fn, once, ok := fl.e.undoFunc(v); ok && once {
		fl.onceStops(s, p, fn)
		return
	}
	path := fl.e.paths.Of(v)
	maker, ok := path.Root.(*ssa.Call)
	if !ok || path.Steps != "" || !fl.e.isOnlyCalled(maker, path.Index) {
		return
	}
	callees, complete := fl.e.paths.Callees(&maker.Call)
	if !complete || len(callees) != 1 {
		return
	}
	sum := fl.e.summaryOf(callees[0])
	if sum == nil {
		return
	}
	for _, x := range sum.Exits {
		for _, y := range x.Stops {
			if !y.undoes(max(path.Index-1, 0)) {
				continue
			}
			th := thing{y.Thing.Class, path.Join(undoStep)}
			if s.findStop(th) < 0 && maker.Parent() == fl.f.fn {
				return
			}
			y.N, y.Thing = -1, ref{Class: th.class, outer: th.path}
			fl.count(s, p, ir.Callee{}, y, nil)
			return
		}
	}
}

// undoes reports whether x is a begin of a stop that result i ends.
func (x stopEffect) undoes(i int) bool {
	return x.N > 0 && x.Thing.Root == protocol.Result && x.Thing.Steps == undoStep && x.Thing.Index == i
}

// isDropped reports whether nothing is done with the result of a call at index, 0
// if there is but one.
func isDropped(call *ssa.Call, index int) bool {
	if index == 0 {
		return len(*call.Referrers()) == 0
	}
	for _, ref := range *call.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == index-1 {
			return len(*x.Referrers()) == 0
		}
	}
	return true
}

// endsOtherwise reports whether a function of the package ends stops on things of
// a class, which may be those that others begin.
func (e *engine) endsOtherwise(class protocol.Class) bool {
	return slices.ContainsFunc(e.order, func(f *function) bool {
		return f.obj != nil && e.stopRole(f.obj) == nil && slices.ContainsFunc(f.net, func(n netStop) bool {
			return n.N < 0 && (n.Thing.Class == class || e.isInterface(class) || e.isInterface(n.Thing.Class))
		})
	})
}

// isOnlyCalled reports whether nothing is done with a result of a call but to call
// it, compare it and return it, in function literals too.
func (e *engine) isOnlyCalled(call *ssa.Call, index int) bool {
	w := &undoUses{paths: e.paths}
	if index == 0 {
		w.value(call)
	} else {
		for _, ref := range *call.Referrers() {
			if x, ok := ref.(*ssa.Extract); ok && x.Index == index-1 {
				w.value(x)
			}
		}
	}
	return w.used && !w.other
}

// undoUses notes what is done with a function value: whether it is called or
// returned, or anything else.
type undoUses struct {
	paths       *ir.Paths
	used, other bool
}

func (w *undoUses) value(v ssa.Value) {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			common := ref.Common()
			w.used = w.used || common.Value == v
			for _, arg := range common.Args {
				w.other = w.other || arg == v
			}
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Addr == v || w.paths.SingleStore(cell) != v {
				w.other = true
				continue
			}
			w.cell(cell, 0)
		case *ssa.ChangeType:
			w.value(ref)
		case *ssa.Return:
			w.used = true
		case *ssa.BinOp, *ssa.DebugRef:
		default:
			w.other = true
		}
	}
}

// cell notes what is done with what is in a variable.
func (w *undoUses) cell(addr ssa.Value, depth int) {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			w.value(ref)
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok || depth > 8 {
				w.other = true
				continue
			}
			for i, b := range ref.Bindings {
				if b == addr && i < len(fn.FreeVars) {
					w.cell(fn.FreeVars[i], depth+1)
				}
			}
		case *ssa.Store, *ssa.DebugRef:
		default:
			w.other = true
		}
	}
}
