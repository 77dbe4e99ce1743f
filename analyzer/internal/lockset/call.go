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
		if !complete {
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
		if field := keptIn(common.Value); field != "" {
			fl.e.noteHeld(field, s)
		}
	}
	kind := callbackAtOnce
	if how == Spawned {
		kind = callbackSpawned
	}
	fl.recordParam(s, common.Value, paramUse{Kind: kind})
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
			excluded := ct.excludes
			if !fl.e.isConditional(c) {
				excluded = slices.Concat(ct.excludes, ofArguments(ct.acquires))
			}
			for _, r := range excluded {
				fl.exclude(s, p, c, r, ir.True, [][]cond{{}})
			}
		}
	}
	sum := fl.e.summaryOf(c)
	if sum == nil {
		return
	}
	for param, use := range sum.Outer {
		use.Kind = compose(p.how, use.Kind)
		fl.recordParam(s, param, use)
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
		if ct != nil && ct.mentions(l.Mutex.Class) {
			continue
		}
		if sure := fl.applies(s, l.When, c.Args); sure != ir.False {
			fl.exclude(s, p, c, &Requirement{
				Any:    []need{{Mutex: l.Mutex, Mode: l.Mode}},
				Source: protocol.Source{Kind: protocol.Inferred},
				origin: l.origin,
			}, sure, l.inherited(fl.translate(l.When, c.Args)))
		}
	}
}

// ofArguments returns the clauses about mutexes that are reached from the
// arguments: what comes with a result cannot be held before.
func ofArguments(rs []*Requirement) []*Requirement {
	var out []*Requirement
	for _, r := range rs {
		if r.Any[0].Mutex.Root == protocol.Param {
			out = append(out, r)
		}
	}
	return out
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
	when := [][]cond{{}}
	if r.inferred() {
		sure = fl.applies(s, r.When, c.Args)
		if sure == ir.False {
			return
		}
		when = fl.translate(r.When, c.Args)
	}
	if fl.isUnshared(r, c, p.instr) {
		return
	}
	if root := fl.e.resolve(r.Any[0].Mutex, c.Args, nil).path.Root; root != nil {
		if _, ok := root.(*ssa.Const); ok {
			return // the contract is about an object that is not there
		}
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
			st.reason, st.other = WrongInstance, s.holds[best.hold].mutex
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

// translate expresses the alternatives of when, for the given arguments, in
// terms of what the function under analysis is entered with. Those that cannot
// be are left out.
func (fl *flow) translate(when [][]cond, args []ssa.Value) [][]cond {
	var out [][]cond
	for _, conj := range when {
		if t, ok := fl.translateAll(conj, args); ok {
			out = append(out, t)
		}
	}
	return out
}

func (fl *flow) translateAll(conj []cond, args []ssa.Value) ([]cond, bool) {
	out := []cond{}
	for _, c := range conj {
		if !c.outer.IsZero() {
			if in := valueParent(c.outer.Root); in != nil && encloses(in, fl.f.fn) {
				out = append(out, c)
				continue
			}
			return nil, false
		}
		if c.Index >= len(args) {
			return nil, false
		}
		v, truth := args[c.Index], c.Truth
		path := fl.e.paths.Of(v)
		if !c.Nil {
			if t := ir.ConstBool(v); t != ir.Unsure {
				if (t == ir.True) != truth {
					return nil, false
				}
				continue
			}
			lit, positive := fl.e.paths.Literal(v)
			if lit != ir.IsTrue(lit.X) {
				return nil, false
			}
			path, truth = lit.X, truth == positive
		}
		param, ok := path.Root.(*ssa.Parameter)
		if !ok || param.Parent() != fl.f.fn || path.Steps != "" {
			return nil, false
		}
		out = append(out, cond{Index: slices.Index(fl.f.fn.Params, param), Nil: c.Nil, Truth: truth})
	}
	return out, true
}

// isUnshared reports whether what r needs is the mutex of an object that the
// function has made itself, and that nobody else can have before instr.
func (fl *flow) isUnshared(r *Requirement, c ir.Callee, instr ssa.Instruction) bool {
	path := fl.e.resolve(r.Any[0].Mutex, c.Args, nil).path
	if path.IsZero() && c.Obj != nil && c.Obj.Signature().Recv() != nil && len(c.Args) > 0 {
		path = fl.e.paths.Of(c.Args[0]) // nobody competes for the receiver yet
	}
	obj, ok := path.Root.(*ssa.Alloc)
	return ok && ir.ByValue(path) && obj.Parent() == fl.f.fn && !ir.IsShared(obj, instr)
}

// applies evaluates the alternatives of when for the given arguments.
func (fl *flow) applies(s *state, when [][]cond, args []ssa.Value) ir.Truth {
	best := ir.False
	for _, conj := range when {
		switch fl.holdsFor(s, conj, args) {
		case ir.True:
			return ir.True
		case ir.Unsure:
			best = ir.Unsure
		}
	}
	return best
}

// assume infers that fl.f needs on entry what r asks for at st, and goes on as
// if it were held.
func (fl *flow) assume(s *state, st *site, c ir.Callee, r *Requirement, which int, when [][]cond) {
	q := &Requirement{Source: r.Source, When: [][]cond{}}
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
		q.Needs = r.Needs
		if q.Needs == "" {
			q.Needs = fl.e.words().callee(st)
		}
		fl.sum.Requires = append(fl.sum.Requires, q)
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

// conditions returns what s knows of what the function was entered with.
func (fl *flow) conditions(s *state) []cond {
	out := slices.Clone(s.entered)
	for _, l := range s.literals {
		param, ok := l.X.Root.(*ssa.Parameter)
		if !ok || param.Parent() != fl.f.fn || l.X.Steps != "" || !l.Y.IsZero() {
			continue
		}
		c := cond{Index: slices.Index(fl.f.fn.Params, param), Truth: l.truth}
		switch l.Literal {
		case ir.IsNil(l.X):
			c.Nil = true
		case ir.IsTrue(l.X):
		default:
			continue
		}
		out = append(out, c)
	}
	if out == nil {
		out = []cond{}
	}
	return out
}

// holdsFor evaluates conj for the given arguments in s.
func (fl *flow) holdsFor(s *state, conj []cond, args []ssa.Value) ir.Truth {
	all := ir.True
	for _, c := range conj {
		t := ir.Unsure
		switch {
		case !c.outer.IsZero() && c.Nil:
			t = s.truth(ir.IsNil(c.outer))
		case !c.outer.IsZero():
			t = s.truth(ir.IsTrue(c.outer))
		case c.Index >= len(args):
		case c.Nil:
			t = fl.nilness(s, args[c.Index])
		default:
			t = fl.truthOf(s, args[c.Index])
		}
		if !c.Truth {
			t = t.Not()
		}
		if t == ir.False {
			return ir.False
		}
		if t == ir.Unsure {
			all = ir.Unsure
		}
	}
	return all
}

// exclude judges that none of r's mutexes is held in s. sure is whether the
// callee is known to come to lock it.
func (fl *flow) exclude(s *state, p place, c ir.Callee, r *Requirement, sure ir.Truth, when [][]cond) {
	n := r.Any[0]
	m := fl.e.resolve(n.Mutex, c.Args, nil)
	st := fl.site(siteKey{instr: p.instr, callee: calleeKey(c), req: n.Mutex, kind: Excludes}, func() *site {
		return &site{common: p.common, callee: c, req: r, how: p.how, want: m, mode: n.Mode}
	})
	for _, h := range s.holds {
		if h.class != m.class || !h.path.IsZero() && h.path != m.path && differ(h.path, m.path) {
			continue
		}
		if r.Source.Kind != protocol.Inferred && n.Mode == protocol.Write && h.mode == protocol.Read {
			continue // a contract that excludes writers alone
		}
		if m.path.IsZero() && !r.inferred() && r.Source.Kind != protocol.Inferred && sure == ir.True && !h.maybe && !h.shared && !h.entry {
			st.bad(s, Held) // any mutex of the class is excluded
			st.other = h.mutex
			st.lock, st.otherMode = h.pos, h.mode
			return
		}
		if m.path.IsZero() || h.path != m.path || h.maybe || h.shared || sure == ir.Unsure {
			st.unknown++
			return
		}
		if s.panicking {
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
	if r, ok := s.releasedAt(m); !ok || !r.entry {
		if !fl.isDecided(p.instr) {
			return
		}
		known := fl.conditions(s)
		for _, conj := range when {
			fl.sum.addLock(effect{Mutex: fl.e.relative(fl.f.fn, m, nil), Mode: n.Mode},
				append(slices.Clone(known), conj...), true, st)
		}
	}
}

// inherited returns when, the conditions under which a caller comes to lock
// what its callee locks, or none if something else decides about it, too: the
// caller may know better.
func (l lockUse) inherited(when [][]cond) [][]cond {
	if !l.Sure {
		return nil
	}
	return when
}

// isDecided reports whether the function's arguments alone decide whether it
// comes to instr: every branch that leads there, and not elsewhere, tests a
// parameter.
func (fl *flow) isDecided(instr ssa.Instruction) bool {
	b := instr.Block()
	for d := b.Idom(); d != nil; d = d.Idom() {
		br, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		for _, succ := range d.Succs {
			if len(succ.Preds) != 1 || !succ.Dominates(b) {
				continue
			}
			lit, _ := fl.e.paths.Literal(br.Cond)
			if _, ok := lit.X.Root.(*ssa.Parameter); !ok || lit.X.Steps != "" || !lit.Y.IsZero() {
				return false
			}
		}
	}
	return true
}

// effects applies what calling c leaves locked and unlocked.
func (fl *flow) effects(s *state, p place, c ir.Callee, result ssa.Value) []*state {
	if c.Obj != nil {
		ct := fl.e.contractOf(c.Obj)
		if len(ct.acquires)+len(ct.releases) > 0 && !fl.e.isConditional(c) {
			x := exit{written: true}
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
		switch fl.holdsFor(s, x.When, c.Args) {
		case ir.False:
			continue
		case ir.Unsure:
			if len(sum.Exits) > 1 && dependsOnCaptured(x.When) {
				// A captured flag decides, and it has been lost sight of.
				fl.disturb(s, c, Called)
				return []*state{s}
			}
		}
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

// isConditional reports whether c acquires its mutex on some returns only, as
// its body shows: a contract has no way to say so.
func (e *engine) isConditional(c ir.Callee) bool {
	sum := e.summaryOf(c)
	if sum == nil || sum.uniform() {
		return false
	}
	return slices.ContainsFunc(sum.Exits, func(x exit) bool { return len(x.Acquired)+len(x.Released) == 0 })
}

// dependsOnCaptured reports whether conj tests a captured variable.
func dependsOnCaptured(conj []cond) bool {
	return slices.ContainsFunc(conj, func(c cond) bool { return !c.outer.IsZero() })
}

// apply applies one way of returning from c to s. It reports whether that way
// agrees with what is known in s.
func (fl *flow) apply(s *state, p place, c ir.Callee, x exit, result ssa.Value) bool {
	quiet := place{instr: p.instr}
	for _, r := range x.Released {
		m := fl.e.resolve(r.Mutex, c.Args, result)
		switch {
		case r.Maybe:
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].maybe = true
				}
			}
		case m.path.IsZero() && !x.written && s.find(m) < 0:
			// Some mutex of the class: it need not be the one held here.
			for i := range s.holds {
				if s.holds[i].class == m.class {
					s.holds[i].shared = true
				}
			}
		default:
			fl.unlock(s, quiet, c, m, r.Mode)
		}
	}
	for _, a := range x.Acquired {
		m := fl.e.resolve(a.Mutex, c.Args, result)
		if i := s.find(m); i >= 0 {
			s.holds[i].mode = max(s.holds[i].mode, a.Mode)
			continue
		}
		s.forgetRelease(m)
		s.holds = append(s.holds, hold{mutex: m, mode: a.Mode, maybe: a.Maybe, pos: p.pos()})
	}
	for _, cell := range x.Stores {
		s.age(cell)
	}
	for _, l := range x.Outer {
		s.learn(l.Literal, l.truth)
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
