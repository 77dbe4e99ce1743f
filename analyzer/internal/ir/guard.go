package ir

import (
	"golang.org/x/tools/go/ssa"
)

// Fact is a branch condition that is known to hold, or not to hold.
type Fact struct {
	Literal
	Holds bool
}

// KnownFromIdom returns the branch condition that is decided whenever control
// reaches b and that is not on reaching b's immediate dominator, if there is
// one.
func (ps *Paths) KnownFromIdom(b *ssa.BasicBlock) (Fact, bool) {
	up := b.Idom()
	if up == nil || len(up.Instrs) == 0 {
		return Fact{}, false
	}
	br, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
	if !ok || up.Succs[0] == up.Succs[1] || len(b.Preds) != 1 {
		return Fact{}, false
	}
	for i, s := range up.Succs {
		if s == b {
			lit, positive := ps.Literal(br.Cond)
			return Fact{Literal: lit, Holds: (i == 0) == positive}, true
		}
	}
	return Fact{}, false
}

// An Order tells which instructions run before others.
type Order struct {
	index map[ssa.Instruction]int // within the block
	done  map[*ssa.BasicBlock]bool
}

// NewOrder returns an empty Order.
func NewOrder() *Order {
	return &Order{index: map[ssa.Instruction]int{}, done: map[*ssa.BasicBlock]bool{}}
}

// Precedes reports whether a, of the same function as b, runs before b
// whenever b runs.
func (o *Order) Precedes(a, b ssa.Instruction) bool {
	if a.Parent() != b.Parent() {
		return false
	}
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	if !o.done[a.Block()] {
		o.done[a.Block()] = true
		for i, instr := range a.Block().Instrs {
			o.index[instr] = i
		}
	}
	return o.index[a] < o.index[b]
}

// Reaches reports whether a way of at least one step leads from one block to the
// other, but not through avoid, which may be nil.
func Reaches(from, to, avoid *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{avoid: true}
	work := append([]*ssa.BasicBlock(nil), from.Succs...)
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if b == to {
			return true
		}
		if !seen[b] {
			seen[b] = true
			work = append(work, b.Succs...)
		}
	}
	return false
}

// InLoop reports whether b is part of a loop.
func InLoop(b *ssa.BasicBlock) bool { return Reaches(b, b, nil) }

// HasLoop reports whether fn has a loop.
func HasLoop(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, s := range b.Succs {
			if s.Dominates(b) {
				return true
			}
		}
	}
	return false
}
