package lockset

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// accessFacts is what the flow finds out about the accesses of a function to
// protected fields. They are kept apart from calls: an access that depends on
// what the callers hold has no influence on what is assumed of calls.
type accessFacts struct {
	accessSites map[siteKey]*site
	accessList  []*site
	// needs are the inferred requirements of accesses, over all rounds.
	needs map[string]*Requirement
	// locks are the places where the function locks a mutex.
	locks map[lockKey]*lockEvent
}

type lockKey struct {
	instr ssa.Instruction
	mutex mutex
}

// lockEvent is a place where a mutex is locked.
type lockEvent struct {
	lockKey
	// bare says that in all states so far the mutex was not held there, nor
	// had it been held on entry and unlocked.
	bare bool
	// via is the object whose method locked the mutex and returned its owner.
	via ir.Path
}

// accessed is what a requirement says of the access that it is for.
type accessed struct {
	// Text is the field as written where it is accessed: "t.stop".
	Text string
	// Write says that it is written.
	Write bool
	// Object is the struct, in the terms of the function.
	Object ref

	field *types.Var // nil if it is another package's
	// lost says that the mutex is that of an object which the function has
	// found itself, so that its callers can hardly hold it for that.
	lost bool
}

const (
	maxNeeds = 32 // inferred requirements of accesses in one summary
	maxSteps = 4  // fields on the way to a mutex that callers are to hold
)

// access judges the accesses of protected fields by instr in s.
func (fl *flow) access(s *state, instr ssa.Instruction) {
	sites, ok := fl.accesses[instr]
	if !ok {
		sites = fl.accessesBy(instr)
		if fl.accesses == nil {
			fl.accesses = map[ssa.Instruction][]*site{}
		}
		fl.accesses[instr] = sites
	}
	for _, st := range sites {
		st.note(s)
		switch {
		case st.open:
			st.unknown++
		case st.made && slices.ContainsFunc(s.holds, func(h hold) bool { return !h.maybe }):
			// It may have been put where nobody looks without the mutex held.
			if j := fl.judgeAny(s, st); j == met {
				st.met++
			} else {
				st.unknown++
			}
		default:
			fl.weigh(s, st, st.callee, st.req, [][]cond{{}}, ir.True)
		}
	}
}

// judgeAny returns the best verdict on the mutexes that would do at st.
func (fl *flow) judgeAny(s *state, st *site) verdict {
	best := violated
	for _, n := range st.req.Any {
		best = max(best, fl.judge(s, n, fl.e.resolve(n.Mutex, st.callee.Args, nil)).verdict)
	}
	return best
}

// accessesBy returns a site for each obligation of the accesses by instr, those
// left out that need no mutex.
func (fl *flow) accessesBy(instr ssa.Instruction) []*site {
	if fl.f.exempt {
		return nil
	}
	var list []access
	if call, ok := instr.(ssa.CallInstruction); ok {
		list = fl.e.callAccesses(call.Common(), instr)
	} else {
		list = fl.e.accesses(instr)
	}
	var out []*site
	for _, a := range list {
		g := fl.e.guardOf(a.field, a.base.Type())
		reqs, leave := g.read, g.reads
		if a.write {
			reqs, leave = g.write, g.writes
		}
		object := fl.e.paths.Of(a.base)
		if _, ok := object.Root.(*ssa.Const); ok || leave == protocol.Anybody {
			continue
		}
		fresh, sure := fl.isFresh(object, instr)
		if fresh && sure {
			continue
		}
		c := ir.Callee{Args: []ssa.Value{a.base}}
		for _, r := range reqs {
			st := fl.accessSite(siteKey{instr: instr, callee: a.field, req: r, kind: Accesses}, func() *site {
				return &site{callee: c, req: r, how: Called, field: a.field, write: a.write, expr: a.pos, sel: a.sel,
					want: fl.e.resolve(r.Any[0].Mutex, c.Args, nil), mode: r.Any[0].Mode, object: object}
			})
			st.leave, st.made = leave, fl.isMade(object)
			st.open = fresh || leave != protocol.Nobody || fl.e.isAdmitted(a.pos)
			if !slices.Contains(out, st) {
				out = append(out, st)
			}
		}
	}
	return out
}

// accessSite is [flow.site] for the obligations of accesses.
func (fl *flow) accessSite(k siteKey, make func() *site) *site {
	if st, ok := fl.f.accessSites[k]; ok {
		return st
	}
	st := make()
	st.f, st.instr, st.kind = fl.f, k.instr, Accesses
	if fl.f.accessSites == nil {
		fl.f.accessSites = map[siteKey]*site{}
	}
	fl.f.accessSites[k] = st
	fl.f.accessList = append(fl.f.accessList, st)
	return st
}

// note takes account of the mutexes held in s: st.held keeps those held in all
// states.
func (st *site) note(s *state) {
	var held []protocol.Class
	for _, h := range s.holds {
		if !h.maybe && !h.weak && (h.mode == protocol.Write || !st.write) && (!st.noted || slices.Contains(st.held, h.class)) {
			held = append(held, h.class)
		}
	}
	st.held, st.noted = held, true
}

// weigh counts the verdict on r at st in s.
func (fl *flow) weigh(s *state, st *site, c ir.Callee, r *Requirement, when [][]cond, sure ir.Truth) {
	best, which := judgement{hold: -1}, 0
	for i, n := range r.Any {
		j := fl.judge(s, n, fl.e.resolve(n.Mutex, c.Args, nil))
		if i == 0 || j.verdict > best.verdict {
			best, which = j, i
		}
	}
	switch {
	case sure == ir.Unsure && (best.verdict != met && best.verdict != onEntry || when == nil):
		st.unknown++
	case s.panicking && best.verdict != met:
		st.unknown++ // what the deferred calls find depends on where it panicked
	case best.verdict == met && s.holds[best.hold].assumed != nil:
		st.after++
		st.relies = s.holds[best.hold].assumed
	case best.verdict == met:
		st.met++
		st.metMany = st.metMany || s.holds[best.hold].many
		if st.metTrail == nil {
			st.metTrail = s.trail
		}
	case fl.posited(s, r, c):
		st.after++
	case best.verdict == unknown:
		st.unknown++
	case best.verdict == onEntry:
		if pos := fl.handedBack(s, r, c); pos.IsValid() {
			st.bad(s, Released)
			st.release = pos
			return
		}
		st.entry++
		if best.reason == WrongInstance && best.hold >= 0 {
			st.reason, st.other, st.lock = WrongInstance, s.holds[best.hold].mutex, s.holds[best.hold].pos
		}
		if st.badTrail == nil {
			st.badTrail = s.trail
		}
		fl.inherit(s, st, c, r, when)
	default:
		st.bad(s, best.reason)
		if best.reason == Released {
			st.release = best.release.pos
			st.want = fl.e.resolve(r.Any[which].Mutex, c.Args, nil)
		}
		if best.hold >= 0 {
			st.lock, st.otherMode = s.holds[best.hold].pos, s.holds[best.hold].mode
		}
	}
}

// handedBack returns where the function unlocked the mutex that r asks for,
// having locked it by a call that returned its owner, or 0:
//
//	sh := tg.signalLock()
//	sh.mu.Unlock()
func (fl *flow) handedBack(s *state, r *Requirement, c ir.Callee) token.Pos {
	for _, n := range r.Any {
		m := fl.e.resolve(n.Mutex, c.Args, nil)
		for _, x := range s.released {
			if x.class != m.class || x.entry {
				continue
			}
			for _, l := range fl.f.locks {
				if l.mutex == x.mutex && l.isOf(m) {
					return x.pos
				}
			}
		}
	}
	return token.NoPos
}

// isOf reports whether the mutex locked at l is m, or the one that a method
// locks which was called on something on the way to m.
func (l *lockEvent) isOf(m mutex) bool {
	switch {
	case l.mutex == m:
		return true
	case l.mutex.class != m.class:
		return false
	case m.path.IsZero():
		return true
	}
	return !l.via.IsZero() && l.via.Root == m.path.Root && l.via.Index == m.path.Index && strings.HasPrefix(m.path.Steps, l.via.Steps)
}

// acquirer returns the path of the object whose method c is, if c returns
// something, or the zero path.
func (e *engine) acquirer(c ir.Callee) ir.Path {
	if c.Obj == nil || c.Obj.Signature().Recv() == nil || c.Obj.Signature().Results().Len() == 0 || len(c.Args) == 0 {
		return ir.Path{}
	}
	return e.paths.Of(c.Args[0])
}

// inherit infers that fl.f needs on entry what r asks for at st.
func (fl *flow) inherit(s *state, st *site, c ir.Callee, r *Requirement, when [][]cond) {
	q := &Requirement{Source: r.Source, When: [][]cond{}, access: &accessed{Write: st.write}}
	for _, n := range r.Any {
		own := fl.e.relative(fl.f.fn, fl.e.resolve(n.Mutex, c.Args, nil), nil)
		own.Borrowed = n.Mutex.Borrowed
		if strings.Count(own.Steps, ".") > maxSteps {
			return
		}
		q.access.lost = q.access.lost || n.Mutex.Root == protocol.Param && own.Root == protocol.AnyInstance && own.outer.IsZero()
		q.Any = append(q.Any, need{Mutex: own, Mode: n.Mode})
	}
	if r.access != nil {
		q.access.Text, q.Needs = r.access.Text, r.Needs
		q.access.field, q.access.lost = r.access.field, q.access.lost || r.access.lost
		object := fl.e.resolve(r.access.Object, c.Args, nil)
		q.access.Object = fl.e.relative(fl.f.fn, object, nil)
	} else {
		q.access.Text, q.access.field = fl.e.words().fieldText(st), st.field
		q.access.Object = fl.e.relative(fl.f.fn, mutex{path: st.object}, nil)
	}
	key := q.String() + " for " + q.access.Text + " of " + q.access.Object.String()
	if old := fl.f.needs[key]; old != nil {
		q = old
	}
	if !slices.Contains(fl.sum.Accesses, q) {
		if len(fl.sum.Accesses) >= maxNeeds {
			return
		}
		if fl.f.needs == nil {
			fl.f.needs = map[string]*Requirement{}
		}
		fl.f.needs[key] = q
		q.When, q.origin = [][]cond{}, st
		fl.sum.Accesses = append(fl.sum.Accesses, q)
	}
	if len(when) == 0 {
		when = [][]cond{{}} // its conditions are met here whatever the callers pass
	}
	known := fl.conditions(s)
	for _, conj := range when {
		q.When = addCondition(q.When, append(slices.Clone(known), conj...))
	}
	st.assumed = q
}

// callNeeds judges what c needs for its accesses at p in s.
func (fl *flow) callNeeds(s *state, p place, c ir.Callee, r *Requirement) {
	want := fl.e.resolve(r.Any[0].Mutex, c.Args, nil)
	st := fl.accessSite(siteKey{instr: p.instr, expr: p.expr, callee: calleeKey(c), req: r, kind: Accesses}, func() *site {
		return &site{common: p.common, expr: p.expr, callee: c, req: r, how: p.how, kept: p.kept,
			want: want, mode: r.Any[0].Mode, write: r.access.Write}
	})
	sure := fl.applies(s, r.When, c.Args)
	if sure == ir.False {
		st.spared++
		return
	}
	object := fl.e.resolve(r.access.Object, c.Args, nil).path
	if _, ok := object.Root.(*ssa.Const); ok {
		st.spared++
		return
	}
	if fresh, _ := fl.isFresh(object, p.instr); fresh || fl.f.exempt || fl.f.test && !fl.e.inTest(c) {
		st.excused++ // nobody competes for the object yet
		return
	}
	if fl.e.isAdmitted(p.pos()) {
		st.excused++
		return
	}
	st.note(s)
	st.chosen = st.chosen || sure == ir.True && choose(r.When, c.Args)
	switch {
	case (p.how == Spawned || p.how == Later) && sure == ir.Unsure, p.how == Somehow:
		st.unknown++
		return
	case p.how == Spawned || p.how == Later:
		st.violated++
		for _, n := range r.Any {
			j := fl.judge(s, n, fl.e.resolve(n.Mutex, c.Args, nil))
			st.creatorHeld = st.creatorHeld || j.verdict == met
		}
		return
	}
	fl.weigh(s, st, c, r, fl.translate(r.When, c.Args), sure)
}

// inTest reports whether c is part of a test of this package.
func (e *engine) inTest(c ir.Callee) bool {
	f := e.funcs[c.Fn]
	return f != nil && f.test
}

// noteLock notes that the function comes to lock m at instr in s without holding
// it.
func (fl *flow) noteLock(s *state, instr ssa.Instruction, m mutex) *lockEvent {
	r, gone := s.releasedAt(m)
	held := slices.ContainsFunc(s.holds, func(h hold) bool { return h.class == m.class })
	bare := !s.fuzzy && !held && !(gone && (r.entry || r.loose))
	k := lockKey{instr, m}
	if old := fl.f.locks[k]; old != nil {
		old.bare = old.bare && bare
		return old
	}
	if fl.f.locks == nil {
		fl.f.locks = map[lockKey]*lockEvent{}
	}
	l := &lockEvent{lockKey: k, bare: bare}
	fl.f.locks[k] = l
	return l
}

// lockedLater returns a place at which the function locks the mutex that st
// needs, always reached after st or never without it, so that no caller can hold
// the mutex at st.
func (fl *function) lockedLater(e *engine, st *site) *lockEvent {
	var found *lockEvent
	for _, n := range st.req.Any {
		m := e.resolve(n.Mutex, st.callee.Args, nil)
		var at *lockEvent
		for _, l := range fl.locks {
			if l.bare && l.isOf(m) && l.instr != st.instr && follows(st.instr, l.instr) &&
				(at == nil || l.instr.Pos() < at.instr.Pos()) {
				at = l
			}
		}
		if at == nil {
			return nil
		}
		found = at
	}
	return found
}
