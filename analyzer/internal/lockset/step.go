package lockset

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

func pointsToPointer(v ssa.Value) bool {
	p, ok := v.Type().Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	switch p.Elem().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// step runs one instruction in s and returns the states after it; none if it
// never returns.
func (fl *flow) step(instr ssa.Instruction, s *state) []*state {
	if v, ok := instr.(ssa.Value); ok {
		s.age(v)
	}
	switch instr := instr.(type) {
	case *ssa.Call:
		return fl.call(s, instr, &instr.Call, instr, Called)
	case *ssa.Go:
		fl.call(s, instr, &instr.Call, nil, Spawned)
	case *ssa.Defer:
		for _, d := range s.defers {
			if d == instr {
				return []*state{s}
			}
		}
		s.defers = append(s.defers, instr)
	case *ssa.RunDefers:
		return fl.runDefers(s)
	case *ssa.Store:
		fl.store(s, instr)
	case *ssa.MapUpdate:
		fl.keep(s, instr, instr.Value, Later)
	case *ssa.Send:
		fl.keep(s, instr, instr.X, Later)
	case *ssa.Return:
	}
	return []*state{s}
}

// store notes that a variable or field gets a new value.
func (fl *flow) store(s *state, instr *ssa.Store) {
	switch addr := instr.Addr.(type) {
	case *ssa.Alloc:
		if fl.e.paths.SingleStore(addr) == nil {
			s.age(addr)
		}
		return
	case *ssa.FieldAddr:
		if f := ir.FieldOf(addr.X.Type(), addr.Field); f != nil {
			s.ageField(f.Name())
		}
		if isLocalObject(fl.e.paths.Of(addr).Root) {
			fl.keep(s, instr, instr.Val, Somehow)
			return
		}
	case *ssa.IndexAddr:
		fl.keep(s, instr, instr.Val, Somehow)
		return
	}
	fl.keep(s, instr, instr.Val, Later)
}

// isLocalObject reports whether v is an object made by the function itself,
// that may not outlive it.
func isLocalObject(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Parameter, *ssa.Global:
		return false
	}
	return true
}

// keep judges a function value that is put away to be called in the given
// way.
func (fl *flow) keep(s *state, instr ssa.Instruction, v ssa.Value, how How) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return
	}
	callees, _ := fl.e.paths.Functions(v, nil)
	for _, c := range callees {
		fl.obligations(s, place{instr: instr, expr: v.Pos(), how: how}, c)
	}
}

// runDefers runs the deferred calls of s, latest first.
func (fl *flow) runDefers(s *state) []*state {
	states := []*state{s}
	for len(s.defers) > 0 {
		d := s.defers[len(s.defers)-1]
		rest := s.defers[:len(s.defers)-1]
		var next []*state
		for _, t := range states {
			t.defers = rest
			next = append(next, fl.call(t, d, &d.Call, nil, Called)...)
		}
		if len(next) == 0 {
			return nil
		}
		states = fl.bound(next)
		s = &state{defers: rest}
	}
	return states
}

// mutexOp performs a lock operation on s.
func (fl *flow) mutexOp(s *state, instr ssa.Instruction, common *ssa.CallCommon, op protocol.Op, c ir.Callee, result ssa.Value) []*state {
	class, weak := fl.e.classOf(c.Args[0])
	m := mutex{class: class, path: fl.e.paths.Of(c.Args[0]), weak: weak}
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
		got.holds = append(got.holds, hold{mutex: m, mode: mode, pos: common.Pos()})
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
	if held >= 0 && s.holds[held].assumed != nil {
		s.holds[held].assumed.contradicted = true
		s.drop(held)
		held = -1
	}
	if at.common != nil {
		st := fl.site(siteKey{instr: at.instr, kind: Relock}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
		switch {
		case held < 0:
			st.met++
		case mode == protocol.Read && s.holds[held].mode == protocol.Read:
			st.unknown++ // blocks only if a writer comes in between
		default:
			st.bad(s, Held)
			st.lock, st.otherMode = s.holds[held].pos, s.holds[held].mode
		}
	}
	if held >= 0 {
		return
	}
	if !slicesHasRelease(s, m) {
		fl.sum.addLock(effect{Mutex: fl.e.relative(fl.f.fn, m, nil), Mode: mode})
	}
	h := hold{mutex: m, mode: mode, pos: at.pos()}
	if r, ok := s.releasedAt(m); ok && r.entry && r.path == m.path {
		h.entry = true // given back what the caller holds
	}
	s.forgetRelease(m)
	s.holds = append(s.holds, h)
}

// slicesHasRelease reports whether m was held on entry and has been released
// since, so that locking it cannot block on the caller's own hold.
func slicesHasRelease(s *state, m mutex) bool {
	r, ok := s.releasedAt(m)
	return ok && r.entry
}

func lockClause(e *engine, fn *ssa.Function, m mutex, mode protocol.Mode) *Requirement {
	return &Requirement{
		Any:    []need{{Mutex: e.relative(fn, m, nil), Mode: mode}},
		Source: protocol.Source{Kind: protocol.Inferred},
	}
}

// unlock removes m from s: that instance if it is held, else the one mutex of
// its class that is.
func (fl *flow) unlock(s *state, at place, c ir.Callee, m mutex, mode protocol.Mode) {
	i := s.find(m)
	if i < 0 {
		for k, h := range s.holds {
			if h.class == m.class && !differ(h.path, m.path) {
				i = k
			}
		}
	}
	if i < 0 {
		for k, h := range s.holds {
			if h.weak || m.weak {
				i = k
			}
		}
	}
	var st *site
	if at.common != nil {
		st = fl.site(siteKey{instr: at.instr, kind: Unlocks}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
	}
	note := func(v *int) {
		if st != nil {
			*v++
		}
	}
	if i >= 0 {
		h := s.drop(i)
		if st != nil {
			st.met++
		}
		s.forgetRelease(m)
		s.released = append(s.released, release{mutex: h.mutex, entry: h.entry, mode: h.mode, pos: at.pos()})
		if h.mutex != m {
			s.released = append(s.released, release{mutex: m, mode: mode, pos: at.pos()})
		}
		return
	}
	r, gone := s.releasedAt(m)
	switch {
	case st == nil:
	case s.fuzzy || m.path.IsZero():
		note(&st.unknown)
	case gone && r.path == m.path:
		st.bad(s, Released)
		st.release = r.pos
	default:
		note(&st.entry) // the caller's to have locked
	}
	if !gone {
		s.released = append(s.released, release{mutex: m, entry: true, mode: mode, pos: at.pos()})
	}
}

// bad counts one state in which the obligation is violated.
func (st *site) bad(s *state, r Reason) {
	st.violated++
	st.reason = r
	if st.badTrail == nil {
		st.badTrail = s.trail
	}
}

// place is where an obligation arises.
type place struct {
	instr  ssa.Instruction
	common *ssa.CallCommon // nil if a function value is only handed on
	expr   token.Pos
	how    How
	// alone says that a function value handed out of sight goes to code that
	// cannot lock the mutexes it needs.
	alone bool
}

func (p place) pos() token.Pos {
	if p.common != nil && p.common.Pos().IsValid() {
		return p.common.Pos()
	}
	return p.instr.Pos()
}
