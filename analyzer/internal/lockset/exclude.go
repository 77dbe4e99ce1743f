package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

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
			fl.contradict(s, h.assumed)
			return
		}
		if h.guess != nil {
			h.guess.contradicted = true
			return
		}
		st.bad(s, Held)
		st.lock, st.otherMode = h.pos, h.mode
		return
	}
	st.met++
	if sure == ir.True && !m.path.IsZero() {
		fl.noteLock(s, p.instr, m)
	}
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
// comes to instr, unless it panics before: every branch that leads there, and
// not elsewhere, tests a parameter.
func (fl *flow) isDecided(instr ssa.Instruction) bool {
	b := instr.Block()
	for d := b.Idom(); d != nil; d = d.Idom() {
		br, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		for i, succ := range d.Succs {
			if len(succ.Preds) != 1 || !succ.Dominates(b) || panics(d.Succs[1-i]) {
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

// panics reports whether b does nothing but panic.
func panics(b *ssa.BasicBlock) bool {
	if len(b.Instrs) == 0 {
		return false
	}
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}
