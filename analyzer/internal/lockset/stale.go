package lockset

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// heldCheck is a field that was loaded for a branch while a mutex was held. What it
// was found to be may no longer be so when the mutex has been released.
type heldCheck struct {
	mutex
	load  *ssa.UnOp
	phase checkPhase
	// unlocked is where the mutex was released; not part of the identity.
	unlocked token.Pos
	// gates are the other mutexes that have been held ever since.
	gates []protocol.Class
}

type checkPhase uint8

const (
	// fresh: the mutex has been held since.
	fresh checkPhase = iota
	// released: the mutex has been released.
	released
	// retaken: the mutex has been released, and is held again.
	retaken
)

const maxChecks = 12 // remembered in one state

// writeChecks adds to the parts of a state's key what has become of its checks.
func (s *state) writeChecks(parts []string) []string {
	for _, c := range s.checks {
		if c.phase != fresh {
			parts = append(parts, "~"+strconv.Itoa(int(c.load.Pos()))+"."+strconv.Itoa(int(c.phase)))
		}
	}
	return parts
}

// check notes that load, of a field, decides a branch: what other loads of the
// field told before is of no more interest.
func (fl *flow) check(s *state, load *ssa.UnOp) {
	f := loadedField(load)
	if f == nil || len(fl.decides(load)) == 0 {
		return
	}
	s.forgetChecks(func(c heldCheck) bool { return c.phase != fresh && loadedField(c.load) == f || c.load == load })
	for _, h := range s.holds {
		if !h.maybe && !h.weak && !h.many && len(s.checks) < maxChecks {
			s.checks = append(s.checks, heldCheck{mutex: h.mutex, load: load, gates: s.classes(h.class)})
		}
	}
}

// classes returns the classes of the mutexes that are held for certain, but for
// one.
func (s *state) classes(but protocol.Class) []protocol.Class {
	var out []protocol.Class
	for _, h := range s.holds {
		if !h.maybe && !h.weak && h.class != but {
			out = append(out, h.class)
		}
	}
	return out
}

func (s *state) forgetChecks(which func(heldCheck) bool) {
	if slices.ContainsFunc(s.checks, which) {
		s.checks = slices.DeleteFunc(slices.Clone(s.checks), which)
	}
}

// claim notes that the function changes what m protects, which may tell others
// to leave alone what was checked.
func (s *state) claim(class protocol.Class) {
	s.forgetChecks(func(c heldCheck) bool { return c.phase == fresh && c.class == class })
}

// setPhase notes that m was released, or taken again, at pos.
func (fl *flow) setPhase(s *state, m mutex, from, to checkPhase, pos token.Pos) {
	for i := range s.checks {
		c := &s.checks[i]
		if to == released && slices.Contains(c.gates, m.class) {
			c.gates = slices.DeleteFunc(slices.Clone(c.gates), func(g protocol.Class) bool { return g == m.class })
		}
		if c.phase != from || c.class != m.class || fl.differ(s, c.path, m.path) {
			continue
		}
		c.phase = to
		if from == fresh {
			c.unlocked = pos
		}
	}
}

// drops returns the mutexes of the callers that the function unlocks and has
// locked again however it returns, if it changes nothing that they protect.
func (fl *flow) drops() []ref {
	var out []ref
	if len(fl.given) == 0 || fl.changesThings() {
		return nil
	}
	for m := range fl.given {
		gone := func(x exit) bool {
			return slices.ContainsFunc(x.Released, func(r effect) bool { return r.Mutex.Class == m.Class })
		}
		if !slices.ContainsFunc(fl.sum.Exits, gone) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b ref) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// changesThings reports whether the function may change what a mutex of its
// callers protects, by itself or in a callee that needs a mutex.
func (fl *flow) changesThings() bool {
	for _, b := range fl.f.fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if a, ok := instr.Addr.(*ssa.FieldAddr); ok && !isLocalObject(fl.e.paths.Of(a.X).Root) {
					return true
				}
			case *ssa.MapUpdate:
				return true
			case ssa.CallInstruction:
				fn, ok := calleeObject(instr.Common())
				if ok && len(fl.e.contractOf(fn).requires) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// calleeObject returns the declared function that common calls, if it is one.
func calleeObject(common *ssa.CallCommon) (*types.Func, bool) {
	if common.IsInvoke() {
		return common.Method, true
	}
	if fn := common.StaticCallee(); fn != nil {
		obj, ok := fn.Object().(*types.Func)
		return obj, ok
	}
	return nil, false
}

// justDrops reports whether what calling c does to a mutex of that class is to
// release it and take it again.
func (fl *flow) justDrops(c ir.Callee, class protocol.Class) bool {
	sum := fl.e.summaryOf(c)
	return sum != nil && slices.ContainsFunc(sum.Drops, func(r ref) bool { return r.Class == class })
}

// dropped notes that calling c releases mutexes and takes them again.
func (fl *flow) dropped(s *state, p place, c ir.Callee) {
	if sum := fl.e.summaryOf(c); sum != nil && len(s.checks) > 0 {
		for _, d := range sum.Drops {
			fl.setPhase(s, fl.e.resolve(d, c.Args, nil), fresh, retaken, p.pos())
		}
	}
}

// decides returns the branches that load decides by what it loads.
func (fl *flow) decides(load *ssa.UnOp) []*ssa.If {
	if fl.deciding == nil {
		fl.deciding = map[*ssa.UnOp][]*ssa.If{}
		for _, b := range fl.f.fn.Blocks {
			if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				fl.decidedBy(br, br.Cond, 8)
			}
		}
	}
	return fl.deciding[load]
}

// decidedBy notes the loads that v, a part of the condition of br, is made from.
func (fl *flow) decidedBy(br *ssa.If, v ssa.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			fl.decidedBy(br, v.X, depth-1)
			return
		}
		if loadedField(v) != nil && !slices.Contains(fl.deciding[v], br) {
			fl.deciding[v] = append(fl.deciding[v], br)
		}
	case *ssa.BinOp:
		fl.decidedBy(br, v.X, depth-1)
		fl.decidedBy(br, v.Y, depth-1)
	case *ssa.Extract:
		fl.decidedBy(br, v.Tuple, depth-1)
	case *ssa.TypeAssert:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.Convert:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.ChangeType:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			fl.decidedBy(br, v.Call.Args[0], depth-1)
		}
	}
}

// loadedField returns the field that load reads, or nil.
func loadedField(load *ssa.UnOp) *types.Var {
	if load.Op != token.MUL {
		return nil
	}
	if a, ok := load.X.(*ssa.FieldAddr); ok {
		return ir.FieldOf(a.X.Type(), a.Field)
	}
	return nil
}

// reasks forgets, at a branch whose condition comes from a call, what was checked
// before the mutex was taken again: the callee may have checked it anew.
func (fl *flow) reasks(s *state, br *ssa.If) {
	if len(s.checks) > 0 && fromCall(br.Cond, 8) {
		s.forgetChecks(func(c heldCheck) bool { return c.phase == retaken })
	}
}

// fromCall reports whether v is made from the result of a call.
func fromCall(v ssa.Value, depth int) bool {
	if depth == 0 {
		return true
	}
	switch v := v.(type) {
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin)
		return !builtin
	case *ssa.UnOp:
		return v.Op != token.MUL && fromCall(v.X, depth-1)
	case *ssa.BinOp:
		return fromCall(v.X, depth-1) || fromCall(v.Y, depth-1)
	case *ssa.Extract:
		return fromCall(v.Tuple, depth-1)
	case *ssa.TypeAssert:
		return fromCall(v.X, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return fromCall(e, depth-1) })
	}
	return false
}

// staleUse is an act on the strength of a check that was made before the mutex
// was released.
type staleUse struct {
	heldCheck
	branch *ssa.If
	taken  bool
	act    ssa.Instruction
	common *ssa.CallCommon // of the call that begins or ends a stop, or nil
	callee ir.Callee
	begins bool
}

// actCall judges a call of c, which begins or ends an internal stop.
func (fl *flow) actCall(s *state, p place, c ir.Callee) {
	if c.Obj == nil || p.how != Called || p.common == nil {
		return
	}
	ct := fl.e.contractOf(c.Obj)
	w := ct.written
	if w == nil {
		return
	}
	for _, k := range s.checks {
		needs := slices.ContainsFunc(ct.requires, func(r *Requirement) bool { return r.Any[0].Mutex.Class == k.class })
		if w.Begin != protocol.InternalStop && w.End != protocol.InternalStop {
			if needs && k.phase == fresh && !fl.justDrops(c, k.class) {
				s.claim(k.class)
			}
			continue
		}
		takes := slices.ContainsFunc(ct.excludes, func(r *Requirement) bool { return r.Any[0].Mutex.Class == k.class })
		if k.phase == retaken && needs || k.phase == released && takes {
			fl.act(staleUse{heldCheck: k, act: p.instr, common: p.common, callee: c, begins: w.Begin == protocol.InternalStop})
		}
	}
}

// actStore judges a store to a field.
func (fl *flow) actStore(s *state, st *ssa.Store) {
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || len(s.checks) == 0 {
		return
	}
	f := ir.FieldOf(addr.X.Type(), addr.Field)
	for _, k := range s.checks {
		if k.phase == retaken && loadedField(k.load) == f && fl.e.paths.Of(k.load.X) == fl.e.paths.Of(addr) && !readsField(st.Val, f, 8) {
			fl.act(staleUse{heldCheck: k, act: st})
		}
	}
	s.forgetChecks(func(c heldCheck) bool { return c.phase == fresh || loadedField(c.load) == f })
}

// readsField reports whether v is made from what field f holds.
func readsField(v ssa.Value, f *types.Var, depth int) bool {
	if depth == 0 {
		return true
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return loadedField(v) == f || v.Op != token.MUL && readsField(v.X, f, depth-1)
	case *ssa.BinOp:
		return readsField(v.X, f, depth-1) || readsField(v.Y, f, depth-1)
	case *ssa.Slice:
		return readsField(v.X, f, depth-1)
	case *ssa.Call:
		return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return readsField(a, f, depth-1) })
	case *ssa.Extract:
		return readsField(v.Tuple, f, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return readsField(e, f, depth-1) })
	}
	return false
}

// act notes u if a branch that its check decides is the only way to it.
func (fl *flow) act(u staleUse) {
	for _, br := range fl.decides(u.load) {
		for i, succ := range br.Block().Succs {
			if len(succ.Preds) == 1 && succ.Dominates(u.act.Block()) {
				u.branch, u.taken = br, i == 0
				if !slices.ContainsFunc(fl.f.staleUses, func(o staleUse) bool { return o.act == u.act }) {
					fl.f.staleUses = append(fl.f.staleUses, u)
				}
				return
			}
		}
	}
}

// gated reports whether a mutex that has been held ever since the check of u
// keeps others from changing the field.
func (e *engine) gated(u staleUse) bool {
	locks := e.writeLocks(loadedField(u.load).Origin())
	return slices.ContainsFunc(u.gates, func(g protocol.Class) bool { return slices.Contains(locks, g) })
}

// writes is what the package stores in a field, outside of what makes the
// object.
type writes struct {
	by       map[*ssa.Function]bool
	constant *ssa.Const // what all of them store, or nil
	varied   bool
	nils     bool // nil is stored
}

// allWrites returns what the package stores in the fields of its structs.
func (e *engine) allWrites() map[*types.Var]*writes {
	if e.stored != nil {
		return e.stored
	}
	e.stored = map[*types.Var]*writes{}
	for _, f := range e.order {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					e.noteWrite(f.fn, st)
				}
			}
		}
	}
	return e.stored
}

func (e *engine) noteWrite(fn *ssa.Function, st *ssa.Store) {
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || isLocalObject(e.paths.Of(addr.X).Root) {
		return
	}
	f := ir.FieldOf(addr.X.Type(), addr.Field)
	if f == nil {
		return
	}
	w := e.stored[f.Origin()]
	if w == nil {
		w = &writes{by: map[*ssa.Function]bool{}}
		e.stored[f.Origin()] = w
	}
	w.by[fn] = true
	c, ok := st.Val.(*ssa.Const)
	switch {
	case !ok, w.constant != nil && (c.Value == nil) != (w.constant.Value == nil),
		w.constant != nil && c.Value != nil && c.Value.ExactString() != w.constant.Value.ExactString():
		w.varied = true
	default:
		w.constant = c
	}
	w.nils = w.nils || ok && c.IsNil()
}

// canChange reports whether what u checked may be otherwise once the mutex has
// been released: some other function stores something else in the field.
func (e *engine) canChange(f *function, u staleUse) bool {
	field := loadedField(u.load).Origin()
	w := e.allWrites()[field]
	if w == nil || len(w.by) == 1 && w.by[f.fn] {
		return false
	}
	lit, positive := e.paths.Literal(u.branch.Cond)
	holds := u.taken == positive
	switch {
	case lit == ir.IsNil(lit.X) && !holds:
		return w.nils || w.varied && w.constant != nil // it is set, and may be cleared
	case w.varied || w.constant == nil:
		return true
	case lit == ir.IsTrue(lit.X):
		return w.constant.Value == nil || (w.constant.Value.ExactString() == "true") != holds
	case lit.Op == token.EQL && lit.C != "":
		return holds != (ir.ConstText(w.constant) == lit.C)
	}
	return true
}

// guardedBy reports whether f is documented to be protected by a mutex of the
// class.
func (e *engine) guardedBy(f *types.Var, class protocol.Class) bool {
	return slices.ContainsFunc(e.model.Guards(f), func(c protocol.Clause) bool {
		return slices.ContainsFunc(c.Any, func(n protocol.Need) bool { return n.Ref.Class == class })
	})
}

// StaleFinding is an act on the strength of a check that was made before the
// mutex was released, with what a message needs to say of it.
type StaleFinding struct {
	// Pos and End delimit the act: a call that begins or ends an internal
	// stop, or a store.
	Pos, End token.Pos
	// Callee is the called expression as written, or empty for a store.
	Callee string
	Begins bool
	// Field is the field as written: "t.groupStopPending".
	Field string
	// Name is what the code calls the mutex, and Instance which one it is.
	Name, Instance string
	// Checked is the condition, and Taken whether it was true. Unlocked is
	// where the mutex was released.
	Checked, Unlocked token.Pos
	Taken             bool
	// InCallee says that it is the callee that takes the mutex again.
	InCallee bool
}

// stale returns the stale checks of the package, in source order.
func (d *describer) stale() []StaleFinding {
	var out []StaleFinding
	for _, f := range d.order {
		if f.quiet || f.gaveUp {
			continue
		}
		for _, u := range f.staleUses {
			field := loadedField(u.load)
			if !d.guardedBy(field, u.class) || !d.canChange(f, u) || d.gated(u) {
				continue
			}
			fd := StaleFinding{
				Begins: u.begins, Name: d.nickname(u.class), Instance: ir.PathText(u.path), Field: ir.PathText(d.paths.Of(u.load.X)),
				Checked: u.branch.Cond.Pos(), Taken: u.taken, Unlocked: u.unlocked, InCallee: u.phase == released,
			}
			if fd.Field == "" {
				fd.Field = field.Name()
			}
			if fd.Instance == "" {
				fd.Instance = u.class.String()
			}
			if !fd.Checked.IsValid() {
				fd.Checked = u.load.Pos()
			}
			fd.Pos, fd.End = u.act.Pos(), u.act.Pos()
			if u.common != nil {
				st := &site{f: f, instr: u.act, common: u.common, callee: u.callee}
				fd.Pos, fd.End = d.span(st)
				fd.Callee = d.callee(st)
			}
			out = append(out, fd)
		}
	}
	slices.SortStableFunc(out, func(a, b StaleFinding) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}
