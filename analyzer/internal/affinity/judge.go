package affinity

import (
	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// judge judges every need of every call.
func (e *engine) judge() *Result {
	res := &Result{}
	for _, f := range e.order {
		if f.contract != nil && f.contract.Ignore {
			continue
		}
		told := map[toldKey][]*edge{}
		for _, ed := range f.out {
			for _, n := range e.needsOf(ed) {
				o := e.judgeNeed(f, ed, n)
				if o.depends {
					o.verdict, o.why = e.ofCallers(f, n, o)
				}
				res.Obligations = append(res.Obligations, e.words().obligation(f, ed, n, o))
				k := toldKey{o.task, o.reason}
				if o.verdict != Violated || o.elsewhere || e.isAfter(told[k], ed) {
					continue
				}
				if len(told[k]) < maxTold {
					told[k] = append(told[k], ed)
				}
				res.Findings = append(res.Findings, e.words().finding(f, ed, n, o))
			}
		}
	}
	e.judgeKept(res)
	e.judgeLent(res)
	return res
}

// toldKey identifies what a reader would take for the same mistake.
type toldKey struct {
	task   ir.Path
	reason Reason
}

const maxTold = 8 // places of a mistake that later ones are compared with

// isAfter reports whether one of told is at ed, or on the way to it.
func (e *engine) isAfter(told []*edge, ed *edge) bool {
	for _, t := range told {
		if t.instr == ed.instr && t.value == ed.value {
			return true
		}
		if t.off.Kind == OnCaller && ed.off.Kind == OnCaller && e.precedes(t.instr, ed.instr) {
			return true
		}
	}
	return false
}

// ofCallers returns the verdict on a need that f passes on to its callers.
func (e *engine) ofCallers(f *function, n *need, o outcome) (Verdict, string) {
	key := needKey{e.relative(f.fn, o.task), n.not, n.begin}
	seen := map[*function]bool{}
	var all func(f *function, key needKey) Verdict
	all = func(f *function, key needKey) Verdict {
		if seen[f] {
			return Met
		}
		seen[f] = true
		if f.open || len(f.in) == 0 || len(seen) > 64 {
			return Unknown
		}
		for _, in := range f.in {
			for _, m := range e.needsOf(in) {
				if m.key() != key {
					continue
				}
				o := e.judgeNeed(in.from, in, m)
				v := o.verdict
				if o.depends {
					v = all(in.from, needKey{e.relative(in.from.fn, o.task), m.not, m.begin})
				}
				if v != Met {
					return Unknown
				}
			}
			if in.dynamic {
				return Unknown
			}
		}
		return Met
	}
	if all(f, key) == Met {
		return Met, "all callers run on the task's goroutine"
	}
	return Unknown, o.why
}

// judgeKept judges the named functions that are put in holders from which they
// are called on goroutines that are no task's.
func (e *engine) judgeKept(res *Result) {
	for _, ed := range e.kept {
		if ed.to != nil && ed.to.fn.Parent() != nil && ed.to.ctx.isOff() {
			continue // reported inside
		}
		if ir.InTest(e.pass.Fset, ed.from.fn.Pos()) {
			continue
		}
		off := e.holderOff(ed.holder)
		if off.Kind == OnCaller {
			continue
		}
		at := *ed
		at.off = off
		for _, n := range e.needsOf(&at) {
			o := e.judgeOff(&at, n, n.task.resolve(at.args))
			if o.verdict == Violated && !o.elsewhere {
				res.Obligations = append(res.Obligations, e.words().obligation(ed.from, &at, n, o))
				res.Findings = append(res.Findings, e.words().finding(ed.from, &at, n, o))
			}
		}
	}
}
