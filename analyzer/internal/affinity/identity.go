package affinity

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// identity is what the conditions that lead to a call say of a task.
type identity uint8

const (
	notCompared    identity = iota
	sameAsOwn               // it is the caller's own task
	differsFromOwn          // it is not
	maybeOwn                // it was compared with something
	established             // the caller was found to run on its goroutine
)

// guardKey is a task at the entry of a block, in the eyes of a function.
type guardKey struct {
	f    *function
	b    *ssa.BasicBlock
	task ir.Path
}

// guard returns what the conditions and assertions that dominate ed say of the
// task at p.
func (e *engine) guard(f *function, ed *edge, p ir.Path) identity {
	if p.IsZero() {
		return notCompared
	}
	found := e.decided(f, ed.instr.Block(), p)
	if found != notCompared && found != maybeOwn {
		return found
	}
	for _, a := range e.assertionsIn(f) {
		if a.task == p && e.precedes(a.at.instr, ed.instr) {
			return established
		}
	}
	return found
}

// decided returns what the conditions that are decided in b say of the task at
// p to function f, of which b is a block, or that b's function encloses.
func (e *engine) decided(f *function, b *ssa.BasicBlock, p ir.Path) identity {
	var chain []*ssa.BasicBlock
	found := notCompared
	for d := b; ; d = d.Idom() {
		if d == nil {
			if mk := e.paths.MakeClosure(b.Parent()); mk != nil {
				if outside := e.decided(f, mk.Block(), p); outside != established {
					found = outside // what is compared stays what it is; where it runs does not
				}
			}
			break
		}
		if id, ok := e.guards[guardKey{f, d, p}]; ok {
			found = id
			break
		}
		chain = append(chain, d)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		d := chain[i]
		if k, ok := e.paths.KnownFromIdom(d); ok && mayIdentify(k) {
			if id := e.compare(f, k, p); id != notCompared && (id != maybeOwn || found == notCompared) {
				found = id
			}
		}
		e.guards[guardKey{f, d, p}] = found
	}
	return found
}

// mayIdentify reports whether k compares two things, or asks a function.
func mayIdentify(k ir.Fact) bool {
	if k.Op == token.EQL {
		return !k.Y.IsZero()
	}
	return k.Op == token.ILLEGAL && isCall(k.X.Root)
}

// compare returns what condition k says of the task at p.
func (e *engine) compare(f *function, k ir.Fact, p ir.Path) identity {
	if k.Op == token.ILLEGAL {
		if call, ok := k.X.Root.(*ssa.Call); ok && k.X.Steps == "" && e.tells(call, p) {
			if k.Holds {
				return established
			}
			return maybeOwn
		}
		return notCompared
	}
	if k.Op != token.EQL || k.Y.IsZero() {
		return notCompared
	}
	x, y := e.loaded(k.X), e.loaded(k.Y)
	if y == p || isPartOf(y, p) {
		x, y = y, x
	}
	switch {
	case x == p && slices.Contains(f.ctx.own, y):
		if k.Holds {
			return sameAsOwn
		}
		return differsFromOwn
	case x == p && k.Holds && isCall(y.Root):
		return established // compared with what some function says is current
	case x == p && k.Holds:
		return maybeOwn
	case isPartOf(x, p) && k.Holds && isCall(y.Root) && y.Steps == "" && isNumber(y):
		return established // compared with the number of the goroutine
	case isPartOf(x, p) && k.Holds:
		return maybeOwn // tasks told apart by number
	}
	return notCompared
}

// loaded returns the variable that p is loaded from, if it is the result of an
// atomic load, or p.
func (e *engine) loaded(p ir.Path) ir.Path {
	call, ok := p.Root.(*ssa.Call)
	if !ok || p.Steps != "" || len(call.Call.Args) != 1 {
		return p
	}
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Object() == nil || fn.Object().Pkg() == nil || fn.Object().Pkg().Path() != "sync/atomic" || !strings.HasPrefix(fn.Name(), "Load") {
		return p
	}
	return e.paths.Of(call.Call.Args[0])
}

// isPartOf reports whether x is a field of, or a result of a call on, what p
// leads to.
func isPartOf(x, p ir.Path) bool {
	return x.Root == p.Root && x.Index == p.Index && len(x.Steps) > len(p.Steps) && strings.HasPrefix(x.Steps, p.Steps+".")
}

func isCall(v ssa.Value) bool {
	_, ok := v.(*ssa.Call)
	return ok
}

func isNumber(p ir.Path) bool {
	b, ok := p.Root.Type().Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// tells reports whether call asks whether the caller runs on the goroutine of
// the task at p: it returns the outcome of such a comparison.
func (e *engine) tells(call *ssa.Call, p ir.Path) bool {
	callees, complete := e.callees(&call.Call)
	if !complete || len(callees) != 1 {
		return false
	}
	g := e.funcs[callees[0].Fn]
	i := 0
	switch {
	case g != nil:
		i = e.predicate(g)
	case callees[0].Obj != nil && !callees[0].Interface:
		if fact := e.fact(callees[0].Obj); fact != nil {
			i = fact.Tells
		}
	}
	return i > 0 && i <= len(callees[0].Args) && e.paths.Of(callees[0].Args[i-1]) == p
}

// predicate returns 1 + the index of the parameter of f about whose goroutine
// f returns whether the caller runs on it, or 0.
//
//	func (t *Task) onGoroutine() bool { return t.goid == goid.Get() }
func (e *engine) predicate(f *function) int {
	sig := f.fn.Signature
	if sig.Results().Len() != 1 || len(f.fn.Blocks) > 6 || !types.Identical(sig.Results().At(0).Type(), types.Typ[types.Bool]) {
		return 0
	}
	for _, b := range f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		lit, positive := e.paths.Literal(ret.Results[0])
		if i := e.comparesGoroutine(f, ir.Fact{Literal: lit, Holds: positive}); i > 0 {
			return i
		}
	}
	return 0
}

// comparesGoroutine returns 1 + the index of the parameter of f that k says to
// belong to the running goroutine, or 0.
func (e *engine) comparesGoroutine(f *function, k ir.Fact) int {
	for i, param := range f.fn.Params {
		if !e.isTask(param.Type()) {
			continue
		}
		if e.compare(f, k, ir.Path{Root: param}) == established {
			return i + 1
		}
	}
	return 0
}

// asserted returns 1 + the index of the parameter of f on whose goroutine f
// panics if it does not run, or 0.
func (e *engine) asserted(f *function) int {
	if len(f.fn.Blocks) > 8 || f.obj == nil {
		return 0
	}
	for _, b := range f.fn.Blocks {
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); !ok {
			continue
		}
		for d := b; d != nil; d = d.Idom() {
			k, ok := e.paths.KnownFromIdom(d)
			if !ok || !mayIdentify(k) {
				continue
			}
			if i := e.comparesGoroutine(f, k); i > 0 {
				return i
			}
		}
	}
	return 0
}

// assertion is a call that panics unless it is made on a task's goroutine.
type assertion struct {
	task ir.Path
	at   *edge
}

func (e *engine) assertionsIn(f *function) []assertion {
	if f.asserts == nil {
		f.asserts = []assertion{}
		for _, ed := range f.out {
			if ed.off.Kind != OnCaller || ed.to == nil || ed.dynamic {
				continue
			}
			if i := e.asserted(ed.to); i > 0 && i <= len(ed.args) {
				f.asserts = append(f.asserts, assertion{ed.args[i-1], ed})
			}
		}
	}
	return f.asserts
}
