package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// shutEdge is a way out of a branch that is not taken in a state, because of what
// a test before it found in memory.
type shutEdge struct {
	branch *ssa.If
	taken  bool
	lit    ir.Literal
	truth  bool
	state  *state
}

const maxShut = 4 // ways remembered that lead to one block

// shut notes that nothing in s goes on from the branch to succ. That a field is
// what it was when it was tested is likely, so that conditions tell which of the
// ways through a function belong together:
//
//	if t.locked {
//		t.mu.Lock()
//	}
//	t.work()
//	if t.locked {
//		t.mu.Unlock()
//	}
//
// But a callee may have changed it, or another goroutine.
func (fl *flow) shut(succ *ssa.BasicBlock, x shutEdge) {
	if isMutable(x.lit) && fl.seen[succ] == nil && len(fl.shutTo[succ]) < maxShut {
		if fl.shutTo == nil {
			fl.shutTo = map[*ssa.BasicBlock][]shutEdge{}
		}
		x.state = x.state.clone()
		fl.shutTo[succ] = append(fl.shutTo[succ], x)
	}
}

// isMutable reports whether the truth of lit may change while the function runs.
func isMutable(lit ir.Literal) bool {
	return isMemory(lit.X) || isMemory(lit.Y)
}

func isMemory(p ir.Path) bool {
	_, global := p.Root.(*ssa.Global)
	return p.Steps != "" || global
}

// revive opens a way to the first block that no state has come to, although one
// leads to it, and reports whether there was one: code is not written to be
// dead, so that what was tested before must have changed.
func (fl *flow) revive() bool {
	var found *ssa.BasicBlock
	for b := range fl.shutTo {
		if fl.seen[b] == nil && (found == nil || fl.rank[b] < fl.rank[found]) {
			found = b
		}
	}
	if found == nil {
		return false
	}
	for _, x := range fl.shutTo[found] {
		s := x.state
		s.trail = &trail{branch: x.branch, taken: x.taken, prev: s.trail}
		fl.reasks(s, x.branch)
		s.forgetAbout(x.lit)
		s.learn(x.lit, x.truth)
		fl.edge(x.branch.Block(), found, s)
	}
	return true
}

// forgetAbout makes the state forget the truth of whatever is about the same as
// lit.
func (s *state) forgetAbout(lit ir.Literal) {
	same := func(l literal) bool { return l.X == lit.X }
	s.literals = slices.DeleteFunc(slices.Clone(s.literals), same)
	s.ageEithers(same)
}
