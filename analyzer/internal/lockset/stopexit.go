package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// ending is what a way out of a function says of its success.
type ending uint8

const (
	// noVerdict: the results do not tell.
	noVerdict ending = iota
	// succeeded: the error is nil, or true or a non-nil value is returned.
	succeeded
	// failed: the error is not nil, or false or nil is returned.
	failed
	// panicked: the function does not return.
	panicked
	// roundOver: the next round of a loop begins, with another thing.
	roundOver
)

// stopExit is what one way out of a function leaves of the stops on one
// thing.
type stopExit struct {
	stop
	instr  ssa.Instruction
	ending ending
	// when lists what is known of the parameters, and doubts what came out both
	// ways.
	when   []literal
	doubts []ir.Literal
	trail  *trail
	// result is what the stop applies to in terms of an object that is
	// returned here and can be used to end it.
	result ref
	// returned says that the means to end the stop are returned here, and undo,
	// that it is a function that always ends it.
	returned bool
	undo     *stopEffect
	// passed says that the change of the count is the caller's business,
	// and guarded that the caller cannot tell when it happens.
	passed, guarded bool
	given           Given
}

// pendingExit is a way of returning whose effects on stops are not settled.
type pendingExit struct {
	exit
	stops []*stopExit
}

// leave notes what stops are in force as the function returns in s, to be
// settled when all ways of returning are known.
func (fl *flow) leave(ret *ssa.Return, s *state, x exit, results []ir.Path) {
	x.Recovered = fl.recovered(s)
	if n := len(ret.Results); n > 0 && fl.isCancelled(resultOf(ret, n-1)) {
		x.Results = slices.Clone(x.Results)
		x.Results[n-1] = ir.False
	}
	p := pendingExit{exit: x}
	for _, st := range s.stops {
		e := &stopExit{stop: st, instr: ret, ending: fl.endingOf(ret, x.Results), when: fl.known0(s), doubts: s.doubts, trail: s.trail}
		if st.n > 0 {
			fl.returnedThing(e, ret, results)
		}
		p.stops = append(p.stops, e)
		fl.stopExits = append(fl.stopExits, e)
	}
	fl.pending = append(fl.pending, p)
}

// leavePanicking notes what stops are in force after a panic. The panics that SSA
// has for what never happens, such as a select that chooses no case, have no
// position.
func (fl *flow) leavePanicking(instr *ssa.Panic, s *state) {
	if !instr.Pos().IsValid() {
		return
	}
	for _, st := range s.stops {
		fl.stopExits = append(fl.stopExits, &stopExit{stop: st, instr: instr, ending: panicked, when: fl.known0(s), trail: s.trail})
	}
}

// known0 returns what s knows of the function's parameters and what they lead
// to.
func (fl *flow) known0(s *state) []literal {
	var out []literal
	for _, l := range s.literals {
		if p := givenBy(l.X.Root); p != nil && p.Parent() == fl.f.fn && l.Y.IsZero() {
			out = append(out, l)
		}
	}
	return out
}

// givenBy returns the parameter that v is, or if v is what a function decides
// that is a parameter, that function; nil if v is neither.
func givenBy(v ssa.Value) *ssa.Parameter {
	if call, ok := v.(*ssa.Call); ok && !call.Call.IsInvoke() && isBoolean(call.Type()) {
		v = call.Call.Value
	}
	p, _ := v.(*ssa.Parameter)
	return p
}

// endingOf tells success from failure by the last result.
func (fl *flow) endingOf(ret *ssa.Return, truths []ir.Truth) ending {
	n := len(ret.Results)
	if n == 0 {
		return noVerdict
	}
	t := truths[n-1]
	switch typ := ret.Results[n-1].Type(); {
	case t == ir.Unsure:
		return noVerdict
	case types.Identical(typ, types.Universe.Lookup("error").Type()):
		// nil is success
	case isBoolean(typ):
	default:
		t = t.Not() // nil is failure
	}
	if t == ir.True {
		return succeeded
	}
	return failed
}

// resultOf returns result i of ret. In a function with deferred calls it is put in
// a variable before they run.
func resultOf(ret *ssa.Return, i int) ssa.Value {
	load, ok := ret.Results[i].(*ssa.UnOp)
	if !ok {
		return ret.Results[i]
	}
	cell, ok := load.X.(*ssa.Alloc)
	if !ok {
		return load
	}
	for _, ref := range *cell.Referrers() {
		if _, ok := ref.(*ssa.MakeClosure); ok {
			return load // a deferred call may change it
		}
	}
	for _, instr := range slices.Backward(ret.Block().Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == cell {
			return st.Val
		}
	}
	return load
}

// isCancelled reports whether v is the error of a context whose end the function
// has waited for:
//
//	case <-ctx.Done():
//		return ctx.Err()
func (fl *flow) isCancelled(v ssa.Value) bool {
	err, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	var ctx ir.Path
	switch fn := err.Call.StaticCallee(); {
	case isContextCall(&err.Call, "Err"):
		ctx = fl.e.paths.Of(err.Call.Value)
	case fn != nil && fn.String() == "context.Cause":
		ctx = fl.e.paths.Of(err.Call.Args[0])
	default:
		return false
	}
	for b := err.Block(); b != nil; b = b.Idom() {
		for _, instr := range b.Instrs {
			done, ok := instr.(*ssa.Call)
			if ok && isContextCall(&done.Call, "Done") && fl.e.paths.Of(done.Call.Value) == ctx {
				return true
			}
		}
	}
	return false
}

// isContextCall reports whether call is of that method of context.Context.
func isContextCall(call *ssa.CallCommon, method string) bool {
	if !call.IsInvoke() || call.Method.Name() != method {
		return false
	}
	t := namedOf(call.Value.Type())
	return t != nil && t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "context"
}

func isBoolean(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// returnedThing finds out whether ret returns a function that ends the stop of
// e, the stopped thing, or an object that leads to it.
func (fl *flow) returnedThing(e *stopExit, ret *ssa.Return, results []ir.Path) {
	results = slices.Clone(results)
	for i := range ret.Results {
		v := resultOf(ret, i)
		if v != ret.Results[i] {
			results[i] = fl.e.paths.Of(v)
		}
		if leadsTo(results[i], e.path) {
			e.returned = true
			if _, ok := e.path.Root.(*ssa.Call); ok {
				e.result = ref{Class: e.class, Root: protocol.Result, Index: i, Steps: e.path.Steps[len(results[i].Steps):]}
			}
			continue
		}
		if _, ok := v.Type().Underlying().(*types.Signature); ok {
			if once, ok := fl.undoes(v, e.thing); ok {
				e.undo = &stopEffect{Thing: ref{Class: e.class, Root: protocol.Result, Index: i, Steps: undoStep}, N: 1, Once: once}
			}
			if e.undo != nil || fl.endsIt(v, e.thing) {
				e.returned, e.guarded = true, true
				continue
			}
		}
		if obj, ok := results[i].Root.(*ssa.Alloc); ok {
			if steps, ok := fl.holdsThing(obj, e.path); ok {
				e.returned = true
				e.result = ref{Class: e.class, Root: protocol.Result, Index: i, Steps: steps}
			}
		}
	}
}

// endsIt reports whether the function value v ends a stop on th.
func (fl *flow) endsIt(v ssa.Value, th thing) bool {
	fns, _ := fl.e.paths.Functions(v, nil)
	for _, fn := range fns {
		effects, _ := fl.stopsOf(&state{}, fn)
		for _, x := range effects {
			m := fl.e.resolve(x.Thing, fn.Args, nil)
			if x.N < 0 && m.class == th.class && (m.path.IsZero() || m.path == th.path) {
				return true
			}
		}
	}
	return false
}

// holdsThing reports whether the object obj, which the function makes, has a
// field that leads to what p leads to, and the steps from obj there.
func (fl *flow) holdsThing(obj *ssa.Alloc, p ir.Path) (steps string, ok bool) {
	for _, r := range *obj.Referrers() {
		f, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		for _, r := range *f.Referrers() {
			st, ok := r.(*ssa.Store)
			if !ok || st.Addr != f {
				continue
			}
			if v := fl.e.paths.Of(st.Val); leadsTo(v, p) {
				return fl.e.paths.Of(f).Steps + p.Steps[len(v.Steps):], true
			}
		}
	}
	return "", false
}

// keptIn reports whether the function puts what leads to the stopped thing, or
// an object that does, where others may find it, before the stop is begun, and
// where if that is known.
func (fl *flow) keptIn(e *stopExit) (in ir.Holder, kept bool) {
	p := e.path
	for _, b := range fl.f.fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				_, local := fl.e.paths.Of(instr.Addr).Root.(*ssa.Alloc)
				if !local && leadsTo(fl.e.paths.Of(instr.Val), p) && ir.MayPrecede(instr, e.begins[0].at.instr) {
					return fl.e.paths.HolderOf(instr.Addr), true
				}
			case *ssa.Alloc:
				if _, ok := fl.holdsThing(instr, p); ok && instr.Comment != "varargs" && isGiven(instr) {
					return nil, true
				}
			}
		}
	}
	return nil, false
}

// isGiven reports whether obj is stored, sent or passed on.
func isGiven(obj *ssa.Alloc) bool {
	return slices.ContainsFunc(*obj.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case ssa.CallInstruction, *ssa.Send, *ssa.MapUpdate, *ssa.MakeInterface, *ssa.MakeClosure:
			return true
		case *ssa.Store:
			return r.Val == obj
		}
		return false
	})
}

// ageStops makes s forget which things are meant by paths that depend on v,
// because v is about to be computed anew. In a loop that begins and ends a stop
// in each round, the round is over.
func (fl *flow) ageStops(s *state, v ssa.Value) {
	for i := 0; i < len(s.stops); i++ {
		x := s.stops[i]
		if x.path.IsZero() || !x.path.DependsOn(v) {
			continue
		}
		s.stops = slices.Delete(slices.Clone(s.stops), i, i+1)
		i--
		switch {
		case x.maybe:
		case fl.pairedInLoop(v, x.class):
			fl.stopExits = append(fl.stopExits, &stopExit{stop: x, instr: v.(ssa.Instruction), ending: roundOver, trail: s.trail})
		case x.n > 0:
			s.beginMany(x.class, x.begins[len(x.begins)-1])
		case x.n < 0:
			s.endMany(x.class, x.ended)
		}
	}
}
