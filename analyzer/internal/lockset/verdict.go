package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// link tells each inferred requirement which calls it was judged at, and whether
// some caller holds what it asks for.
func (e *engine) link() {
	for _, f := range e.order {
		for _, r := range f.inferred {
			r.uses = nil
		}
	}
	for _, f := range e.order {
		for _, st := range f.siteList {
			if st.kind == Requires && st.req.guess != nil && st.firm {
				st.req.guess.provided = true
			}
			if st.kind == Requires && st.req.inferred() {
				st.req.uses = append(st.req.uses, st)
			}
		}
	}
	e.provide()
}

// provide marks the inferred requirements that some caller was seen to meet,
// itself or through its own callers. A cycle of calls meets nothing by itself.
func (e *engine) provide() {
	var work []*Requirement
	mark := func(r *Requirement) {
		if !r.provided && !r.contradicted {
			r.provided = true
			work = append(work, r)
		}
	}
	callees := map[*Requirement][]*Requirement{}
	for _, f := range e.order {
		for _, r := range f.inferred {
			if e.meets(f, r) {
				mark(r)
			}
			for _, st := range r.uses {
				if own := st.callersNeed(); own != nil {
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
}

// callersNeed returns what the function of st itself needs for st to be met, or
// nil if st was met without.
func (st *site) callersNeed() *Requirement {
	switch {
	case st.met > 0:
		return nil
	case st.entry > 0 && st.assumed != nil:
		return st.assumed
	case st.after > 0:
		return st.relies
	}
	return nil
}

// meets reports whether some use of f was seen to meet r without regard to what
// the callers of that caller hold.
func (e *engine) meets(f *function, r *Requirement) bool {
	for _, st := range r.uses {
		own := st.callersNeed()
		if st.met > 0 || own != nil && e.trusted(st.f, own) {
			return true
		}
	}
	for _, n := range r.Any {
		c := n.Mutex.Class
		if e.mayReachWith(f, c) || slices.ContainsFunc(r.uses, func(st *site) bool { return e.heldWhereKept(st, c) }) {
			return true
		}
	}
	return false
}

// mayReachWith reports whether a call of a method or a function value that may
// come to f is made with a mutex of the class.
func (e *engine) mayReachWith(f *function, class protocol.Class) bool {
	return f.obj != nil && f.obj.Signature().Recv() != nil && e.isInvoked(f.obj) && e.heldAt.has("method "+f.obj.Name(), class) ||
		e.escapes()[f.fn] && e.heldAt.has(signatureKey(f.fn.Signature), class)
}

// trusted reports whether f may be taken to be entered with what it turns out
// to need, because its name says so.
func (e *engine) trusted(f *function, r *Requirement) bool {
	if r.access != nil {
		return e.trustedAccess(f, r)
	}
	return (isLockedName(f.obj) || r.relock) && !r.contradicted
}

// heldWhereKept reports whether a function value put away at st may be called
// with a mutex of the given class held: it is called through where it is kept,
// and somewhere with the mutex.
func (e *engine) heldWhereKept(st *site, class protocol.Class) bool {
	switch {
	case st.how == Later && st.kept != "":
		sig := st.callee.Fn.Signature
		return e.heldAt.has(st.kept, class) || e.heldAt.missed(st.kept, sig) && e.heldAt.has(signatureKey(sig), class)
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
	if st.kind != Requires && st.kind != Accesses {
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
		if g != nil && !own && !st.req.provided && !e.trusted(g, st.req) {
			return e.elsewhere(st.req)
		}
	}
	o := e.concludeHere(st)
	if o.verdict == Violated && o.some && e.mayExclude(st) {
		return outcome{verdict: Unknown, why: "what decides about the lock may decide about the call, too"}
	}
	if r := st.req; o.verdict == Violated && r.relock && r.origin != nil && r.origin.own && !onlyConditional(r) {
		return outcome{verdict: Unknown, why: "the callee locks it itself on other paths"}
	}
	if g := st.req.guess; o.verdict == Violated && g != nil && (g.contradicted || !g.provided) {
		return outcome{verdict: Unknown, why: "it is a guess which mutex is meant"}
	}
	return o
}

// concludeHere is conclude for a requirement that is judged where the call is.
func (e *engine) concludeHere(st *site) outcome {
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
	if r.inBody == nil {
		r.inBody = &outcome{verdict: Unknown, why: "it depends on the callee", elsewhere: true} // in a cycle
		if r.origin != nil {
			o := e.conclude(r.origin)
			o.elsewhere = true
			r.inBody = &o
		}
	}
	return *r.inBody
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
	case isLockedName(f.obj) && (r.access == nil || e.trusted(f, r)):
		return outcome{verdict: Met, why: "the callers are to hold it: the function's name ends in Locked"}
	case r.provided:
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
	case e.isVisible(f) && e.isUndecided(r):
		return outcome{verdict: Unknown, why: "it cannot be told of any caller whether it holds it"}
	}
	return outcome{verdict: Violated, why: "no caller holds it"}
}

// isUndecided reports whether there are calls to judge r at, and each of them
// that comes to need it is unknown:
//
//	out.AfterLoad(func() { t.afterLoad() })
//
// Calls from the function that needs r itself do not count.
func (e *engine) isUndecided(r *Requirement) bool {
	if r.undecided != nil {
		return *r.undecided
	}
	r.undecided = new(bool)
	for _, st := range r.uses {
		if st.isSpared() || st.assumed == r {
			continue
		}
		*r.undecided = e.isSomehow(st)
		if st.how == Called || st.how == Spawned {
			*r.undecided = e.concludeHere(st).verdict == Unknown
		}
		if !*r.undecided {
			return false
		}
	}
	return *r.undecided
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
func (e *engine) isValue(f *function) bool {
	return f.obj == nil && f.fn.Synthetic == "" || e.escapes()[f.fn]
}

// usedSomehow reports whether it is not known when f, which needs r, comes to
// run: of some use of it, or since no use is known. A declared function of which
// no use is known runs at the calls of its signature, if there are any.
func (e *engine) usedSomehow(f *function, r *Requirement) bool {
	for _, st := range r.uses {
		if e.isSomehow(st) {
			return true
		}
	}
	if len(r.uses) > 0 {
		return false
	}
	_, called := e.heldAt[signatureKey(f.fn.Signature)]
	return f.obj == nil || !called
}

// isSomehow reports whether it is not known when the function comes to run that
// is used at st.
func (e *engine) isSomehow(st *site) bool {
	return st.how == Somehow && st.entry+st.violated == 0 || st.unknown > 0 && st.violated == 0 && st.entry == 0 ||
		st.how == Later && e.heldAt.missed(st.kept, st.callee.Fn.Signature)
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
