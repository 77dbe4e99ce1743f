package lockset

import (
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// linkAccesses does for the needs of accesses what link does for those of
// calls.
func (e *engine) linkAccesses() {
	for _, f := range e.order {
		for _, r := range f.needs {
			r.uses = nil
		}
	}
	for _, f := range e.order {
		for _, st := range f.accessList {
			if st.req.inferred() {
				st.req.uses = append(st.req.uses, st)
			}
		}
	}
	var work []*Requirement
	mark := func(r *Requirement) {
		if !r.provided {
			r.provided = true
			work = append(work, r)
		}
	}
	callees := map[*Requirement][]*Requirement{}
	for _, f := range e.order {
		for _, r := range f.needs {
			if e.meets(f, r) || e.isOverridden(f, r) || slices.ContainsFunc(r.uses, (*site).isExcused) {
				mark(r)
			}
			for _, st := range r.uses {
				own := st.callersNeed()
				switch {
				case own == nil:
				case own.access == nil && own.provided:
					mark(r)
				default:
					callees[own] = append(callees[own], r)
				}
			}
		}
	}
	for len(work) > 0 {
		r := work[len(work)-1]
		work = work[:len(work)-1]
		for _, q := range callees[r] {
			mark(q)
		}
	}
	e.outvote()
}

// outvote unmarks the needs that fewer callers meet than do not: the mistake is
// the function's then, not theirs. Callers out of sight that hold the mutex have
// the last word.
func (e *engine) outvote() {
	for changed := true; changed; {
		changed = false
		for _, f := range e.order {
			for _, r := range f.needs {
				if r.provided && e.isOutvoted(r) && !e.meets(f, &Requirement{Any: r.Any}) && !e.isOverridden(f, r) {
					r.provided, changed = false, true
				}
			}
		}
	}
}

// isOverridden reports whether a method of f's name is called through an interface
// with a mutex held that r asks for: types that embed f's, in other packages, may
// implement it.
func (e *engine) isOverridden(f *function, r *Requirement) bool {
	return f.obj != nil && f.obj.Signature().Recv() != nil && (e.isLent(f) || slices.ContainsFunc(r.Any, func(n need) bool {
		return e.heldAt.has("method "+f.obj.Name(), n.Mutex.Class)
	}))
}

func (e *engine) isOutvoted(r *Requirement) bool {
	hold, lack := 0, 0
	for _, st := range r.uses {
		own := st.callersNeed()
		switch {
		case st.isExcused():
			hold++
		case st.violated > 0:
			lack++
		case st.met > 0 || own != nil && (own.provided || e.trusted(st.f, own)):
			hold++
		case own != nil:
			lack++
		}
	}
	return lack == 1 && hold == 0 || lack > 1 && hold < 2*lack
}

// trustedAccess is trusted for the need of an access: a function whose contract
// says what it needs does not need more for its name.
func (e *engine) trustedAccess(f *function, r *Requirement) bool {
	return isLockedName(f.obj) && len(f.contract.requires) == 0 && !r.access.lost
}

// isExcused reports whether nobody competes for the object at st.
func (st *site) isExcused() bool { return st.excused > 0 && st.violated+st.entry == 0 }

// concludeAccess turns what was counted at a site into a verdict.
func (e *engine) concludeAccess(st *site) outcome {
	switch {
	case st.f.gaveUp:
		return outcome{verdict: Unknown, why: "the function is too large to analyse"}
	case st.leave == protocol.Owner:
		return outcome{verdict: Unknown, why: "the goroutine that owns the field may do without"}
	case st.leave == protocol.Unclear:
		return outcome{verdict: Unknown, why: "the field's comment makes an exception that is not understood"}
	case !st.write && !e.isWritten(st.accessedField()):
		return outcome{verdict: Met, why: "nothing writes the field once it is shared"}
	case e.isSharedLock(st):
		return outcome{verdict: Met, why: "all that write it hold another mutex that is held here, too"}
	case st.field == nil && st.req.access.lost && st.req.provided:
		return outcome{verdict: Unknown, why: "it cannot be told whose mutex is meant"}
	case st.isExcused():
		return outcome{verdict: Met, why: "nobody competes for it yet"}
	case st.f.test && !e.isDefinite(st):
		return outcome{verdict: Unknown, why: "a test may be alone with it"}
	}
	o := outcome{verdict: Violated, why: "the function locks the mutex later"}
	if !e.isBeforeLock(st) {
		o = e.conclude(st)
	}
	switch {
	case o.verdict != Violated || st.write:
	case e.isOnlyWriter(st):
		return outcome{verdict: Unknown, why: "only the function that reads it writes it"}
	case e.isAfterReceive(st):
		return outcome{verdict: Unknown, why: "something was received from a channel of the object before"}
	}
	return o
}

// isDefinite reports whether st is a write that is wrong whoever else there is:
// next to where the mutex is held, or under a read lock, or detached from whoever
// holds it.
func (e *engine) isDefinite(st *site) bool {
	if !st.write {
		return false
	}
	if st.assumed != nil {
		if use := onlyDetached(st.assumed); use != nil && use.creatorHeld {
			return true
		}
	}
	return st.violated > 0 && (st.creatorHeld || st.reason == Released || st.reason == WrongMode) || e.isBeforeLock(st)
}

// isBeforeLock reports whether the function locks the mutex only after st.
func (e *engine) isBeforeLock(st *site) bool {
	if g := e.ownerOf(st); g != nil && !st.req.provided && !e.trusted(g, st.req) {
		return false // it is judged in the callee
	}
	return st.violated == 0 && st.entry > 0 && st.met == 0 && st.f.lockedLater(e, st) != nil
}
