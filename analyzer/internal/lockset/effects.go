package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// effects applies what calling c leaves locked and unlocked.
func (fl *flow) effects(s *state, p place, c ir.Callee, result ssa.Value) []*state {
	if c.Obj != nil {
		ct := fl.e.contractOf(c.Obj)
		if len(ct.acquires)+len(ct.releases) > 0 && !fl.e.isConditional(c) {
			x := exit{written: true}
			for _, r := range ct.releases {
				x.Released = append(x.Released, effect{Mutex: r.Any[0].Mutex, Mode: r.Any[0].Mode})
			}
			for _, r := range ct.acquires {
				x.Acquired = append(x.Acquired, effect{Mutex: fl.e.acquiredBy(c, r.Any[0].Mutex), Mode: r.Any[0].Mode})
			}
			x.Stops = certainStops(fl.e.summaryOf(c))
			fl.apply(s, p, c, x, result)
			return []*state{s}
		}
		if ir.NeverReturns(c.Obj) {
			return nil
		}
	}
	sum := fl.e.summaryOf(c)
	if sum == nil || sum.plain() {
		return []*state{s}
	}
	if sum.NeverReturns {
		return nil
	}
	var out []*state
	for _, x := range sum.Exits {
		if x.Recovered == ir.True && !s.panicking || x.Recovered == ir.False && s.panicking {
			continue
		}
		switch fl.holdsFor(s, x.When, c.Args) {
		case ir.False:
			continue
		case ir.Unsure:
			if len(sum.Exits) > 1 && dependsOnCaptured(x.When) {
				// A captured flag decides, and it has been lost sight of.
				fl.disturb(s, c, Called)
				fl.disturbStops(s, c)
				return []*state{s}
			}
		}
		t := s
		if len(sum.Exits) > 1 {
			t = s.clone()
		}
		if fl.apply(t, p, c, x, result) {
			if len(sum.Exits) > 1 {
				t.leaveUnsure(sum, x)
			}
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return []*state{s}
	}
	return out
}

// acquiredBy returns m, the mutex of a result that c acquires by its contract, in
// terms of the arguments, if the body shows which one it is.
func (e *engine) acquiredBy(c ir.Callee, m ref) ref {
	sum := e.summaryOf(c)
	if m.Root != protocol.Result || sum == nil {
		return m
	}
	var found *ref
	for _, x := range sum.Exits {
		i := slices.IndexFunc(x.Acquired, func(a effect) bool {
			return a.Mutex.Class == m.Class && a.Mutex.Root == protocol.Param && !a.Maybe && !a.Many
		})
		if i < 0 || found != nil && *found != x.Acquired[i].Mutex {
			return m
		}
		found = &x.Acquired[i].Mutex
	}
	if found == nil {
		return m
	}
	return *found
}

// isConditional reports whether c acquires its mutex on some returns only, as
// its body shows: a contract has no way to say so.
func (e *engine) isConditional(c ir.Callee) bool {
	sum := e.summaryOf(c)
	if sum == nil || sum.uniform() || c.Obj == nil {
		return false
	}
	ct := e.contractOf(c.Obj)
	does, not := false, false
	for _, x := range sum.Exits {
		if slices.ContainsFunc(slices.Concat(x.Acquired, x.Released), func(y effect) bool { return ct.mentions(y.Mutex.Class) }) {
			does = true
		} else {
			not = true
		}
	}
	return does && not
}

// dependsOnCaptured reports whether conj tests a captured variable that may
// have changed.
func dependsOnCaptured(conj []cond) bool {
	return slices.ContainsFunc(conj, func(c cond) bool {
		_, variable := c.outer.Root.(*ssa.Alloc)
		return variable
	})
}

// apply applies one way of returning from c to s. It reports whether that way
// agrees with what is known in s.
func (fl *flow) apply(s *state, p place, c ir.Callee, x exit, result ssa.Value) bool {
	quiet := place{instr: p.instr}
	for _, r := range x.Released {
		m := fl.e.resolve(r.Mutex, c.Args, result)
		switch {
		case r.Maybe:
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].maybe = true
				}
			}
		case fl.onlyHold(s, c, m) >= 0:
			fl.unlock(s, quiet, c, s.holds[fl.onlyHold(s, c, m)].mutex, r.Mode)
		case m.path.IsZero() && !x.written && s.find(m) < 0:
			// Some mutex of the class: it need not be the one held here.
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].shared = true
				}
			}
		default:
			fl.unlock(s, quiet, c, m, r.Mode)
		}
	}
	for _, a := range x.Acquired {
		m := fl.e.resolve(a.Mutex, c.Args, result)
		if i := s.find(m); i >= 0 {
			s.holds[i].mode = max(s.holds[i].mode, a.Mode)
			continue
		}
		if !a.Maybe {
			fl.noteLock(s, p.instr, m).via = fl.e.acquirer(c)
		}
		s.forgetRelease(m)
		s.holds = append(s.holds, hold{mutex: m, mode: a.Mode, maybe: a.Maybe, many: a.Many, pos: p.pos(), by: fl.lockedBy(s, p, c, x)})
		fl.setPhase(s, m, released, retaken, p.pos())
	}
	fl.applyBegun(s, p, c, x)
	if fl.e.stopRole(c.Obj) == nil {
		fl.applyStops(s, p, c, x.Stops, result)
	}
	for _, cell := range x.Stores {
		s.age(cell)
	}
	for _, l := range x.Outer {
		s.learn(l.Literal, l.truth)
	}
	for _, k := range x.When {
		if k.outer.IsZero() && k.Index < len(c.Args) {
			fl.learnArgument(s, c.Args[k.Index], k)
		}
	}
	for _, c := range x.When {
		if _, variable := c.outer.Root.(*ssa.Alloc); c.outer.IsZero() || variable {
			continue
		}
		if c.Nil {
			s.learn(ir.IsNil(c.outer), c.Truth)
		} else {
			s.learn(ir.IsTrue(c.outer), c.Truth)
		}
	}
	if result == nil {
		return true
	}
	tuple, isTuple := result.Type().(*types.Tuple)
	for i, t := range x.Results {
		if t == ir.Unsure {
			continue
		}
		path, typ := ir.Path{Root: result}, result.Type()
		if isTuple {
			if i >= tuple.Len() {
				break
			}
			path.Index, typ = i+1, tuple.At(i).Type()
		}
		lit := ir.IsNil(path)
		if b, ok := typ.Underlying().(*types.Basic); ok {
			if b.Info()&types.IsBoolean == 0 {
				continue
			}
			lit = ir.IsTrue(path)
		}
		s.learn(lit, t == ir.True)
	}
	return true
}

// onlyHold returns the index of the one mutex of m's class that is held in s, if
// c's contract asks for any of the class, so that it must be the one that c
// unlocks; else -1.
func (fl *flow) onlyHold(s *state, c ir.Callee, m mutex) int {
	if c.Obj == nil || s.find(m) >= 0 {
		return -1
	}
	ct := fl.e.contractOf(c.Obj)
	any := slices.ContainsFunc(slices.Concat(ct.requires, ct.releases), func(r *Requirement) bool {
		n := r.Any[0].Mutex
		return len(r.Any) == 1 && n.Class == m.class && n.Root == protocol.AnyInstance
	})
	if !any {
		return -1
	}
	only := -1
	for i, h := range s.holds {
		if h.class != m.class {
			continue
		}
		if only >= 0 || h.many {
			return -1
		}
		only = i
	}
	return only
}

// learnArgument records what a callee found out about its argument v.
func (fl *flow) learnArgument(s *state, v ssa.Value, k cond) {
	if _, ok := v.(*ssa.Const); ok {
		return
	}
	if k.Nil {
		s.learn(ir.IsNil(fl.e.paths.Of(v)), k.Truth)
		return
	}
	lit, positive := fl.e.paths.Literal(v)
	s.learn(lit, k.Truth == positive)
}
