package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// link tells each inferred requirement which calls it was judged at.
func (e *engine) link() {
	for _, f := range e.order {
		for _, r := range f.inferred {
			r.uses = nil
		}
	}
	for _, f := range e.order {
		for _, st := range f.siteList {
			if st.kind == Requires && st.req.inferred() {
				st.req.uses = append(st.req.uses, st)
			}
		}
	}
}

// provided reports whether some caller of f was seen to hold what r asks for,
// itself or through its own callers.
func (e *engine) provided(f *function, r *Requirement) bool {
	if r.asked {
		return r.provided
	}
	r.asked = true // a cycle of calls provides nothing by itself
	if r.contradicted {
		return false
	}
	for _, st := range r.uses {
		if st.met > 0 {
			r.provided = true
		} else if st.entry > 0 && st.assumed != nil {
			r.provided = r.provided || e.provided(st.f, st.assumed) || e.trusted(st.f, st.assumed)
		} else if st.after > 0 && st.relies != nil {
			r.provided = r.provided || e.provided(st.f, st.relies) || e.trusted(st.f, st.relies)
		}
	}
	for _, n := range r.Any {
		if f.obj != nil && f.obj.Signature().Recv() != nil && e.heldAt.has("method "+f.obj.Name(), n.Mutex.Class) {
			r.provided = true
		}
		if e.escapes()[f.fn] && e.heldAt.has(signatureKey(f.fn.Signature), n.Mutex.Class) {
			r.provided = true
		}
		for _, st := range r.uses {
			if e.heldWhereKept(st, n.Mutex.Class) {
				r.provided = true
			}
		}
	}
	return r.provided
}

// trusted reports whether f may be taken to be entered with what it turns out
// to need, because its name says so.
func (e *engine) trusted(f *function, r *Requirement) bool {
	return (isLockedName(f.obj) || r.relock) && !r.contradicted
}

// heldWhereKept reports whether a function value put away at st may be called
// with a mutex of the given class held: it is called through where it is kept,
// and somewhere with the mutex.
func (e *engine) heldWhereKept(st *site, class protocol.Class) bool {
	switch {
	case st.how == Later && st.kept != "":
		return e.heldAt.has(st.kept, class)
	case st.how == Somehow:
		return e.heldAt.has(signatureKey(st.callee.Fn.Signature), class)
	}
	return false
}

// outcome is the final verdict on a site.
type outcome struct {
	verdict Verdict
	// some says that the violation is on some paths only.
	some bool
	// elsewhere says that it is reported at another site.
	elsewhere bool
	why       string
}

// conclude turns what was counted at a site into a verdict.
func (e *engine) conclude(st *site) outcome {
	f := st.f
	if f.gaveUp {
		return outcome{verdict: Unknown, why: "the function is too large to analyse"}
	}
	if st.kind != Requires {
		switch {
		case st.violated > 0:
			return outcome{verdict: Violated, some: st.met+st.unknown+st.entry > 0, why: "the mutex is " + map[Kind]string{Excludes: "held", Relock: "held", Unlocks: "not held"}[st.kind]}
		case st.unknown > 0:
			return outcome{verdict: Unknown, why: "it cannot be told whether the mutex is held"}
		}
		return outcome{verdict: Met, why: ""}
	}
	if st.req.inferred() && len(st.req.uses) > 0 {
		g := e.ownerOf(st)
		own := st.chosen && g != nil && !e.isVisible(g) && onlyConditional(st.req)
		if g != nil && !own && !e.provided(g, st.req) && !e.trusted(g, st.req) {
			return e.elsewhere(st.req)
		}
	}
	if st.violated > 0 {
		if st.callee.Fn != nil && e.heldWhereKept(st, st.want.class) {
			return outcome{verdict: Unknown, why: "it is kept, and some of the calls hold the mutex"}
		}
		if st.how == Later && st.kept != "" && (!st.creatorHeld || e.heldAt.missed(st.kept, st.callee.Fn.Signature)) {
			return outcome{verdict: Unknown, why: "it is kept, and it is not known when it is called"}
		}
		if st.metMany {
			return outcome{verdict: Unknown, why: "it is locked in a loop, once for each of several objects"}
		}
		return outcome{verdict: Violated, some: st.met > 0, why: reasons[st.reason]}
	}
	if st.entry > 0 {
		o := e.concludeEntry(st)
		if o.verdict == Violated && st.metMany {
			return outcome{verdict: Unknown, why: "it is locked in a loop, once for each of several objects"}
		}
		if o.verdict == Violated {
			o.some = st.met > 0
			return o
		}
		if st.unknown == 0 {
			return o
		}
	}
	switch {
	case st.after > 0 && st.unknown == 0 && st.relies != nil:
		o := e.concludeEntry(&site{f: st.f, assumed: st.relies})
		o.elsewhere = true
		return o
	case st.after > 0 && st.unknown == 0:
		return outcome{verdict: Violated, elsewhere: true, why: "reported at an earlier call"}
	case st.unknown > 0 && st.how == Somehow:
		return outcome{verdict: Unknown, why: "it is not known when the function value is called"}
	case st.unknown > 0:
		return outcome{verdict: Unknown, why: "it cannot be told whether the mutex is held on all paths"}
	}
	return outcome{verdict: Met, why: "held"}
}

// elsewhere is the outcome at a call whose callee has no caller that holds
// what it needs: it is judged in the callee, where it is needed.
func (e *engine) elsewhere(r *Requirement) outcome {
	o := outcome{verdict: Unknown, why: "it depends on the callee"}
	if r.origin != nil && !r.visiting {
		r.visiting = true
		o = e.conclude(r.origin)
		r.visiting = false
	}
	o.elsewhere = true
	return o
}

// concludeEntry decides a site whose verdict depends on the callers of its
// function.
func (e *engine) concludeEntry(st *site) outcome {
	f, r := st.f, st.assumed
	switch {
	case r == nil:
		return outcome{verdict: Unknown, why: "it depends on the callers"}
	case r.contradicted:
		return outcome{verdict: Violated, why: "the function locks the mutex itself, later"}
	case isLockedName(f.obj):
		return outcome{verdict: Met, why: "the callers are to hold it: the function's name ends in Locked"}
	case e.provided(f, r):
		if e.isVisible(f) {
			return outcome{verdict: Met, why: "the callers hold it"}
		}
		return outcome{verdict: Unknown, why: "callers of this package hold it, others are not known"}
	case e.trusted(f, r):
		return outcome{verdict: Met, why: "the callers are to hold it: the function unlocks and locks it"}
	case !e.isVisible(f) && onlyConditional(r) && e.partsAtParameter(st):
		return outcome{verdict: Unknown, why: "it depends on what callers out of sight pass"}
	case e.isVisible(f) && len(r.uses) > 0 && !slices.ContainsFunc(r.uses, func(st *site) bool { return !st.isSpared() }):
		return outcome{verdict: Met, why: "no call comes to need it"}
	case r.release && (!e.isVisible(f) || len(r.uses) == 0):
		return outcome{verdict: Unknown, why: "it is the callers' to have locked what the function unlocks"}
	case len(r.uses) == 0 && e.isForeign(f, r):
		return outcome{verdict: Unknown, why: "it is called through an interface of another package"}
	case e.isValue(f) && e.usedSomehow(f, r):
		return outcome{verdict: Unknown, why: "it is not known when the function value is called"}
	}
	return outcome{verdict: Violated, why: "no caller holds it"}
}

// partsAtParameter reports whether it is a flag among the parameters that
// decides between holding and lacking the mutex at st.
func (e *engine) partsAtParameter(st *site) bool {
	br, _ := branchPoint(st.metTrail, st.badTrail)
	if br == nil {
		return false
	}
	lit, _ := e.paths.Literal(br.Cond)
	param, ok := lit.X.Root.(*ssa.Parameter)
	if !ok || lit != ir.IsTrue(lit.X) {
		return false
	}
	i := slices.Index(st.f.fn.Params, param)
	for _, conj := range st.assumed.When {
		if !slices.ContainsFunc(conj, func(c cond) bool { return c.outer.IsZero() && c.Index == i }) {
			return false
		}
	}
	return i >= 0
}

// onlyConditional reports whether r is needed only for some arguments.
func onlyConditional(r *Requirement) bool {
	for _, conj := range r.When {
		if len(conj) == 0 {
			return false
		}
	}
	return true
}

// reasons says why in one clause.
var reasons = map[Reason]string{
	Missing: "not locked", Released: "unlocked before", WrongMode: "held for reading",
	WrongInstance: "another instance is held", Held: "held", Replaced: "replaced since it was locked",
}

// isValue reports whether f may be called as a function value.
func (e *engine) isValue(f *function) bool { return f.obj == nil || e.escapes()[f.fn] }

// usedSomehow reports whether it is not known when f, which needs r, comes to
// run: of some use of it, or since no use is known. A declared function of which
// no use is known runs at the calls of its signature, if there are any.
func (e *engine) usedSomehow(f *function, r *Requirement) bool {
	for _, st := range r.uses {
		if st.how == Somehow && st.entry+st.violated == 0 || st.unknown > 0 && st.violated == 0 && st.entry == 0 ||
			st.how == Later && e.heldAt.missed(st.kept, st.callee.Fn.Signature) {
			return true
		}
	}
	if len(r.uses) > 0 {
		return false
	}
	_, called := e.heldAt[signatureKey(f.fn.Signature)]
	return f.obj == nil || !called
}

// ownerOf returns the function of this package whose inferred requirement is
// judged at st, or nil.
func (e *engine) ownerOf(st *site) *function { return e.funcs[st.callee.Fn] }

// isVisible reports whether all calls of f are in the package: it is a
// function literal, or it is not exported.
func (e *engine) isVisible(f *function) bool {
	return f.obj == nil || !f.obj.Exported()
}

// onlyDetached returns the use of f as a new goroutine or kept function that makes
// an inferred requirement fail, if every use is of that kind.
func onlyDetached(r *Requirement) *site {
	if len(r.uses) == 0 {
		return nil
	}
	for _, st := range r.uses {
		if st.how != Spawned && st.how != Later {
			return nil
		}
	}
	return r.uses[0]
}

// branchPoint returns the last branch at which a bad state parted from a good
// one, and which way the bad state went.
func branchPoint(good, bad *trail) (*ssa.If, bool) {
	onGood := map[*ssa.If]bool{}
	for t := good; t != nil; t = t.prev {
		onGood[t.branch] = t.taken
	}
	var found *trail
	for t := bad; t != nil; t = t.prev {
		if taken, ok := onGood[t.branch]; ok && taken != t.taken {
			found = t
		}
	}
	if found == nil {
		return nil, false
	}
	return found.branch, found.taken
}
