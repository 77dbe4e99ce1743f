package affinity

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// need is the goroutine of a task that a function is to run on, or with not
// set, not to run on.
type need struct {
	task     ref
	not      bool
	begin    bool // an internal stop is begun
	source   protocol.Source
	declared token.Pos // of the function with the contract
	// needs is the call that it is needed for, as written, and chain the
	// calls that lead there; empty for the function with the contract itself.
	needs string
	chain []Hop
	via   *edge // the call that the need was inferred from
}

// isStrong reports whether n binds callers of callers. Code that is documented to
// run on the task's goroutine may as well run while the task is stopped, which
// whoever stopped it knows; only the direct call tells.
func (n *need) isStrong() bool { return n.begin || n.not || n.source.Kind == protocol.Directive }

func (n *need) key() needKey { return needKey{n.task, n.not, n.begin} }

type needKey struct {
	task       ref
	not, begin bool
}

const (
	maxNeeds = 8  // different needs of one function
	maxChain = 12 // calls from a function down to the requirement
)

// findNeeds infers what functions without a contract need, from what they call.
func (e *engine) findNeeds() {
	callers := map[*function][]*function{}
	for _, f := range e.order {
		for _, in := range f.in {
			callers[f] = append(callers[f], in.from)
		}
	}
	work := make([]*function, 0, len(e.order))
	queued := map[*function]bool{}
	for i := len(e.order) - 1; i >= 0; i-- {
		work = append(work, e.order[i])
		queued[e.order[i]] = true
	}
	for len(work) > 0 {
		f := work[0]
		work = work[1:]
		queued[f] = false
		if !e.inferNeeds(f) {
			continue
		}
		for _, c := range callers[f] {
			if !queued[c] {
				queued[c] = true
				work = append(work, c)
			}
		}
	}
}

// inferNeeds adds to the needs of f and reports whether there were any to add.
func (e *engine) inferNeeds(f *function) bool {
	if len(f.asks) > 0 {
		return e.findBegin(f)
	}
	changed := false
	for _, ed := range f.out {
		for _, n := range e.needsOf(ed) {
			o := e.judgeNeed(f, ed, n)
			if !o.inherit || !n.isStrong() || len(n.chain) >= maxChain {
				continue
			}
			m := &need{
				task: e.relative(f.fn, o.task), not: n.not, begin: n.begin, source: n.source, declared: n.declared,
				needs: n.needs, via: ed,
			}
			text := e.words().callee(ed)
			if m.needs == "" {
				m.needs = text
			}
			m.chain = append([]Hop{{ed.pos(), text}}, n.chain...)
			changed = f.addNeed(m) || changed
		}
	}
	return changed
}

// findBegin finds out whether f, which is to run on a task's goroutine, begins
// an internal stop there, and reports whether that is new.
func (e *engine) findBegin(f *function) bool {
	ask := f.asks[0]
	if ask.begin || ask.not {
		return false
	}
	own := e.pathIn(f, ask.task)
	for _, ed := range f.out {
		for _, n := range e.needsOf(ed) {
			if n.begin && ed.off.Kind == OnCaller && n.task.resolve(ed.args) == own {
				ask.begin = true
				return true
			}
		}
	}
	return false
}

func (f *function) addNeed(m *need) bool {
	if len(f.needs) >= maxNeeds {
		return false
	}
	for _, have := range f.needs {
		if have.key() == m.key() {
			return false
		}
	}
	f.needs = append(f.needs, m)
	return true
}

func (ed *edge) pos() token.Pos {
	if ed.common != nil {
		return ed.common.Pos()
	}
	if ed.value != nil {
		if _, ok := ed.value.(*ssa.Function); !ok && ed.value.Pos().IsValid() {
			return ed.value.Pos()
		}
	}
	return ed.instr.Pos()
}

// needsOf returns what the callee of ed needs.
func (e *engine) needsOf(ed *edge) []*need {
	if ed.dynamic {
		return nil
	}
	switch {
	case ed.to != nil && len(ed.to.asks) > 0:
		return ed.to.asks
	case ed.to != nil:
		return ed.to.needs
	}
	if asks := e.asks(ed.callee.Obj); len(asks) > 0 {
		if fact := e.fact(ed.callee.Obj); fact != nil && fact.Begins {
			asks[0].begin = true
		}
		return asks
	}
	switch {
	case ed.callee.Interface:
		return commonNeeds(ed.impls)
	case ed.callee.Obj != nil:
		if fact := e.fact(ed.callee.Obj); fact != nil {
			return fact.needs()
		}
	}
	return nil
}

// commonNeeds returns what all of fs need of the value that they are called
// on.
func commonNeeds(fs []*function) []*need {
	if len(fs) == 0 {
		return nil
	}
	var out []*need
	for _, n := range slices.Concat(fs[0].asks, fs[0].needs) {
		all, same := true, n.task.Param > 0
		for _, g := range fs[1:] {
			found := false
			for _, m := range slices.Concat(g.asks, g.needs) {
				if m.not == n.not && m.begin == n.begin {
					found, same = true, same && m.task == n.task
				}
			}
			all = all && found
		}
		if !all || n.not && !same {
			continue
		}
		if !same { // each of its own task
			m := *n
			m.task = ref{}
			n = &m
		}
		out = append(out, n)
	}
	return out
}
