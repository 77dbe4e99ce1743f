package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// call judges a call in s and returns the states after it.
func (fl *flow) call(s *state, instr ssa.Instruction, common *ssa.CallCommon, result ssa.Value, how How) []*state {
	callees, complete := fl.e.paths.Callees(common)
	if len(callees) == 1 && callees[0].Obj != nil && len(callees[0].Args) > 0 && how == Called {
		if op := protocol.MutexOp(callees[0].Obj); op != protocol.NoOp {
			return fl.mutexOp(s, instr, common, op, callees[0], result)
		}
	}
	if len(callees) == 0 && !complete {
		fl.unknownCall(s, common, how)
	}
	at := place{instr: instr, common: common, how: how}
	for _, c := range callees {
		if len(callees) > 1 || !complete {
			at.how = Somehow
		}
		fl.obligations(s, at, c)
		if c.Interface && how == Called {
			fl.e.noteHeld("method "+c.Obj.Name(), s)
		}
		fl.callbacks(s, at, c)
	}
	if how != Called {
		return []*state{s}
	}
	if len(callees) != 1 || !complete {
		return []*state{s}
	}
	return fl.effects(s, at, callees[0], result)
}

// unknownCall notes what is held when a function value is called that is not
// known: a parameter of the function under analysis above all.
func (fl *flow) unknownCall(s *state, common *ssa.CallCommon, how How) {
	if how == Called {
		fl.e.noteHeld(common.Signature().String(), s)
	}
	param, ok := fl.e.paths.Of(common.Value).Root.(*ssa.Parameter)
	if !ok || param.Parent() != fl.f.fn {
		return
	}
	i := slices.Index(fl.f.fn.Params, param)
	u := paramUse{Kind: callbackAtOnce}
	if how == Spawned {
		u.Kind = callbackSpawned
	}
	for _, h := range s.holds {
		if !h.entry {
			u.Held = append(u.Held, effect{fl.e.relative(fl.f.fn, h.mutex, nil), h.mode, h.maybe || s.fuzzy})
		}
	}
	for _, r := range s.released {
		if r.entry {
			u.Dropped = append(u.Dropped, effect{fl.e.relative(fl.f.fn, r.mutex, nil), r.mode, s.fuzzy})
		}
	}
	if fl.sum.Params == nil {
		fl.sum.Params = map[int]paramUse{}
	}
	old, seen := fl.sum.Params[i]
	switch {
	case !seen:
		fl.sum.Params[i] = u
	case old.Kind != u.Kind:
		fl.sum.Params[i] = paramUse{}
	default: // only what is held at every call is held
		old.Held = slices.DeleteFunc(slices.Clone(old.Held), func(a effect) bool { return !slices.Contains(u.Held, a) })
		old.Dropped = append(slices.Clone(old.Dropped), u.Dropped...)
		fl.sum.Params[i] = old
	}
}

// noteHeld remembers the classes held in s at a call that may reach any
// function of the given description.
func (e *engine) noteHeld(what string, s *state) {
	for _, h := range s.holds {
		if e.heldAt[what] == nil {
			e.heldAt[what] = map[protocol.Class]bool{}
		}
		e.heldAt[what][h.class] = true
	}
}

// obligations judges what c asks of a call at p in s.
func (fl *flow) obligations(s *state, p place, c ir.Callee) {
	var ct *contract
	if c.Obj != nil {
		ct = fl.e.contractOf(c.Obj)
		for _, r := range ct.requires {
			fl.require(s, p, c, r)
		}
		for _, r := range ct.releases {
			fl.require(s, p, c, r)
		}
		if p.how == Called {
			for _, r := range slices.Concat(ct.excludes, ct.acquires) {
				fl.exclude(s, p, c, r)
			}
		}
	}
	sum := fl.e.summaryOf(c)
	if sum == nil {
		return
	}
	for _, r := range sum.Requires {
		if ct == nil || !ct.covers(r) {
			fl.require(s, p, c, r)
		}
	}
	if p.how != Called {
		return
	}
	for _, l := range sum.Locks {
		r := &Requirement{
			Any:    []need{{Mutex: l.Mutex, Mode: l.Mode}},
			Source: protocol.Source{Kind: protocol.Inferred},
		}
		if ct == nil || !ct.mentions(l.Mutex.Class) {
			fl.exclude(s, p, c, r)
		}
	}
}

// covers reports whether the written contract asks for r already.
func (ct *contract) covers(r *Requirement) bool {
	for _, w := range ct.requires {
		for _, n := range w.Any {
			for _, m := range r.Any {
				if n.Mutex.Class == m.Mutex.Class && (n.Mode >= m.Mode) {
					return true
				}
			}
		}
	}
	return false
}

// mentions reports whether the written contract speaks of class at all.
func (ct *contract) mentions(class protocol.Class) bool {
	for _, w := range slices.Concat(ct.requires, ct.excludes, ct.acquires, ct.releases) {
		for _, n := range w.Any {
			if n.Mutex.Class == class {
				return true
			}
		}
	}
	return false
}

// require judges requirement r of callee c in s.
func (fl *flow) require(s *state, p place, c ir.Callee, r *Requirement) {
	sure := ir.True
	if r.inferred() {
		sure = fl.applies(s, r, c.Args)
		if sure == ir.False {
			return
		}
	}
	st := fl.site(siteKey{instr: p.instr, expr: p.expr, callee: calleeKey(c), req: r, kind: Requires}, func() *site {
		return &site{
			common: p.common, expr: p.expr, callee: c, req: r, how: p.how,
			want: fl.e.resolve(r.Any[0].Mutex, c.Args, nil), mode: r.Any[0].Mode,
		}
	})
	best := judgement{hold: -1}
	which := 0
	for i, n := range r.Any {
		j := fl.judge(s, fl.e.resolve(n.Mutex, c.Args, nil), n.Mode)
		if i == 0 || j.verdict > best.verdict {
			best, which = j, i
		}
	}
	if p.how == Spawned || p.how == Later {
		st.violated++
		st.creatorHeld = st.creatorHeld || best.verdict == met
		return
	}
	if sure == ir.Unsure && best.verdict != met ||
		p.how == Somehow && (!p.alone || best.verdict == met) {
		st.unknown++
		return
	}
	switch best.verdict {
	case met:
		st.met++
		if st.metTrail == nil {
			st.metTrail = s.trail
		}
	case unknown:
		st.unknown++
	case onEntry:
		st.entry++
		if best.reason == WrongInstance && best.hold >= 0 {
			st.reason, st.other = WrongInstance, s.holds[best.hold].mutex
		}
		if st.badTrail == nil {
			st.badTrail = s.trail
		}
		fl.assume(s, st, c, r, which)
	case violated:
		st.bad(s, best.reason)
		if best.reason == Released {
			st.release = best.release.pos
		}
		if best.hold >= 0 {
			st.lock, st.otherMode = s.holds[best.hold].pos, s.holds[best.hold].mode
		}
		// One finding is enough: what follows is judged as if it were held.
		if best.reason != WrongMode {
			m := fl.e.resolve(r.Any[which].Mutex, c.Args, nil)
			s.forgetRelease(m)
			s.holds = append(s.holds, hold{mutex: m, mode: r.Any[which].Mode, shared: true, pos: p.pos()})
		}
	}
}

func calleeKey(c ir.Callee) any {
	if c.Obj != nil {
		return c.Obj
	}
	return c.Fn
}

// applies evaluates the conditions of an inferred requirement for the given
// arguments.
func (fl *flow) applies(s *state, r *Requirement, args []ssa.Value) ir.Truth {
	any := ir.False
	for _, conj := range r.When {
		all := ir.True
		for _, c := range conj {
			t := ir.Unsure
			if c.Index < len(args) {
				if c.Nil {
					t = fl.nilness(s, args[c.Index])
				} else {
					t = fl.truthOf(s, args[c.Index])
				}
			}
			if !c.Truth {
				t = t.Not()
			}
			if t == ir.False {
				all = ir.False
				break
			}
			if t == ir.Unsure {
				all = ir.Unsure
			}
		}
		if all == ir.True {
			return ir.True
		}
		if all == ir.Unsure {
			any = ir.Unsure
		}
	}
	return any
}

// assume infers that fl.f needs on entry what r asks for at st, and goes on as
// if it were held.
func (fl *flow) assume(s *state, st *site, c ir.Callee, r *Requirement, which int) {
	q := &Requirement{Source: r.Source, When: [][]paramCond{}}
	for _, n := range r.Any {
		m := fl.e.resolve(n.Mutex, c.Args, nil)
		q.Any = append(q.Any, need{Mutex: fl.e.relative(fl.f.fn, m, nil), Mode: n.Mode})
	}
	key := q.String()
	if fl.f.inferred == nil {
		fl.f.inferred = map[string]*Requirement{}
	}
	if old := fl.f.inferred[key]; old != nil {
		q = old
	} else {
		fl.f.inferred[key] = q
	}
	if !slices.Contains(fl.sum.Requires, q) {
		q.When, q.origin, q.contradicted = [][]paramCond{}, st, false
		fl.sum.Requires = append(fl.sum.Requires, q)
	}
	q.addCondition(fl.paramConditions(s))
	st.assumed = q
	m := fl.e.resolve(r.Any[which].Mutex, c.Args, nil)
	s.holds = append(s.holds, hold{
		mutex: m, mode: r.Any[which].Mode, entry: true, assumed: q,
		atLeast: r.Any[which].Mode == protocol.Read, pos: fl.f.fn.Pos(),
	})
}

// paramConditions returns what s knows of the function's own parameters.
func (fl *flow) paramConditions(s *state) []paramCond {
	out := []paramCond{}
	for _, l := range s.literals {
		param, ok := l.X.Root.(*ssa.Parameter)
		if !ok || param.Parent() != fl.f.fn || l.X.Steps != "" || !l.Y.IsZero() {
			continue
		}
		c := paramCond{Index: slices.Index(fl.f.fn.Params, param), Truth: l.truth}
		switch l.Literal {
		case ir.IsNil(l.X):
			c.Nil = true
		case ir.IsTrue(l.X):
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

// exclude judges that none of r's mutexes is held in s.
func (fl *flow) exclude(s *state, p place, c ir.Callee, r *Requirement) {
	n := r.Any[0]
	m := fl.e.resolve(n.Mutex, c.Args, nil)
	st := fl.site(siteKey{instr: p.instr, callee: calleeKey(c), req: n.Mutex, kind: Excludes}, func() *site {
		return &site{common: p.common, callee: c, req: r, how: p.how, want: m, mode: n.Mode}
	})
	for _, h := range s.holds {
		if h.class != m.class {
			continue
		}
		switch {
		case m.path.IsZero() || h.path.IsZero() || h.maybe || h.shared || h.path != m.path && !differ(h.path, m.path):
			st.unknown++
			return
		case h.path != m.path:
			continue
		case n.Mode == protocol.Read && (h.mode == protocol.Read):
			st.unknown++
			return
		}
		if h.assumed != nil {
			h.assumed.contradicted = true
			return
		}
		st.bad(s, Held)
		st.lock, st.otherMode = h.pos, h.mode
		return
	}
	st.met++
}

// effects applies what calling c leaves locked and unlocked.
func (fl *flow) effects(s *state, p place, c ir.Callee, result ssa.Value) []*state {
	if c.Obj != nil {
		ct := fl.e.contractOf(c.Obj)
		if len(ct.acquires)+len(ct.releases) > 0 {
			x := exit{}
			for _, r := range ct.releases {
				x.Released = append(x.Released, effect{Mutex: r.Any[0].Mutex, Mode: r.Any[0].Mode})
			}
			for _, r := range ct.acquires {
				x.Acquired = append(x.Acquired, effect{Mutex: r.Any[0].Mutex, Mode: r.Any[0].Mode})
			}
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
		t := s
		if len(sum.Exits) > 1 {
			t = s.clone()
		}
		if fl.apply(t, p, c, x, result) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return []*state{s}
	}
	return out
}

// apply applies one way of returning from c to s. It reports whether that way
// agrees with what is known in s.
func (fl *flow) apply(s *state, p place, c ir.Callee, x exit, result ssa.Value) bool {
	quiet := place{instr: p.instr}
	for _, r := range x.Released {
		m := fl.e.resolve(r.Mutex, c.Args, result)
		if r.Maybe {
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].maybe = true
				}
			}
			continue
		}
		fl.unlock(s, quiet, c, m, r.Mode)
	}
	for _, a := range x.Acquired {
		m := fl.e.resolve(a.Mutex, c.Args, result)
		if s.find(m) >= 0 {
			continue
		}
		s.forgetRelease(m)
		s.holds = append(s.holds, hold{mutex: m, mode: a.Mode, maybe: a.Maybe, pos: p.pos()})
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
