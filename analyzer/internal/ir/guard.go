package ir

import (
	"golang.org/x/tools/go/ssa"
)

// Fact is a branch condition that is known to hold, or not to hold.
type Fact struct {
	Literal
	Holds bool
	Cond  ssa.Value
}

// Known returns the branch conditions that are decided whenever control
// reaches block b: those of the branches that dominate it on one side only.
func (ps *Paths) Known(b *ssa.BasicBlock) []Fact {
	var out []Fact
	for d := b; d != nil; d = d.Idom() {
		up := d.Idom()
		if up == nil || len(up.Instrs) == 0 {
			continue
		}
		br, ok := up.Instrs[len(up.Instrs)-1].(*ssa.If)
		if !ok || up.Succs[0] == up.Succs[1] {
			continue
		}
		for i, s := range up.Succs {
			if len(s.Preds) == 1 && s.Dominates(b) {
				lit, positive := ps.Literal(br.Cond)
				out = append(out, Fact{Literal: lit, Holds: (i == 0) == positive, Cond: br.Cond})
			}
		}
	}
	return out
}

// Precedes reports whether a runs before b whenever b runs.
func Precedes(a, b ssa.Instruction) bool { return a != b && mayPrecede(a, b) }

// InLoop reports whether b is part of a loop.
func InLoop(b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	work := append([]*ssa.BasicBlock(nil), b.Succs...)
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if s == b {
			return true
		}
		if !seen[s] {
			seen[s] = true
			work = append(work, s.Succs...)
		}
	}
	return false
}

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
