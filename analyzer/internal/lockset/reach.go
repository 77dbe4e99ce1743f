package lockset

import (
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"golang.org/x/tools/go/ssa"
)

// sameLoop reports whether a and b are in a loop of the function both.
func (fl *flow) sameLoop(a, b ssa.Instruction) bool {
	return ir.Reaches(a.Block(), b.Block(), nil) && ir.Reaches(b.Block(), a.Block(), nil)
}

// reaches reports whether b may run after a.
func reaches(a, b ssa.Instruction) bool { return reachesPast(a, b, nil) }

// reachesPast is reaches by ways that do not lead past the instruction not.
func reachesPast(a, b, not ssa.Instruction) bool {
	if a.Block() == b.Block() && slices.Index(a.Block().Instrs, a) <= slices.Index(b.Block().Instrs, b) {
		return true
	}
	var avoid *ssa.BasicBlock
	if not != nil {
		avoid = not.Block()
	}
	return ir.Reaches(a.Block(), b.Block(), avoid)
}

// follows reports whether b runs after a: on every path to b, or on every path
// from a.
func follows(a, b ssa.Instruction) bool {
	return ir.MayPrecede(a, b) || a.Block() != b.Block() && !returnsWithout(a.Block(), b.Block())
}

// returnsWithout reports whether some path from block from returns without
// coming through block by.
func returnsWithout(from, by *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{from: true, by: true}
	queue := []*ssa.BasicBlock{from}
	reached := false
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return true
		}
		for _, succ := range b.Succs {
			reached = reached || succ == by
			if !seen[succ] {
				seen[succ] = true
				queue = append(queue, succ)
			}
		}
	}
	return !reached
}
