package affinity

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// judgeAnywhere judges the begin of an internal stop on the task at p in a
// function of which it is not known where it runs: some calls cannot be made on
// the task's goroutine wherever they are made. That each task has a goroutine of
// its own must be in sight.
func (e *engine) judgeAnywhere(f *function, ed *edge, n *need, p ir.Path, g identity) (outcome, bool) {
	if !n.begin || n.not || ir.InTest(e.pass.Fset, f.fn.Pos()) {
		return outcome{}, false
	}
	if obj := e.taskType(p); obj == nil || !e.isStarted(obj) {
		return outcome{}, false
	}
	if end := e.endedBefore(f, ed, p); end != nil {
		return outcome{task: p, verdict: Violated, reason: Parked, entered: end}, true
	}
	if g != maybeOwn && e.originOf(p) == element && isEach(ed, p) {
		return outcome{task: p, verdict: Violated, reason: Several}, true
	}
	return outcome{}, false
}

// endedBefore returns the call by which f ends the internal stop of the task at p
// before ed, or nil. The goroutine of a task that is in a stop is parked, unless
// f has begun the stop itself.
func (e *engine) endedBefore(f *function, ed *edge, p ir.Path) *edge {
	var end *edge
	for _, other := range f.out {
		if other.off.Kind != OnCaller || other.dynamic || other.callee.Obj == nil || len(other.args) == 0 || other.args[0] != p ||
			!e.precedes(other.instr, ed.instr) {
			continue
		}
		c := e.model.Contract(other.callee.Obj)
		switch {
		case c == nil:
		case c.Begin == protocol.InternalStop:
			return nil
		case c.End == protocol.InternalStop:
			end = other
		}
	}
	return end
}

// isEach reports whether ed may come again, for another task than the one at p: it
// is in a loop over tasks, and the loop may go on.
func isEach(ed *edge, p ir.Path) bool {
	v := p.Root
	if p.Dep != nil {
		v = p.Dep
	}
	from := ed.instr.Block()
	if param, ok := v.(*ssa.Parameter); ok { // of the body of a range over a function
		return param.Parent() == from.Parent() && goesOn(from)
	}
	instr, ok := v.(ssa.Instruction)
	return ok && instr.Parent() == from.Parent() && ir.Reaches(from, instr.Block(), nil)
}

// goesOn reports whether the body of a range over a function may ask for more
// after b.
func goesOn(b *ssa.BasicBlock) bool {
	more := func(b *ssa.BasicBlock) bool {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) != 1 {
			return false
		}
		c, ok := ret.Results[0].(*ssa.Const)
		return ok && c.Value != nil && constant.BoolVal(c.Value)
	}
	return more(b) || slices.ContainsFunc(b.Parent().Blocks, func(c *ssa.BasicBlock) bool { return more(c) && ir.Reaches(b, c, nil) })
}

// comesFirst reports whether a runs before b if both run for the same task at p,
// although b may run without a.
func comesFirst(a, b ssa.Instruction, p ir.Path) bool {
	if a.Parent() != b.Parent() || a.Block() == b.Block() {
		return false
	}
	var next *ssa.BasicBlock // where another task may be meant
	for _, v := range [...]ssa.Value{p.Root, p.Dep} {
		if instr, ok := v.(ssa.Instruction); ok {
			next = instr.Block()
		}
	}
	return ir.Reaches(a.Block(), b.Block(), next) && !ir.Reaches(b.Block(), a.Block(), next)
}
