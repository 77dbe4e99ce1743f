package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// branch follows both ways out of an if, as far as what is known in s leaves
// them open.
func (fl *flow) branch(b *ssa.BasicBlock, instr *ssa.If, s *state) {
	known := ir.ConstBool(instr.Cond)
	lit, positive := fl.e.paths.Literal(instr.Cond)
	stated := known == ir.Unsure
	if stated {
		known = fl.known(s, lit)
		if !positive {
			known = known.Not()
		}
	}
	if known == ir.Unsure {
		known = remembered(s, instr.Cond)
	}
	for i, succ := range b.Succs {
		taken := i == 0
		if known == ir.True && !taken || known == ir.False && taken {
			if stated {
				fl.shut(succ, shutEdge{instr, taken, lit, taken == positive, s})
			}
			continue
		}
		if !taken && isNoExit(b, succ) {
			continue
		}
		c := s.clone()
		c.trail = &trail{branch: instr, taken: taken, prev: s.trail}
		fl.reasks(c, instr)
		c.forgetMaybeBegun()
		if known == ir.Unsure {
			c.learn(lit, taken == positive)
			c.remember(instr.Cond, taken)
			fl.enteredWith(c, lit, taken == positive)
		}
		fl.edge(b, succ, c)
	}
}

// remember notes the truth of v itself, if it is tested more than once: what is
// known of the fields that it was made from may not outlast a store to them.
//
//	paused := k.paused
//	if paused { … }
//	k.paused = false
//	if paused { … }
func (s *state) remember(v ssa.Value, truth bool) {
	if lit, positive, ok := ofValue(v); ok {
		s.learn(lit, truth == positive)
	}
}

// remembered returns what was noted of v.
func remembered(s *state, v ssa.Value) ir.Truth {
	lit, positive, ok := ofValue(v)
	if !ok {
		return ir.Unsure
	}
	t := s.truth(lit)
	if !positive {
		return t.Not()
	}
	return t
}

// ofValue returns the literal of v, or of what v negates, as a value of its own,
// if it is used more than once and made from other values.
func ofValue(v ssa.Value) (lit ir.Literal, positive, ok bool) {
	positive = true
	for {
		n, ok := v.(*ssa.UnOp)
		if !ok || n.Op != token.NOT {
			break
		}
		v, positive = n.X, !positive
	}
	switch v.(type) {
	case *ssa.BinOp, *ssa.UnOp:
		refs := v.Referrers()
		return ir.IsTrue(ir.Path{Root: v}), positive, refs != nil && len(*refs) > 1
	}
	return lit, positive, false
}

// enteredWith notes that l, if it is about a captured variable that has not been
// assigned yet, or about a value of an enclosing function, was so when the
// function was entered.
func (fl *flow) enteredWith(s *state, l ir.Literal, truth bool) {
	in := valueParent(l.X.Root)
	if in == nil || !encloses(in, fl.f.fn) {
		return
	}
	if cell, ok := l.X.Root.(*ssa.Alloc); ok && slices.Contains(s.assigned, cell) || !ok && l.X.Steps != "" {
		return
	}
	switch l {
	case ir.IsTrue(l.X):
		s.entered = append(s.entered, cond{Truth: truth, outer: l.X})
	case ir.IsNil(l.X):
		s.entered = append(s.entered, cond{Truth: truth, Nil: true, outer: l.X})
	}
}

// known returns the truth of lit from the state and from how its operands are
// made.
func (fl *flow) known(s *state, lit ir.Literal) ir.Truth {
	if t := s.truth(lit); t != ir.Unsure {
		return t
	}
	if lit.Op == token.EQL && lit.C == "nil" && lit.X.Steps == "" && lit.X.Index == 0 {
		return ir.Nilness(lit.X.Root)
	}
	return ir.Unsure
}

// edge takes s from one block to the next: the phis of the latter are set.
func (fl *flow) edge(from, to *ssa.BasicBlock, s *state) {
	fl.leaveLoops(s, from, to)
	if to.Dominates(from) {
		s.forgetMaybeBegun() // the next round may begin where stops are waited for
	}
	pred := slices.Index(to.Preds, from)
	type fact struct {
		lit   ir.Literal
		truth bool
	}
	var facts []fact
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		v := phi.Edges[pred]
		p := fl.e.paths.Of(phi)
		if p.Root != phi {
			continue
		}
		if t := fl.truthOf(s, v); t != ir.Unsure {
			facts = append(facts, fact{ir.IsTrue(p), t == ir.True})
		}
		if t := fl.nilness(s, v); t != ir.Unsure && nillable(v) {
			facts = append(facts, fact{ir.IsNil(p), t == ir.True})
		}
	}
	fl.carryOver(s, from, to)
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		fl.endRound(s, phi)
		s.age(phi)
		fl.ageStops(s, phi)
	}
	for _, f := range facts {
		s.learn(f.lit, f.truth)
	}
	fl.enter(to, s)
}

func (fl *flow) truthOf(s *state, v ssa.Value) ir.Truth {
	if t := ir.ConstBool(v); t != ir.Unsure {
		return t
	}
	if b, ok := v.Type().Underlying().(*types.Basic); !ok || b.Info()&types.IsBoolean == 0 {
		return ir.Unsure
	}
	lit, positive := fl.e.paths.Literal(v)
	t := s.truth(lit)
	if !positive {
		return t.Not()
	}
	return t
}

func (fl *flow) nilness(s *state, v ssa.Value) ir.Truth {
	if !nillable(v) {
		return ir.Unsure
	}
	if t := ir.Nilness(v); t != ir.Unsure {
		return t
	}
	return s.truth(ir.IsNil(fl.e.paths.Of(v)))
}

func nillable(v ssa.Value) bool {
	switch v.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Chan, *types.Signature:
		return true
	}
	return false
}
