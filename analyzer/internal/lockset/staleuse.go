package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// staleUse is an act on the strength of a check that was made before the mutex
// was released.
type staleUse struct {
	heldCheck
	// ways are the decisions that lead there.
	ways   []decision
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
		if k.spent && (w.Begin != protocol.InternalStop || k.phase != retaken) {
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
		if k.phase == retaken && !k.spent && k.field == f && k.of == fl.e.paths.Of(addr) && !readsField(st.Val, f, 8) {
			fl.act(staleUse{heldCheck: k, act: st})
		}
	}
	fl.spend(s, st, f)
	s.forgetChecks(func(c heldCheck) bool {
		return !c.spent && c.phase == fresh || c.field == f && !(c.spent && c.phase == fresh)
	})
}

// act notes u if decisions because of its check are the only way to it.
func (fl *flow) act(u staleUse) {
	u.ways = fl.way(u.heldCheck, u.act.Block())
	if u.ways != nil && !slices.ContainsFunc(fl.f.staleUses, func(o staleUse) bool { return o.act == u.act }) {
		fl.f.staleUses = append(fl.f.staleUses, u)
	}
}

// gated reports whether a mutex that has been held ever since the check of u
// keeps others from changing the field.
func (e *engine) gated(u staleUse) bool {
	locks := e.writeLocks(u.field.Origin())
	return slices.ContainsFunc(u.gates, func(g protocol.Class) bool { return slices.Contains(locks, g) })
}

// canChange reports whether what u checked may be otherwise once the mutex has
// been released: some other function stores something else in the field, or this
// one, on another goroutine.
func (e *engine) canChange(f *function, u staleUse) bool {
	w := e.allWrites()[u.field.Origin()]
	if w == nil || len(w.by) == 1 && w.by[f.fn] && !f.excludesItself(u, w) {
		return false
	}
	return !slices.ContainsFunc(u.ways, func(d decision) bool { return !w.canUndo(d.learnt) })
}

// excludesItself reports whether f uses the field as a flag that keeps others from
// doing the same at once: it sets it if it finds it not set, resets it in the end, and
// any goroutine may call it.
func (f *function) excludesItself(u staleUse, w *writes) bool {
	st, ok := u.act.(*ssa.Store)
	if !ok || !w.varied || f.obj == nil || !f.obj.Exported() || f.onTask() {
		return false
	}
	set := ir.ConstBool(st.Val)
	return set != ir.Unsure && !slices.ContainsFunc(u.ways, func(d decision) bool {
		return d.lit != ir.IsTrue(d.lit.X) || d.truth == (set == ir.True)
	})
}

// canUndo reports whether what is stored may make untrue what l says.
func (w *writes) canUndo(l learnt) bool {
	switch {
	case l.lit == ir.IsNil(l.lit.X) && !l.truth:
		return w.nils || w.varied && w.constant != nil // it is set, and may be cleared
	case w.varied || w.constant == nil:
		return true
	case l.lit == ir.IsTrue(l.lit.X):
		return w.constant.Value == nil || (w.constant.Value.ExactString() == "true") != l.truth
	case l.lit.Op == token.EQL && l.lit.C != "":
		return l.truth != (ir.ConstText(w.constant) == l.lit.C)
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
