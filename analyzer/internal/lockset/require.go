package lockset

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// require judges requirement r of callee c in s.
func (fl *flow) require(s *state, p place, c ir.Callee, r *Requirement) {
	if r.guess != nil && r.guess.contradicted {
		return // that was not the mutex meant
	}
	sure := ir.True
	when := [][]cond{{}}
	if r.inferred() {
		sure = fl.applies(s, r.When, c.Args)
		if sure == ir.False {
			fl.spare(p, c, r)
			return
		}
		when = fl.translate(r.When, c.Args)
	}
	if p.how != Spawned && p.how != Later && fl.isUnshared(r, c, p.instr) {
		fl.spare(p, c, r)
		return
	}
	if root := fl.e.resolve(r.Any[0].Mutex, c.Args, nil).path.Root; root != nil {
		if _, ok := root.(*ssa.Const); ok {
			return // the contract is about an object that is not there
		}
	}
	if s.hasNone(fl.e.resolve(r.Any[0].Mutex, c.Args, nil)) {
		return
	}
	if fl.e.model.LineForced(p.pos()) {
		fl.site(siteKey{instr: p.instr, expr: p.expr, callee: calleeKey(c), req: r, kind: Requires}, func() *site {
			return &site{common: p.common, expr: p.expr, callee: c, req: r, how: p.how,
				want: fl.e.resolve(r.Any[0].Mutex, c.Args, nil), forced: true}
		}).unknown++
		return
	}
	st := fl.site(siteKey{instr: p.instr, expr: p.expr, callee: calleeKey(c), req: r, kind: Requires}, func() *site {
		return &site{
			common: p.common, expr: p.expr, callee: c, req: r, how: p.how, kept: p.kept,
			want: fl.e.resolve(r.Any[0].Mutex, c.Args, nil), mode: r.Any[0].Mode,
		}
	})
	st.chosen = st.chosen || sure == ir.True && choose(r.When, c.Args)
	best := judgement{hold: -1}
	which := 0
	for i, n := range r.Any {
		j := fl.judge(s, n, fl.e.resolve(n.Mutex, c.Args, nil))
		if i == 0 || j.verdict > best.verdict {
			best, which = j, i
		}
	}
	if p.how == Spawned || p.how == Later {
		if sure == ir.Unsure {
			st.unknown++
			return
		}
		st.violated++
		st.creatorHeld = st.creatorHeld || best.verdict == met
		return
	}
	if sure == ir.Unsure && (best.verdict != met && best.verdict != onEntry || when == nil) ||
		p.how == Somehow && (!p.alone || best.verdict == met) {
		st.unknown++
		return
	}
	if best.verdict == met && s.holds[best.hold].assumed != nil {
		st.after++
		st.relies = s.holds[best.hold].assumed
		return
	}
	if best.verdict != met && fl.posited(s, r, c) {
		st.after++
		return
	}
	switch best.verdict {
	case met:
		st.met++
		st.firm = st.firm || s.holds[best.hold].guess == nil
		st.metMany = st.metMany || s.holds[best.hold].many
		if st.metTrail == nil {
			st.metTrail = s.trail
		}
	case unknown:
		st.unknown++
	case onEntry:
		if r.relock && (fl.f.obj == nil || !fl.f.obj.Exported()) {
			st.unknown++ // what callers hold is the callee's business with them
			return
		}
		st.entry++
		if best.reason == WrongInstance && best.hold >= 0 {
			st.reason, st.other, st.lock = WrongInstance, s.holds[best.hold].mutex, s.holds[best.hold].pos
		}
		if st.badTrail == nil {
			st.badTrail = s.trail
		}
		fl.assume(s, st, c, r, which, when)
	case violated:
		st.bad(s, best.reason)
		if best.reason == Released {
			st.release = best.release.pos
		}
		if best.hold >= 0 {
			st.lock, st.otherMode = s.holds[best.hold].pos, s.holds[best.hold].mode
		}
		s.posits = append(s.posits, posit{fl.e.resolve(r.Any[which].Mutex, c.Args, nil), r.Any[which].Mode})
	}
}

// spare notes that the call at p does without the mutex that r asks for.
func (fl *flow) spare(p place, c ir.Callee, r *Requirement) {
	fl.site(siteKey{instr: p.instr, expr: p.expr, callee: calleeKey(c), req: r, kind: Requires}, func() *site {
		return &site{common: p.common, expr: p.expr, callee: c, req: r, how: p.how,
			want: fl.e.resolve(r.Any[0].Mutex, c.Args, nil), mode: r.Any[0].Mode}
	}).spared++
}

// choose reports whether the arguments meet a condition of when by constants:
//
//	t.finish(true)
func choose(when [][]cond, args []ssa.Value) bool {
	return slices.ContainsFunc(when, func(conj []cond) bool {
		return len(conj) > 0 && !slices.ContainsFunc(conj, func(k cond) bool {
			return k.Nil || !k.outer.IsZero() || k.Index >= len(args) || ir.ConstBool(args[k.Index]) == ir.Unsure
		})
	})
}

// posited reports whether a finding was already made in s about what r asks
// for.
func (fl *flow) posited(s *state, r *Requirement, c ir.Callee) bool {
	for _, n := range r.Any {
		m := fl.e.resolve(n.Mutex, c.Args, nil)
		for _, x := range s.posits {
			if x.class == m.class && (x.path == m.path || x.path.IsZero() || m.path.IsZero()) && x.mode >= n.Mode {
				return true
			}
		}
	}
	return false
}

func calleeKey(c ir.Callee) any {
	if c.Obj != nil {
		return c.Obj
	}
	return c.Fn
}

// hasNone reports whether the object that m belongs to is known not to be there:
//
//	if set := t.set(); set != nil {
//		set.mu.Lock()
//		defer set.mu.Unlock()
//	}
//	t.notifyLocked()
func (s *state) hasNone(m mutex) bool {
	return slices.ContainsFunc(s.literals, func(l literal) bool {
		if !l.truth || l.Literal != ir.IsNil(l.X) {
			return false
		}
		if !m.path.IsZero() {
			rest, inside := strings.CutPrefix(m.path.Steps, l.X.Steps)
			return inside && m.path.Root == l.X.Root && m.path.Index == l.X.Index && strings.HasPrefix(rest, ".")
		}
		owner := m.class
		owner.Field = ""
		t := foundThere(l.X)
		return t != nil && m.class.Type != "" && protocol.TypeClass(t) == owner
	})
}

// foundThere returns the type of what p leads to, if callees can find it, too: it
// is the result of a call, or in a field.
func foundThere(p ir.Path) types.Type {
	t := p.Root.Type()
	if _, ok := p.Root.(*ssa.Call); p.Index != 0 || p.Steps == "" && !ok {
		return nil
	}
	for name := range strings.SplitSeq(strings.TrimPrefix(p.Steps, "."), ".") {
		if p.Steps == "" {
			break
		}
		named := protocol.NamedOf(t)
		if named == nil {
			return nil
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, named.Obj().Pkg(), name)
		field, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		t = field.Type()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Name() == "Pointer" && n.TypeArgs().Len() == 1 {
		t = n.TypeArgs().At(0) // an atomic one
	}
	return t
}

// isUnshared reports whether what r needs is the mutex of an object that the
// function has made itself, and that nobody else can have before instr.
func (fl *flow) isUnshared(r *Requirement, c ir.Callee, instr ssa.Instruction) bool {
	path := fl.e.resolve(r.Any[0].Mutex, c.Args, nil).path
	if path.IsZero() && c.Obj != nil && c.Obj.Signature().Recv() != nil && len(c.Args) > 0 {
		path = fl.e.paths.Of(c.Args[0]) // nobody competes for the receiver yet
	}
	_, sure := fl.isFresh(path, instr)
	return sure
}

// assume infers that fl.f needs on entry what r asks for at st, and goes on as
// if it were held.
func (fl *flow) assume(s *state, st *site, c ir.Callee, r *Requirement, which int, when [][]cond) {
	q := &Requirement{Source: r.Source, When: [][]cond{}, guess: r.guess}
	for _, n := range r.Any {
		m := fl.e.resolve(n.Mutex, c.Args, nil)
		own := fl.e.relative(fl.f.fn, m, nil)
		own.Borrowed = n.Mutex.Borrowed
		q.Any = append(q.Any, need{Mutex: own, Mode: n.Mode})
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
		q.When, q.origin, q.contradicted, q.relock = [][]cond{}, st, false, st.kind == Unlocks
		q.Needs, q.release = r.Needs, r.release
		if q.Needs == "" {
			q.Needs = fl.e.words().callee(st)
		}
		fl.sum.Requires = append(fl.sum.Requires, q)
	}
	if len(when) == 0 {
		when = [][]cond{{}} // its conditions are met here whatever the callers pass
	}
	known := fl.conditions(s)
	for _, conj := range when {
		q.When = addCondition(q.When, append(slices.Clone(known), conj...))
	}
	st.assumed = q
	m := fl.e.resolve(r.Any[which].Mutex, c.Args, nil)
	s.holds = append(s.holds, hold{
		mutex: m, mode: r.Any[which].Mode, entry: true, assumed: q,
		atLeast: r.Any[which].Mode == protocol.Read, pos: fl.f.fn.Pos(),
	})
}
