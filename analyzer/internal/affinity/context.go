package affinity

import (
	"go/types"
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// context is what is known of the goroutines on which a function runs, over
// all the ways in which it is entered.
type context struct {
	reached bool
	unknown bool      // some way is not known
	some    bool      // some way is on the goroutine of a task that cannot be named here
	own     []ir.Path // tasks on whose goroutine every other way is
	may     []ir.Path // tasks on whose goroutine some way is
	off     Off       // some way is on a goroutine that is no task's
	entered *edge     // that way; nil if the function itself is where the goroutine begins
}

// isOn reports whether the function always runs on the goroutine of the tasks
// c.own.
func (c *context) isOn() bool {
	return c.reached && !c.unknown && !c.some && c.off.Kind == OnCaller && len(c.own) > 0
}

// isOff reports whether the function never runs on a task's goroutine.
func (c *context) isOff() bool {
	return c.reached && !c.unknown && !c.some && c.off.Kind != OnCaller && len(c.may) == 0
}

// meet adds the ways of d to c and reports whether c changed.
func (c *context) meet(d context) bool {
	if !d.reached {
		return false
	}
	before := *c
	if len(d.may) > 0 {
		if len(c.may) == 0 {
			c.own = d.own
		} else {
			c.own = intersect(c.own, d.own)
		}
		for _, p := range d.may {
			if !slices.Contains(c.may, p) && len(c.may) < 8 {
				c.may = append(slices.Clip(c.may), p)
			}
		}
	}
	if c.off.Kind == OnCaller && d.off.Kind != OnCaller {
		c.off, c.entered = d.off, d.entered
	}
	c.reached = true
	c.unknown = c.unknown || d.unknown
	c.some = c.some || d.some
	return c.reached != before.reached || c.unknown != before.unknown || c.some != before.some ||
		c.off != before.off || len(c.own) != len(before.own) || len(c.may) != len(before.may)
}

func intersect(a, b []ir.Path) []ir.Path {
	var out []ir.Path
	for _, p := range a {
		if slices.Contains(b, p) {
			out = append(out, p)
		}
	}
	return out
}

func onTask(p ir.Path) context {
	return context{reached: true, own: []ir.Path{p}, may: []ir.Path{p}}
}

// findContexts works out the contexts of all functions, from those that are
// given to those that follow.
func (e *engine) findContexts() {
	for _, f := range e.order {
		f.ctx, f.fixed = e.givenContext(f)
		if !f.ctx.reached && (f.open || len(f.in) == 0) {
			f.ctx = context{reached: true, unknown: true}
		}
	}
	work := slices.Clone(e.order)
	for len(work) > 0 {
		f := work[0]
		work = work[1:]
		for _, ed := range f.out {
			for _, to := range ed.entered() {
				if !to.fixed && to.ctx.meet(e.through(ed, to, f.ctx)) {
					work = append(work, to)
				}
			}
		}
	}
}

// givenContext returns the context of f as far as its callers have no say in
// it, and whether that is all there is to it.
func (e *engine) givenContext(f *function) (ctx context, fixed bool) {
	for _, r := range f.starts {
		ctx = onTask(e.pathIn(f, r))
		return ctx, true
	}
	if s, ok := e.model.RunState(f.fn.Name(), f.fn.Signature); ok && f.fn.Signature.Recv() == nil {
		return onTask(ir.Path{Root: f.fn.Params[s.Task]}), true
	}
	for _, n := range f.asks {
		p := e.pathIn(f, n.task)
		switch {
		case n.not:
			return context{reached: true, off: Off{Kind: Declared}}, true
		case p.IsZero():
			return context{reached: true, some: true}, true
		}
		return onTask(p), true
	}
	if f.own > 0 && f.own <= len(f.fn.Params) {
		return onTask(ir.Path{Root: f.fn.Params[f.own-1]}), true
	}
	if off := e.entryOff(f); off.Kind != OnCaller {
		return context{reached: true, off: off}, false
	}
	return context{}, false
}

// pathIn is the path of r, which is in the terms of f, inside f.
func (e *engine) pathIn(f *function, r ref) ir.Path {
	if !r.outer.IsZero() {
		return r.outer
	}
	if r.Param > 0 && r.Param <= len(f.fn.Params) {
		return ir.Path{Root: f.fn.Params[r.Param-1], Steps: r.Steps}
	}
	return ir.Path{}
}

// through is the context in which to is entered by ed, if the function that ed
// leaves runs in c. The functions in the tables of a test are out of reach: a
// test that calls them may take the part of a task's goroutine.
func (e *engine) through(ed *edge, to *function, c context) context {
	if ed.dynamic && (ed.off.Kind != OnCaller || c.off.Kind != OnCaller) && ir.InTest(e.pass.Fset, ed.from.fn.Pos()) {
		return context{reached: true, unknown: true}
	}
	switch ed.off.Kind {
	case OnCaller:
	case Tests:
		return context{reached: true, unknown: true}
	default:
		return context{reached: true, off: ed.off, entered: ed}
	}
	if ed.onTask {
		return context{reached: true, some: true}
	}
	if !c.reached {
		return c
	}
	d := context{reached: true, unknown: c.unknown, some: c.some, off: c.off, entered: c.entered}
	if c.off.Kind != OnCaller && c.entered == nil {
		d.entered = ed
	}
	for _, p := range c.own {
		d.own = append(d.own, within(ed, to, p)...)
	}
	for _, p := range c.may {
		in := within(ed, to, p)
		if len(in) == 0 {
			d.some = true
		}
		d.may = append(d.may, in...)
	}
	return d
}

// asked returns what the contract of fn asks of the goroutine that calls it.
func (e *engine) asked(fn *types.Func, c *protocol.Contract) []*need {
	if c == nil {
		return nil
	}
	n := &need{begin: c.Begin == protocol.InternalStop, source: c.GoroutineSource, declared: fn.Pos()}
	switch {
	case c.Goroutine == protocol.OffTask:
		n.not = true
	case c.Goroutine == protocol.OnTask, n.begin:
	default:
		return nil
	}
	n.task = e.taskOf(fn, c)
	if n.task == (ref{}) && !n.isStrong() {
		return nil // what is exclusive to some task or other
	}
	if n.source.Text == "" {
		n.source = protocol.Source{Kind: protocol.Directive, Text: "it begins an internal stop", Pos: fn.Pos()}
	}
	return []*need{n}
}

// taskOf returns the task that a goroutine contract of fn is about.
func (e *engine) taskOf(fn *types.Func, c *protocol.Contract) ref {
	sig := fn.Signature()
	first := 1
	if sig.Recv() != nil {
		first = 2
	}
	if c.Goroutine != protocol.AnyGoroutine {
		switch c.GoroutineRoot {
		case protocol.Recv:
			return ref{Param: 1}
		case protocol.Param:
			return ref{Param: first + c.GoroutineIndex}
		}
	}
	if sig.Recv() != nil && e.isTask(sig.Recv().Type()) {
		return ref{Param: 1}
	}
	found := ref{}
	for i := range sig.Params().Len() {
		if !e.isTask(sig.Params().At(i).Type()) {
			continue
		}
		if found.Param != 0 {
			return ref{}
		}
		found = ref{Param: first + i}
	}
	if found.Param == 0 && sig.Recv() != nil && c.Begin == protocol.InternalStop {
		return ref{Param: 1} // what stops apply to is a task, declared or not
	}
	return found
}
