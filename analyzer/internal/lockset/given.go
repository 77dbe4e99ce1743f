package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// given is what a function leaves locked and unlocked that is a result of
// another, in the terms of that other:
//
//	func (t *task) lock() (unlock func()) {
//		t.mu.Lock()
//		return t.mu.Unlock
//	}
type given struct {
	Result             int
	Acquired, Released []effect
	// Locks has the mutexes that it locks whatever happens, without holding
	// them first.
	Locks      []effect
	AtMostOnce bool // further calls do nothing
}

// runs is what a call of a function value leaves locked and unlocked, in the
// terms of the function that calls it.
type runs struct {
	acquired, released, locks []effect
	atMostOnce                bool
}

// runOf returns what a call of the function value v does, if it comes from a call
// of a function that says so, or is a function literal with one effect.
func (e *engine) runOf(v ssa.Value, depth int) (runs, bool) {
	if depth > 4 {
		return runs{}, false
	}
	path := e.paths.Of(v)
	if call, ok := path.Root.(*ssa.Call); ok && path.Steps == "" {
		return e.runOfResult(call, max(0, path.Index-1), depth)
	}
	callees, complete := e.paths.Functions(v, nil)
	if len(callees) != 1 || !complete || callees[0].Interface {
		return runs{}, false
	}
	c := callees[0]
	if c.Obj != nil && len(c.Args) > 0 {
		x := effect{Mutex: e.absolute(e.lockedAs(c.Args[0])), Mode: protocol.Write}
		switch protocol.MutexOp(c.Obj) {
		case protocol.OpRUnlock:
			x.Mode = protocol.Read
			fallthrough
		case protocol.OpUnlock:
			return runs{released: []effect{x}}, true
		case protocol.OpRLock:
			x.Mode = protocol.Read
			fallthrough
		case protocol.OpLock:
			return runs{acquired: []effect{x}}, true
		}
	}
	sum := e.summaryOf(c)
	if sum == nil || sum.NeverReturns {
		return runs{}, false
	}
	var x exit
	if len(sum.Exits) == 1 {
		x = sum.Exits[0]
	} else if !sum.uniform() {
		return runs{}, false
	}
	var locks []effect
	for _, l := range sum.Locks {
		if l.Sure && slices.ContainsFunc(l.When, func(conj []cond) bool { return len(conj) == 0 }) {
			locks = append(locks, l.effect)
		}
	}
	return e.here(x.Acquired, x.Released, locks, c.Args, nil)
}

// runOfResult is runOf for result i of call.
func (e *engine) runOfResult(call *ssa.Call, i, depth int) (runs, bool) {
	callees, complete := e.paths.Callees(&call.Call)
	if len(callees) != 1 || !complete || callees[0].Interface {
		return runs{}, false
	}
	c := callees[0]
	if c.Obj != nil && c.Obj.FullName() == "sync.OnceFunc" && len(c.Args) == 1 {
		r, ok := e.runOf(c.Args[0], depth+1)
		r.atMostOnce = true
		return r, ok
	}
	sum := e.summaryOf(c)
	if sum == nil {
		return runs{}, false
	}
	for _, g := range sum.Gives {
		if g.Result == i {
			r, ok := e.here(g.Acquired, g.Released, g.Locks, c.Args, call)
			r.atMostOnce = g.AtMostOnce
			return r, ok
		}
	}
	return runs{}, false
}

// returnedCallee returns the function that call calls, if the value that it calls
// comes from a function of the package that always returns that one. A function
// literal speaks of the parameters of the function that it is in, which bound
// has the arguments for.
func (e *engine) returnedCallee(call *ssa.CallCommon) (callees []ir.Callee, complete bool, bound map[ssa.Value]ir.Path) {
	path := e.paths.Of(call.Value)
	from, ok := path.Root.(*ssa.Call)
	if !ok || path.Steps != "" {
		return nil, false, nil
	}
	makers, complete := e.paths.Callees(&from.Call)
	if len(makers) != 1 || !complete || e.funcs[makers[0].Fn] == nil {
		return nil, false, nil
	}
	maker := makers[0]
	var common *ir.Callee
	for _, ret := range returns(maker.Fn) {
		c, ok := e.returned(ret.Results[max(0, path.Index-1)], maker)
		if !ok || common != nil && (common.Fn != c.Fn || !slices.Equal(common.Args, c.Args)) {
			return nil, false, nil
		}
		common = &c
	}
	if common == nil {
		return nil, false, nil
	}
	common.Args = append(slices.Clip(common.Args), call.Args...)
	if common.Obj == nil {
		bound = map[ssa.Value]ir.Path{}
		for i, param := range maker.Fn.Params {
			if i < len(maker.Args) {
				bound[param] = e.paths.Of(maker.Args[i])
			}
		}
	}
	return []ir.Callee{*common}, true, bound
}

// returned expresses the function value v, which maker returns, in the terms of
// the caller: what it is bound to must be among maker's parameters.
func (e *engine) returned(v ssa.Value, maker ir.Callee) (ir.Callee, bool) {
	callees, complete := e.paths.Functions(v, nil)
	if len(callees) != 1 || !complete || callees[0].Interface {
		return ir.Callee{}, false
	}
	c := callees[0]
	if c.Obj == nil {
		sum := e.summaryOf(c)
		return c, c.Fn.Parent() == maker.Fn && sum != nil && !sum.hasStops() // what it does to stops, see undo
	}
	args := make([]ssa.Value, len(c.Args))
	for i, arg := range c.Args {
		p := e.paths.Of(arg)
		param, ok := p.Root.(*ssa.Parameter)
		if !ok || p.Steps != "" {
			return ir.Callee{}, false
		}
		k := slices.Index(maker.Fn.Params, param)
		if k < 0 || k >= len(maker.Args) {
			return ir.Callee{}, false
		}
		args[i] = maker.Args[k]
	}
	c.Args = args
	return c, true
}

// inBound expresses p, which may begin at a parameter of a function that a called
// function literal is in, in the terms of the caller.
func (e *engine) inBound(p ir.Path) ir.Path {
	if q, ok := e.bound[p.Root]; ok && p.Index == 0 && p.Dep == nil {
		return q.Join(p.Steps)
	}
	return p
}

// returns lists the returns of fn.
func returns(fn *ssa.Function) []*ssa.Return {
	var out []*ssa.Return
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 || b == fn.Recover {
			continue
		}
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			out = append(out, ret)
		}
	}
	return out
}

// here expresses what a callee does to mutexes in the terms of its caller. It is
// false if that is nothing, or not certain.
func (e *engine) here(acquired, released, locks []effect, args []ssa.Value, result ssa.Value) (runs, bool) {
	certain := len(acquired)+len(released)+len(locks) > 0
	move := func(xs []effect) []effect {
		var out []effect
		for _, x := range xs {
			m := e.resolve(x.Mutex, args, result)
			certain = certain && !x.Maybe && !m.path.IsZero()
			out = append(out, effect{Mutex: e.absolute(m), Mode: x.Mode})
		}
		return out
	}
	r := runs{acquired: move(acquired), released: move(released), locks: move(locks)}
	return r, certain
}

// absolute is a ref to m itself, that resolves to it whatever the arguments.
func (e *engine) absolute(m mutex) ref {
	return ref{Class: m.class, Weak: m.weak, outer: m.path}
}

// perform applies a call of a function value to s, if it is known what that
// does.
func (fl *flow) perform(s *state, instr ssa.Instruction, common *ssa.CallCommon) {
	r, ok := fl.e.runOf(common.Value, 0)
	if !ok {
		return
	}
	at := place{instr: instr, common: common}
	for _, x := range r.locks {
		fl.exclude(s, at, ir.Callee{}, &Requirement{
			Any:    []need{{Mutex: x.Mutex, Mode: x.Mode}},
			Source: protocol.Source{Kind: protocol.Inferred},
		}, ir.True, [][]cond{{}})
	}
	if r.atMostOnce {
		for _, x := range r.released {
			if s.find(fl.e.resolve(x.Mutex, nil, nil)) < 0 {
				return
			}
		}
	}
	fl.apply(s, place{instr: instr}, ir.Callee{}, exit{Acquired: r.acquired, Released: r.released, written: true}, nil)
}

// gives returns what the results do that are functions, if each return that is
// not nil gives one that does the same.
func (fl *flow) gives() []given {
	var out []given
	for i := range fl.f.fn.Signature.Results().Len() {
		if _, ok := fl.f.fn.Signature.Results().At(i).Type().Underlying().(*types.Signature); !ok {
			continue
		}
		if g := fl.givenAt(i); g != nil {
			out = append(out, *g)
		}
	}
	return out
}

// givenAt returns what result i does, or nil.
func (fl *flow) givenAt(i int) *given {
	var common *given
	for _, ret := range returns(fl.f.fn) {
		if c, ok := ret.Results[i].(*ssa.Const); ok && c.IsNil() {
			continue
		}
		r, ok := fl.e.runOf(ret.Results[i], 0)
		if !ok {
			return nil
		}
		g := &given{i, fl.own(r.acquired, ret), fl.own(r.released, ret), fl.own(r.locks, ret), r.atMostOnce}
		if common != nil && (!slices.Equal(common.Acquired, g.Acquired) || !slices.Equal(common.Released, g.Released) || !slices.Equal(common.Locks, g.Locks)) {
			return nil
		}
		common = g
	}
	return common
}

// own expresses effects on paths in the terms of the function, which returns as
// ret does.
func (fl *flow) own(effects []effect, ret *ssa.Return) []effect {
	results := make([]ir.Path, len(ret.Results))
	for i, v := range ret.Results {
		results[i] = fl.e.paths.Of(v)
	}
	var out []effect
	for _, x := range effects {
		x.Mutex = fl.e.relative(fl.f.fn, fl.e.resolve(x.Mutex, nil, nil), results)
		out = append(out, x)
	}
	return out
}
