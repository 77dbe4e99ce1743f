package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// endRound notes what is locked when the object that it belongs to is about to
// be found anew, in the next round of a loop.
func (fl *flow) endRound(s *state, v ssa.Value) {
	instr, ok := v.(ssa.Instruction)
	if !ok || s.fuzzy {
		return
	}
	for i := range s.holds {
		h := s.holds[i]
		if h.by == nil || h.entry || h.path.IsZero() || !h.path.DependsOn(v) || h.many || !h.carried.IsZero() {
			continue
		}
		if d := fl.deferredUnlock(s, h.mutex); d != nil {
			s.holds[i].deferred = d
			fl.noteUnlock(s, place{instr: d, common: &d.Call}, h, true)
			continue
		}
		fl.f.leavings = append(fl.f.leavings, &leaving{
			instr: instr, how: NextRound, when: fl.known0(s), trail: s.trail, held: []hold{h},
		})
	}
}

// deferredUnlock returns the call deferred in s that unlocks m, or nil.
func (fl *flow) deferredUnlock(s *state, m mutex) *ssa.Defer {
	for _, d := range slices.Backward(s.defers) {
		callees, _ := fl.e.paths.Callees(&d.Call)
		if slices.ContainsFunc(callees, func(c ir.Callee) bool { return fl.mayRelease(c, m) }) {
			return d
		}
	}
	return nil
}

// mayRelease reports whether calling c unlocks m on some way.
func (fl *flow) mayRelease(c ir.Callee, m mutex) bool {
	if c.Obj != nil {
		switch op := protocol.MutexOp(c.Obj); {
		case (op == protocol.OpUnlock || op == protocol.OpRUnlock) && len(c.Args) > 0:
			return fl.e.lockedAs(c.Args[0]) == m
		case op != protocol.NoOp:
			return false
		}
		for _, r := range fl.e.contractOf(c.Obj).releases {
			if fl.e.resolve(r.Any[0].Mutex, c.Args, nil) == m {
				return true
			}
		}
	}
	sum := fl.e.summaryOf(c)
	return sum != nil && slices.ContainsFunc(sum.Exits, func(x exit) bool {
		return slices.ContainsFunc(x.Released, func(r effect) bool { return fl.e.resolve(r.Mutex, c.Args, nil) == m })
	})
}

// unlockRounds unlocks what the other rounds of a loop have left to the deferred
// call d, which has run for one: it runs once for each.
func (s *state) unlockRounds(d *ssa.Defer) {
	s.holds = slices.DeleteFunc(s.holds, func(h hold) bool { return h.deferred == d && h.many })
}

// carryOver notes the mutexes whose object the next round of a loop has in a
// variable, as s goes from one block to the next.
//
//	for n.next != nil {
//		next := n.next
//		next.mu.Lock()
//		n.mu.Unlock()
//		n = next
//	}
func (fl *flow) carryOver(s *state, from, to *ssa.BasicBlock) {
	pred := slices.Index(to.Preds, from)
	for i := range s.holds {
		h := &s.holds[i]
		if root, ok := h.carried.Root.(*ssa.Phi); ok && root.Block() == to {
			h.carried = ir.Path{}
		}
		if h.path.IsZero() || h.by == nil || h.entry || !to.Dominates(from) || !isMadeIn(h.path.Root, to) && !isMadeIn(h.path.Dep, to) {
			continue
		}
		for _, instr := range to.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			v, p := fl.e.paths.Of(phi.Edges[pred]), fl.e.paths.Of(phi)
			if p.Root == phi && leadsTo(v, h.path) {
				h.carried = p.Join(h.path.Steps[len(v.Steps):])
				break
			}
		}
	}
}

// isMadeIn reports whether v is computed anew in each round of the loop that
// begins with head.
func isMadeIn(v ssa.Value, head *ssa.BasicBlock) bool {
	instr, ok := v.(ssa.Instruction)
	return ok && instr.Parent() == head.Parent() && head.Dominates(instr.Block())
}

// isOfRound reports whether the branch of t, before h was locked and carried over
// into the next round of a loop, asks about what the round has found.
func (fl *flow) isOfRound(t *trail, h hold) bool {
	phi, ok := h.carried.Root.(*ssa.Phi)
	if !ok {
		return false
	}
	lit, _ := fl.e.paths.Literal(t.branch.Cond)
	return isMadeIn(lit.X.Root, phi.Block())
}

// asksRounds reports whether a condition on the way to x, after the lock, may ask
// whether a round has carried over the mutex: whether the object is the one that
// the loop began with, or which round it is. The last condition does not only if
// it asks about the object, or what a function returns.
func (fl *flow) asksRounds(x leak) bool {
	phi, ok := x.hold.carried.Root.(*ssa.Phi)
	if !ok || x.trail == nil || x.trail == x.hold.by.trail {
		return true
	}
	last, _ := fl.e.paths.Literal(x.trail.branch.Cond)
	if !isFunctionCall(last.X.Root) && (last.X.Root != phi || last.X.Steps == "") {
		return true
	}
	for t := x.trail; t != nil && t != x.hold.by.trail; t = t.prev {
		lit, positive := fl.e.paths.Literal(t.branch.Cond)
		isSame := lit.Op == token.EQL && t.taken == positive &&
			(leadsTo(lit.X, x.hold.carried) || leadsTo(lit.Y, x.hold.carried))
		if isSame || lit.C != "" && lit.X.Steps == "" && isCounter(lit.X.Root, phi.Block()) {
			return true
		}
	}
	return false
}

// isCounter reports whether v is a number that the loop that begins with head
// counts, or what is made from one.
func isCounter(v ssa.Value, head *ssa.BasicBlock) bool {
	switch v.(type) {
	case *ssa.Phi, *ssa.BinOp:
		b, ok := v.Type().Underlying().(*types.Basic)
		return ok && b.Info()&types.IsNumeric != 0 && isMadeIn(v, head)
	}
	return false
}

// isFunctionCall reports whether v is what a call returns, but not one of a
// function that the language has built in.
func isFunctionCall(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	_, builtin := call.Call.Value.(*ssa.Builtin)
	return !builtin
}
