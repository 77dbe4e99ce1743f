package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// mutexOp performs a lock operation on s.
func (fl *flow) mutexOp(s *state, instr ssa.Instruction, common *ssa.CallCommon, op protocol.Op, c ir.Callee, result ssa.Value) []*state {
	m := fl.e.lockedAs(c.Args[0])
	at := place{instr: instr, common: common}
	switch op {
	case protocol.OpLock:
		fl.lock(s, at, c, m, protocol.Write)
	case protocol.OpRLock:
		fl.lock(s, at, c, m, protocol.Read)
	case protocol.OpUnlock:
		fl.unlock(s, at, c, m, protocol.Write)
	case protocol.OpRUnlock:
		fl.unlock(s, at, c, m, protocol.Read)
	case protocol.OpDowngrade:
		for i := range s.holds {
			if s.holds[i].mutex == m {
				s.holds[i].mode = protocol.Read
				s.holds[i].atLeast = false
			}
		}
	case protocol.OpTryLock, protocol.OpTryRLock:
		mode := protocol.Write
		if op == protocol.OpTryRLock {
			mode = protocol.Read
		}
		got := s.clone()
		got.holds = append(got.holds, hold{mutex: m, mode: mode, pos: common.Pos(), by: s.locked(at)})
		got.forgetRelease(m)
		if result == nil {
			return []*state{join([]*state{s, got})}
		}
		lit := ir.IsTrue(fl.e.paths.Of(result))
		got.learn(lit, true)
		s.learn(lit, false)
		return []*state{got, s}
	}
	return []*state{s}
}

// lock adds m to s. Locking what is held for certain is a finding.
func (fl *flow) lock(s *state, at place, c ir.Callee, m mutex, mode protocol.Mode) {
	held := -1
	for i, h := range s.holds {
		if h.mutex == m && !m.path.IsZero() && !h.maybe && !h.shared {
			held = i
		}
	}
	if held >= 0 && s.holds[held].guess != nil {
		s.holds[held].guess.contradicted = true
		s.drop(held)
		held = -1
	}
	if held >= 0 && s.holds[held].assumed != nil {
		fl.contradict(s, s.holds[held].assumed)
		s.drop(held)
		held = -1
	}
	var st *site
	if at.common != nil {
		st = fl.site(siteKey{instr: at.instr, kind: Relock}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
		switch {
		case held < 0:
			st.met++
		case s.panicking, fl.e.model.LineForced(at.pos()):
			st.unknown++ // the program is lost already, or its author knows better
		default:
			st.bad(s, Held)
			st.lock, st.otherMode = s.holds[held].pos, s.holds[held].mode
		}
	}
	if held < 0 {
		fl.noteOrder(s, at, m, nil, lockUse{})
		fl.noteLock(s, at.instr, m)
	}
	h := hold{mutex: m, mode: mode, pos: at.pos(), shared: held >= 0, by: s.locked(at)}
	if at.common != nil && len(c.Args) > 0 {
		h.base = owner(c.Args[0])
	}
	r, gone := s.releasedAt(m)
	back, isBack := fl.givenBack(s, m)
	if held < 0 && !(gone && r.entry) && !isBack {
		fl.sum.addLock(effect{Mutex: fl.e.relative(fl.f.fn, m, nil), Mode: mode}, fl.conditions(s), fl.isDecided(at.instr), st)
		fl.noteDropped(s, fl.e.relative(fl.f.fn, m, nil), nil)
	}
	if gone && r.entry && r.path == m.path {
		h.entry = true // given back what the caller holds
		if r.site != nil {
			fl.needed(s, r)
		}
	} else if isBack && back.site != nil {
		fl.needed(s, back)
	}
	s.forgetRelease(m)
	s.holds = append(s.holds, h)
	fl.setPhase(s, m, released, retaken, at.pos())
}

// contradict notes that the function locks in s what it is taken to need on entry,
// unless that is under other conditions.
//
//	if needLock {
//		t.mu.Lock()
//	}
func (fl *flow) contradict(s *state, r *Requirement) {
	known := fl.conditions(s)
	for _, conj := range r.When {
		if !slices.ContainsFunc(conj, func(c cond) bool {
			c.Truth = !c.Truth
			return slices.Contains(known, c)
		}) {
			r.contradicted = true
		}
	}
}

// owner returns the value whose field the mutex v is, or nil.
func owner(v ssa.Value) ssa.Value {
	if f, ok := v.(*ssa.FieldAddr); ok {
		return f.X
	}
	return nil
}

// isDefer reports whether the operands of instr were evaluated when it was
// deferred, long before it runs.
func isDefer(instr ssa.Instruction) bool {
	_, ok := instr.(*ssa.Defer)
	return ok
}

// loadsAnew reports whether the way to the mutex v loads the named field, and
// not by the load that is on the way to base.
func loadsAnew(v, base ssa.Value, field string) bool {
	before := map[ssa.Value]bool{}
	for x := base; x != nil; x = loadedFrom(x) {
		before[x] = true
	}
	for x := owner(v); x != nil && !before[x]; x = loadedFrom(x) {
		load, ok := x.(*ssa.UnOp)
		if !ok {
			continue
		}
		if addr, ok := load.X.(*ssa.FieldAddr); ok {
			if f := ir.FieldOf(addr.X.Type(), addr.Field); f != nil && f.Name() == field {
				return true
			}
		}
	}
	return false
}

// loadedFrom returns the value that v is a field of, or was loaded from a field
// of, or nil.
func loadedFrom(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.UnOp:
		return owner(v.X)
	case *ssa.FieldAddr:
		return v.X
	}
	return nil
}

// needed infers that the callers must hold what the function unlocked, r, and
// has now locked again.
func (fl *flow) needed(s *state, r release) {
	t := s.clone()
	own := ir.Callee{} // what r asks for is in the function's own terms
	for _, p := range fl.f.fn.Params {
		own.Args = append(own.Args, p)
	}
	fl.assume(t, r.site, own, r.site.req, 0, [][]cond{{}})
}

// givenBack returns the release of a mutex of the callers, by another path, that m
// may well be, or that was taken for m when it was unlocked.
func (fl *flow) givenBack(s *state, m mutex) (release, bool) {
	for _, r := range s.released {
		if r.entry && r.class == m.class && (r.loose || r.path.Root != m.path.Root) && !m.path.IsZero() && !fl.differ(s, r.path, m.path) {
			return r, true
		}
	}
	return release{}, false
}

func lockClause(e *engine, fn *ssa.Function, m mutex, mode protocol.Mode) *Requirement {
	own := e.relative(fn, m, nil)
	own.Borrowed = e.isBorrowed(m.class)
	return &Requirement{
		Any:    []need{{Mutex: own, Mode: mode}},
		Source: protocol.Source{Kind: protocol.Inferred},
	}
}

// unlock removes m from s: that instance if it is held, else the one mutex of
// its class that is.
func (fl *flow) unlock(s *state, at place, c ir.Callee, m mutex, mode protocol.Mode) {
	var st *site
	if at.common != nil {
		st = fl.site(siteKey{instr: at.instr, kind: Unlocks}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
	}
	if st == nil || fl.e.model.LineForced(at.pos()) {
		st = &site{}
	}
	fl.setPhase(s, m, fresh, released, at.pos())
	i, exact := fl.unlocked(s, m)
	if i >= 0 {
		h := s.drop(i)
		fl.noteUnlock(s, at, h, exact)
		if exact && at.common != nil {
			fl.noteReread(at, c.Args[0], h)
		}
		if h.path.IsZero() && h.entry && !h.many && h.stale.IsZero() {
			h.path = m.path // now it is known which one the callers hold
		}
		if h.entry {
			fl.give(h.mutex)
		}
		switch {
		case exact && h.mode != mode && !h.atLeast && !h.maybe && !h.shared && !m.path.IsZero():
			st.bad(s, WrongMode)
			st.lock, st.otherMode = h.pos, h.mode
		case !h.stale.IsZero() && h.stale == m.path && !isDefer(at.instr) && loadsAnew(c.Args[0], h.base, h.staleBy):
			st.bad(s, Replaced)
			st.lock = h.pos
		default:
			st.met++
			st.own = st.own || !h.entry
		}
		s.forgetRelease(m)
		s.released = append(s.released, release{mutex: h.mutex, entry: h.entry, mode: h.mode, pos: at.pos(), loose: !exact && !h.path.IsZero() && h.mutex != m})
		if h.mutex != m {
			s.released = append(s.released, release{mutex: m, mode: mode, pos: at.pos()})
		}
		return
	}
	if k := slices.IndexFunc(s.posits, func(x posit) bool { return x.class == m.class }); k >= 0 {
		s.posits = slices.Delete(slices.Clone(s.posits), k, k+1)
		s.released = append(s.released, release{mutex: m, mode: mode, pos: at.pos()})
		st.met++
		return
	}
	r, gone := s.releasedAt(m)
	switch {
	case s.fuzzy || m.path.IsZero():
		st.unknown++
	case gone && r.loose:
		st.unknown++
	case gone && r.path == m.path:
		st.bad(s, Released)
		st.release = r.pos
	default:
		st.entry++ // the caller's to have locked
	}
	if !gone {
		r := release{mutex: m, entry: true, mode: mode, pos: at.pos()}
		fl.give(m)
		if st.f != nil {
			r.site = st
		}
		s.released = append(s.released, r)
	}
}

// give notes that the function unlocks m without having locked it.
func (fl *flow) give(m mutex) {
	if fl.given == nil {
		fl.given = map[ref]bool{}
	}
	fl.given[fl.e.relative(fl.f.fn, m, nil)] = true
}

// unlocked returns the index of the hold that unlocking m ends, or -1, and
// whether it is of that very instance.
func (fl *flow) unlocked(s *state, m mutex) (i int, exact bool) {
	best, i := 0, -1
	for k, h := range s.holds {
		rank := 0
		switch {
		case h.mutex == m:
			rank = 5
		case h.class == m.class && !h.carried.IsZero() && h.carried == m.path:
			rank = 4
		case h.class == m.class && !h.stale.IsZero() && h.stale == m.path:
			rank = 3
		case h.class == m.class && h.many:
			rank = 3
		case h.class == m.class && !fl.differ(s, h.path, m.path):
			rank = 2
		case h.weak || m.weak:
			rank = 1
		}
		if rank > 0 && rank >= best {
			best, i = rank, k
		}
	}
	return i, best == 5
}
