package affinity

import (
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// outcome is the judgement of one need at one edge.
type outcome struct {
	task      ir.Path // that the need is about
	verdict   Verdict
	reason    Reason
	why       string
	elsewhere bool // the violation is reported at another edge
	inherit   bool // the caller needs the same
	own       ir.Path
	off       Off
	entered   *edge
	spawned   *edge
	depends   bool // the verdict is that of the callers
}

func met(task ir.Path, why string) outcome { return outcome{task: task, why: why} }

func unsure(task ir.Path, why string) outcome {
	return outcome{task: task, verdict: Unknown, why: why}
}

// judgeNeed decides whether n, a need of the callee of ed, is met where f
// makes the call.
func (e *engine) judgeNeed(f *function, ed *edge, n *need) outcome {
	p := e.taskAt(ed, n)
	if _, ok := p.Root.(*ssa.Const); ok {
		return met(p, "there is no task")
	}
	if ed.off.Kind != OnCaller {
		return e.judgeOff(ed, n, p)
	}
	if ed.onTask {
		return unsure(p, "the callee runs on a task's goroutine, as its taker declares")
	}
	for _, r := range f.starts {
		if e.pathIn(f, r) == p && !n.not {
			return met(p, "the function is the task's goroutine")
		}
	}
	if e.startsAt(ed, p) && !n.not {
		return met(p, "the function becomes the task's goroutine")
	}
	g := e.guard(f, ed, p)
	if g == established {
		if n.not {
			return unsure(p, "a condition speaks of the goroutine")
		}
		return met(p, "a condition or an assertion establishes it")
	}
	if !n.not && g != sameAsOwn {
		if o, ok := e.judgeNew(f, ed, n, p); ok {
			return o
		}
	}
	switch {
	case f.ctx.isOn():
		return e.judgeOn(f, ed, n, p, g)
	case f.ctx.isOff():
		if n.not {
			return met(p, "the caller runs elsewhere")
		}
		o := outcome{task: p, verdict: Violated, reason: Elsewhere, off: f.ctx.off, entered: f.ctx.entered}
		here := e.isReportedIn(f, p)
		o.elsewhere = !here || ed.to != nil && ed.to.fn.Parent() != nil && ed.to.ctx.isOff()
		o.inherit = !here
		return o
	}
	if o, ok := e.judgeAnywhere(f, ed, n, p, g); ok {
		return o
	}
	if g == differsFromOwn {
		return unsure(p, "a condition says that it is another task")
	}
	return outcome{task: p, verdict: Unknown, why: "it is not known where the caller runs", inherit: true, depends: true}
}

// taskAt returns the task that n, a need of the callee of ed, is about, in the
// terms of the caller.
func (e *engine) taskAt(ed *edge, n *need) ir.Path {
	p := n.task.resolve(ed.args)
	if ed.maker == nil || p.IsZero() {
		return p
	}
	if fn := ed.callee.Fn.Parent(); fn != nil {
		if i := paramIndex(fn, p.Root); i >= 0 && i < len(ed.maker.Call.Args) {
			return e.paths.Of(ed.maker.Call.Args[i]).Join(p.Steps)
		}
	}
	return p
}

// isReportedIn reports whether calls in f, which never runs on a task's
// goroutine, that must be made on that of the task at p are reported in f
// itself, rather than where the goroutine begins: f is a function literal, its
// callers do not name it, or it is not they who say which task it is.
func (e *engine) isReportedIn(f *function, p ir.Path) bool {
	if f.fn.Parent() != nil {
		return true
	}
	if r := e.relative(f.fn, p); r.Param == 0 || r.Steps != "" {
		return true
	}
	for _, ed := range f.in {
		if !ed.dynamic && !ed.callee.Interface {
			return false
		}
	}
	return true
}

// judgeOff judges a need of a callee that does not run on its caller's
// goroutine.
func (e *engine) judgeOff(ed *edge, n *need, p ir.Path) outcome {
	switch {
	case n.not:
		return met(p, "the callee runs elsewhere")
	case e.startsAt(ed, p):
		return met(p, "the callee is the task's goroutine")
	case ed.off.Kind == Tests:
		return unsure(p, "a test may take the part of the task's goroutine")
	}
	if ed.off.Kind == NewGoroutine && ed.to != nil && ir.HasLoop(ed.to.fn) && !n.begin {
		if obj := e.taskType(p); obj != nil && !e.isStarted(obj) {
			return unsure(p, "the callee may be the task's goroutine")
		}
	}
	o := outcome{task: p, verdict: Violated, reason: Elsewhere, off: ed.off, entered: ed}
	o.elsewhere = ed.to != nil && ed.to.fn.Parent() != nil && ed.to.ctx.isOff()
	return o
}

// startsAt reports whether the callee of ed is the goroutine of the task at p.
func (e *engine) startsAt(ed *edge, p ir.Path) bool {
	for _, r := range e.startsOf(ed) {
		if p.IsZero() || r.resolve(ed.args) == p {
			return true
		}
	}
	return false
}

// judgeNew judges a need that is about a task which f makes, or whose
// goroutine it starts.
func (e *engine) judgeNew(f *function, ed *edge, n *need, p ir.Path) (outcome, bool) {
	if p.IsZero() || f.ctx.isOff() && p.Root.Parent() != f.fn {
		return outcome{}, false
	}
	spawned := false
	for _, s := range f.spawns {
		if e.pathIn(f, s.task) != p {
			continue
		}
		spawned = true
		if _, last := s.at.instr.(*ssa.Defer); last {
			if n.begin {
				return outcome{task: p, verdict: Violated, reason: NotStarted, spawned: s.at}, true
			}
			continue
		}
		if e.precedes(s.at.instr, ed.instr) {
			return outcome{task: p, verdict: Violated, reason: Started, spawned: s.at}, true
		}
		if n.begin && (e.precedes(ed.instr, s.at.instr) || comesFirst(ed.instr, s.at.instr, p)) {
			return outcome{task: p, verdict: Violated, reason: NotStarted, spawned: s.at}, true
		}
	}
	isNew := e.originOf(p) == madeHere
	switch {
	case !spawned && !isNew:
		return outcome{}, false
	case !n.begin:
		return unsure(p, "the task's goroutine does not run yet"), true
	case !isNew:
		return unsure(p, "the task's goroutine may not run yet"), true
	case ir.InTest(e.pass.Fset, f.fn.Pos()):
		return unsure(p, "a test may take the part of the task's goroutine"), true
	}
	return outcome{task: p, verdict: Violated, reason: NotStarted}, true
}

// judgeOn judges a need of a call made on the goroutine of f.ctx.own.
func (e *engine) judgeOn(f *function, ed *edge, n *need, p ir.Path, g identity) outcome {
	own := f.ctx.own[0]
	same := g == sameAsOwn
	for _, q := range f.ctx.own {
		same = same || q == p
	}
	switch {
	case same && n.not:
		return outcome{task: p, verdict: Violated, reason: OnIt, own: own}
	case same:
		return met(p, "the caller runs on the task's goroutine")
	case n.not && n.task == (ref{}):
		return outcome{task: p, verdict: Violated, reason: OnIt, own: own}
	case n.not:
		return unsure(p, "it may be another task")
	case n.task == (ref{}):
		return met(p, "the caller runs on a task's goroutine")
	case g == differsFromOwn || g == notCompared && e.isOther(f, p):
		return outcome{task: p, verdict: Violated, reason: OtherTask, own: own}
	}
	return unsure(p, "it may be the caller's own task, or another")
}
