package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// sameLoop reports whether a and b are in a loop of the function both.
func (fl *flow) sameLoop(a, b ssa.Instruction) bool {
	return reachesBlock(a.Block(), b.Block(), nil) && reachesBlock(b.Block(), a.Block(), nil)
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
	return reachesBlock(a.Block(), b.Block(), avoid)
}

// reachesBlock reports whether a way of at least one step leads from a to b, but
// not through avoid.
func reachesBlock(a, b, avoid *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	todo := slices.Clone(a.Succs)
	for len(todo) > 0 {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if x == b {
			return true
		}
		if !seen[x] && x != avoid {
			seen[x] = true
			todo = append(todo, x.Succs...)
		}
	}
	return false
}

// follows reports whether b runs after a: on every path to b, or on every path
// from a.
func follows(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		for _, i := range a.Block().Instrs {
			switch i {
			case a:
				return true
			case b:
				return false
			}
		}
		return false
	}
	return a.Block().Dominates(b.Block()) || !returnsWithout(a.Block(), b.Block())
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

// isInLoop reports whether b can be reached from itself.
func isInLoop(b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	work := slices.Clone(b.Succs)
	for len(work) > 0 {
		x := work[len(work)-1]
		work = work[:len(work)-1]
		if x == b {
			return true
		}
		if !seen[x] {
			seen[x] = true
			work = append(work, x.Succs...)
		}
	}
	return false
}
