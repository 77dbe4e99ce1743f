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
