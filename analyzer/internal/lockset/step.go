package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

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
		fl.assign(s, addr, instr.Val)
		return
	case *ssa.FreeVar:
		if cell := fl.e.paths.Cell(addr); cell != nil {
			fl.assign(s, cell, instr.Val)
			return
		}
	case *ssa.FieldAddr:
		if f := ir.FieldOf(addr.X.Type(), addr.Field); f != nil {
			s.ageField(f.Name())
		}
		if isLocalObject(fl.e.paths.Of(addr).Root) {
			fl.keep(s, instr, instr.Val, Somehow)
			return
		}
	case *ssa.IndexAddr:
		if appended(addr) == "" {
			fl.keep(s, instr, instr.Val, Somehow)
			return
		}
	}
	fl.keep(s, instr, instr.Val, Later)
}

// assign notes that the variable cell gets the value v.
func (fl *flow) assign(s *state, cell *ssa.Alloc, v ssa.Value) {
	if fl.e.paths.SingleStore(cell) != nil {
		return
	}
	truth, null := fl.truthOf(s, v), fl.nilness(s, v)
	s.age(cell)
	if !slices.Contains(s.assigned, cell) {
		s.assigned = append(s.assigned, cell)
	}
	path := ir.Path{Root: cell, Steps: "*"}
	if truth != ir.Unsure {
		s.learn(ir.IsTrue(path), truth == ir.True)
	}
	if null != ir.Unsure {
		s.learn(ir.IsNil(path), null == ir.True)
	}
}

// capturedStores returns the variables of enclosing functions that fn assigns.
func (e *engine) capturedStores(fn *ssa.Function) []*ssa.Alloc {
	var out []*ssa.Alloc
	for _, fv := range fn.FreeVars {
		cell := e.paths.Cell(fv)
		if cell == nil || e.paths.SingleStore(cell) != nil {
			continue
		}
		for _, ref := range *fv.Referrers() {
			if st, ok := ref.(*ssa.Store); ok && st.Addr == fv {
				out = append(out, cell)
				break
			}
		}
	}
	return out
}

// appended returns the field whose slice the element at addr is appended to,
// as in x.f = append(x.f, v), or "".
func appended(addr *ssa.IndexAddr) string {
	if addr.X.Referrers() == nil {
		return ""
	}
	for _, slice := range *addr.X.Referrers() {
		s, ok := slice.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, call := range *s.Referrers() {
			c, ok := call.(*ssa.Call)
			if !ok {
				continue
			}
			if b, ok := c.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
				continue
			}
			for _, ref := range *c.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Val == c {
					return fieldKey(st.Addr, 0)
				}
			}
		}
	}
	return ""
}

// keptIn names the place that the function value v comes from, or "".
func keptIn(v ssa.Value) string {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if r, ok := v.(*ssa.UnOp); ok && r.Op == token.ARROW {
		return received(r.X.Type().Underlying().(*types.Chan).Elem())
	}
	return fieldKey(v, 0)
}

// received names the channels that carry functions of type t.
func received(t types.Type) string { return "channel of " + t.Underlying().String() }

// fieldKey names the struct field that v is, is loaded from, or is an element
// of, or "".
func fieldKey(v ssa.Value, depth int) string {
	if depth > 6 {
		return ""
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return "field " + protocol.FieldClass(v.X.Type(), f).String()
		}
	case *ssa.Field:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return "field " + protocol.FieldClass(v.X.Type(), f).String()
		}
	case *ssa.Global:
		return "variable " + v.Name()
	case *ssa.UnOp:
		return fieldKey(v.X, depth+1)
	case *ssa.IndexAddr:
		if field := appended(v); field != "" {
			return field
		}
		return fieldKey(v.X, depth+1)
	case *ssa.Index:
		return fieldKey(v.X, depth+1)
	case *ssa.Lookup:
		return fieldKey(v.X, depth+1)
	case *ssa.Extract:
		return fieldKey(v.Tuple, depth+1)
	case *ssa.Next:
		return fieldKey(v.Iter, depth+1)
	case *ssa.Range:
		return fieldKey(v.X, depth+1)
	}
	return ""
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
	at := place{instr: instr, expr: v.Pos(), how: how}
	if _, ok := v.(*ssa.Function); ok || !at.expr.IsValid() {
		at.expr = instr.Pos()
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		at.kept = fieldKey(instr.Addr, 0)
	case *ssa.MapUpdate:
		at.kept = fieldKey(instr.Map, 0)
	case *ssa.Send:
		at.kept = received(v.Type())
	}
	if at.kept == "" {
		at.kept = v.Type().Underlying().(*types.Signature).String()
	}
	for _, c := range callees {
		fl.obligations(s, at, c)
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
	var st *site
	if at.common != nil {
		st = fl.site(siteKey{instr: at.instr, kind: Relock}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
		switch {
		case held < 0:
			st.met++
		case s.panicking:
			st.unknown++ // the program is lost already
		default:
			st.bad(s, Held)
			st.lock, st.otherMode = s.holds[held].pos, s.holds[held].mode
		}
	}
	h := hold{mutex: m, mode: mode, pos: at.pos(), shared: held >= 0}
	if at.common != nil && len(c.Args) > 0 {
		h.base = owner(c.Args[0])
	}
	r, gone := s.releasedAt(m)
	if held < 0 && !(gone && r.entry) {
		fl.sum.addLock(effect{Mutex: fl.e.relative(fl.f.fn, m, nil), Mode: mode}, fl.conditions(s), fl.isDecided(at.instr), st)
	}
	if gone && r.entry && r.path == m.path {
		h.entry = true // given back what the caller holds
		if r.site != nil {
			fl.needed(s, r)
		}
	}
	s.forgetRelease(m)
	s.holds = append(s.holds, h)
}

// owner returns the value whose field the mutex v is, or nil.
func owner(v ssa.Value) ssa.Value {
	if f, ok := v.(*ssa.FieldAddr); ok {
		return f.X
	}
	return nil
}

// loadsAnew reports whether the mutex v is reached through another load of a
// field than the one that led to base.
func loadsAnew(v, base ssa.Value) bool {
	x := owner(v)
	load, ok := x.(*ssa.UnOp)
	if !ok || x == base {
		return false
	}
	_, ok = load.X.(*ssa.FieldAddr)
	return ok
}

// needed infers that the callers must hold what the function unlocked, r, and
// has now locked again.
func (fl *flow) needed(s *state, r release) {
	t := s.clone()
	fl.assume(t, r.site, r.site.callee, r.site.req, 0, [][]cond{{}})
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
	var st *site
	if at.common != nil {
		st = fl.site(siteKey{instr: at.instr, kind: Unlocks}, func() *site {
			return &site{common: at.common, callee: c, want: m, mode: mode, req: lockClause(fl.e, fl.f.fn, m, mode)}
		})
	} else {
		st = &site{}
	}
	i, exact := fl.unlocked(s, m)
	if i >= 0 {
		h := s.drop(i)
		if h.entry {
			fl.give(h.mutex)
		}
		switch {
		case exact && h.mode != mode && !h.atLeast && !h.maybe && !h.shared && !m.path.IsZero():
			st.bad(s, WrongMode)
			st.lock, st.otherMode = h.pos, h.mode
		case !h.stale.IsZero() && h.stale == m.path && loadsAnew(c.Args[0], h.base):
			st.bad(s, Replaced)
			st.lock = h.pos
		default:
			st.met++
		}
		s.forgetRelease(m)
		s.released = append(s.released, release{mutex: h.mutex, entry: h.entry, mode: h.mode, pos: at.pos(), loose: !exact && !h.path.IsZero()})
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
		if at.common != nil {
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
	return i, best == 4
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
	// kept names the field or variable that a function value is kept in.
	kept string
}

func (p place) pos() token.Pos {
	if p.common != nil && p.common.Pos().IsValid() {
		return p.common.Pos()
	}
	return p.instr.Pos()
}
