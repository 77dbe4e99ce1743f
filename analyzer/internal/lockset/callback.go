package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// callbacks judges the function values among the arguments of a call of c,
// according to what c does with them.
func (fl *flow) callbacks(s *state, p place, c ir.Callee) {
	fl.methodsHanded(s, p, c)
	locked := fl.lockedByMethods(c)
	for i, arg := range c.Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		use := fl.callbackOf(c, i)
		if p.how == Spawned {
			use = paramUse{Kind: callbackSpawned}
		}
		fns, complete := fl.e.paths.Functions(arg, nil)
		if !complete || len(fns) == 0 {
			if c.Fn != fl.f.fn { // a recursive call adds nothing new
				use.Passed = fl.passedOn(arg, use.Passed, c)
				use.Held, use.Dropped, use.at = fl.inCaller(use.Held, c), fl.inCaller(use.Dropped, c), p.instr
				fl.recordParam(s, arg, use)
			}
			continue
		}
		at := place{instr: p.instr, expr: fl.e.words().argumentPos(p, c, i, arg)}
		if use.Kind == callbackAtOnce {
			use.Held = slices.Concat(use.Held, locked)
		}
		for _, fn := range fns {
			fl.callback(s, at, c, use, fn)
		}
	}
}

// lockedByMethods returns, in the terms of callee c, the mutexes that it may lock
// before it calls a function, by the methods of the interfaces that it is given:
//
//	under(t, func() { t.needLocked() })
func (fl *flow) lockedByMethods(c ir.Callee) []effect {
	var out []effect
	for i, arg := range c.Args {
		mk, ok := arg.(*ssa.MakeInterface)
		if !ok {
			continue
		}
		for _, f := range fl.e.methodsBehind(mk) {
			for _, x := range f.summary.Exits {
				for _, a := range x.Acquired {
					if a.Mutex.Root == protocol.Param && a.Mutex.Index == 0 {
						a.Mutex.Index = i
					}
					a.Maybe = true
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// passedOn expresses parameters of callee c as those of the function that f, which
// c is given, is a parameter of.
func (fl *flow) passedOn(f ssa.Value, params []int, c ir.Callee) []int {
	var args []ssa.Value
	for _, i := range params {
		if i >= len(c.Args) {
			break
		}
		args = append(args, c.Args[i])
	}
	return fl.passed(f, args)
}

// inCaller expresses effects of callee c in the terms of the function under
// analysis.
func (fl *flow) inCaller(effects []effect, c ir.Callee) []effect {
	var out []effect
	for _, x := range effects {
		x.Mutex = fl.e.relative(fl.f.fn, fl.e.resolve(x.Mutex, c.Args, nil), nil)
		out = append(out, x)
	}
	return out
}

// callback judges one function value fn handed to c, which uses it as use
// says.
func (fl *flow) callback(s *state, at place, c ir.Callee, use paramUse, fn ir.Callee) {
	if use.Kind == callbackUnknown && isLoopBody(fn.Fn) {
		use.Kind, use.Unseen = callbackAtOnce, !fl.cannotLock(c, fn)
	}
	given := len(fn.Args) // what it is bound to
	for _, i := range use.Passed {
		if i >= len(c.Args) {
			break
		}
		fn.Args = append(slices.Clip(fn.Args), c.Args[i])
	}
	called := fn
	if fn.Fn != nil && fn.Fn.Parent() != nil && use.Kind == callbackAtOnce {
		for _, own := range fn.Fn.Params[min(len(fn.Args), len(fn.Fn.Params)):] {
			called.Args = append(slices.Clip(called.Args), own) // whatever it is called with
		}
	}
	switch use.Kind {
	case callbackSpawned:
		at.how = Spawned
		fl.detached(s, at, fn)
	case callbackLater, callbackKept:
		at.how, at.kept = Later, use.Place
		fl.detached(s, at, fn)
	case callbackAtOnce:
		t := s.clone()
		t.fuzzy = t.fuzzy || use.Unseen
		for _, d := range use.Dropped {
			m := fl.e.resolve(d.Mutex, c.Args, nil)
			fl.unlock(t, place{instr: at.instr}, c, m, d.Mode)
		}
		for _, h := range use.Held {
			m := fl.e.resolve(h.Mutex, c.Args, nil)
			if k := h.Mutex.Index + given; h.Mutex.Root == protocol.Result && k < len(called.Args) {
				m.path = fl.e.paths.Of(called.Args[k]).Join(h.Mutex.Steps)
			}
			t.forgetRelease(m)
			t.holds = append(t.holds, hold{mutex: m, mode: h.Mode, maybe: h.Maybe, many: h.Many, pos: at.pos()})
		}
		fl.obligations(t, at, called)
		// What it needed of the caller's caller is needed here too.
		for _, h := range t.holds {
			if h.assumed != nil && s.find(h.mutex) < 0 {
				s.holds = append(s.holds, h)
			}
		}
		if !isLoopBody(fn.Fn) && (!use.Once || !fl.runOnce(s, at, use, fn)) {
			fl.disturb(s, fn, Somehow)
		}
		if isOnce(c) {
			fl.onceStops(s, at, fn)
		} else {
			fl.eachStops(s, at, fn)
		}
	default:
		at.how = Somehow
		at.alone = fl.cannotLock(c, fn)
		fl.obligations(s, at, fn)
		fl.disturb(s, fn, Somehow)
		fl.eachStops(s, at, fn)
	}
}

// detached judges fn, which does not run within the call that it is handed to.
func (fl *flow) detached(s *state, at place, fn ir.Callee) {
	fl.ageStores(s, fn)
	if !fl.handOver(s, at, fn) {
		fl.obligations(s, at, fn)
	}
	fl.handStops(s, at, fn)
}

// runOnce applies to s what one call of fn leaves locked and unlocked, if there
// is only one way in which it returns, and reports whether there is.
func (fl *flow) runOnce(s *state, at place, use paramUse, fn ir.Callee) bool {
	own := func(c protocol.Class) bool {
		return slices.ContainsFunc(slices.Concat(use.Held, use.Dropped), func(x effect) bool { return x.Mutex.Class == c })
	}
	if fn.Obj != nil && len(fn.Args) > 0 {
		m, quiet := fl.e.lockedAs(fn.Args[0]), place{instr: at.instr}
		switch op := protocol.MutexOp(fn.Obj); {
		case own(m.class):
		case op == protocol.OpUnlock:
			fl.unlock(s, quiet, fn, m, protocol.Write)
			return true
		case op == protocol.OpRUnlock:
			fl.unlock(s, quiet, fn, m, protocol.Read)
			return true
		}
	}
	sum := fl.e.summaryOf(fn)
	if sum == nil || sum.NeverReturns || len(sum.Exits) != 1 || sum.uniform() {
		return false
	}
	x := sum.Exits[0]
	if slices.ContainsFunc(slices.Concat(x.Acquired, x.Released), func(y effect) bool { return y.Maybe || own(y.Mutex.Class) }) {
		return false
	}
	x.Stops = nil
	fl.apply(s, at, fn, x, nil)
	return true
}

// isOnce reports whether instr runs once on every way out of the function.
func (fl *flow) isOnce(instr ssa.Instruction) bool {
	if instr == nil {
		return false
	}
	b := instr.Block()
	for _, ret := range returns(fl.f.fn) {
		if !b.Dominates(ret.Block()) {
			return false
		}
	}
	return !ir.InLoop(b)
}

// disturb accounts for a run of fn of which it is not known what it does, or
// when: the mutexes that it locks are held maybe from now on, those that it
// unlocks can be gone at any time, or may be already if it was called here.
func (fl *flow) disturb(s *state, fn ir.Callee, at How) {
	if fn.Obj != nil && len(fn.Args) > 0 {
		class, _ := fl.e.classOf(fn.Args[0])
		m := mutex{class: class, path: fl.e.paths.Of(fn.Args[0])}
		switch protocol.MutexOp(fn.Obj) {
		case protocol.OpUnlock, protocol.OpRUnlock: // mu.Unlock as a value
			for i := range s.holds {
				if s.holds[i].class == class {
					s.holds[i].shared = true
				}
			}
		case protocol.OpLock, protocol.OpRLock:
			if s.find(m) < 0 {
				s.holds = append(s.holds, hold{mutex: m, mode: protocol.Read, maybe: true, pos: fl.f.fn.Pos()})
			}
		}
	}
	fl.ageStores(s, fn)
	sum := fl.e.summaryOf(fn)
	if sum == nil {
		return
	}
	for _, x := range sum.Exits {
		for _, r := range x.Released {
			m := fl.e.resolve(r.Mutex, fn.Args, nil)
			for i := range s.holds {
				if h := &s.holds[i]; h.class == m.class {
					h.shared, h.maybe = true, h.maybe || at == Called
				}
			}
		}
		for _, a := range x.Acquired {
			m := fl.e.resolve(a.Mutex, fn.Args, nil)
			if s.find(m) < 0 {
				s.holds = append(s.holds, hold{mutex: m, mode: a.Mode, maybe: true, pos: fl.f.fn.Pos()})
			}
		}
	}
}
