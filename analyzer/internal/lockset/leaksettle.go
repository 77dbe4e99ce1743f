package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// leak is a way out of a function that leaves locked what another unlocks.
type leak struct {
	*leaving
	hold  hold
	other *leaving // nil if there is only an unlocking
	done  *unlocking
}

// leaks decides which of the mutexes that f leaves locked are to be unlocked by
// nobody.
//
// A function that unlocks on some way out what it has locked is to do so on all,
// unless callers can tell those on which it does not.
func (e *engine) leaks(f *function) []leak {
	if f.quiet || f.gaveUp || len(f.leavings) == 0 || e.acquires(f) {
		return nil
	}
	fl := &flow{e: e, f: f}
	var out []leak
	said := map[[2]ssa.Instruction]bool{}
	for _, l := range f.leavings {
		for _, h := range l.held {
			k := [2]ssa.Instruction{h.by.instr, l.instr}
			if said[k] || h.maybe || h.shared || h.many || h.path.IsZero() || h.weak || h.by.unsure ||
				slices.Contains(l.handed, h.mutex) || f.relocks(h.by.instr) {
				continue
			}
			if x, ok := fl.leak(l, h); ok && !fl.isExcused(x) {
				said[k] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// acquires reports whether the written contract of f says that it returns with
// a mutex held, or without one that its callers hold.
func (e *engine) acquires(f *function) bool {
	return len(f.contract.acquires)+len(f.contract.releases) > 0
}

// relocks reports whether what is locked at instr is locked again while it is
// held: that is a finding of its own.
func (f *function) relocks(instr ssa.Instruction) bool {
	return slices.ContainsFunc(f.siteList, func(st *site) bool {
		return (st.kind == Relock || st.kind == Excludes) && st.violated > 0 && (st.instr == instr || st.lock == instr.Pos())
	})
}

// leak looks for a way out that unlocks what l leaves locked by h, although
// nothing tells callers one from the other.
func (fl *flow) leak(l *leaving, h hold) (leak, bool) {
	if l.how == NextRound {
		for _, u := range fl.f.unlockingList {
			if u.lock == h.by.instr && u.exact && fl.sameLoop(u.unlock, l.instr) {
				return leak{leaving: l, hold: h, done: u}, true
			}
		}
		return leak{}, false
	}
	best, found := leak{}, untold
	for _, o := range fl.f.leavings {
		if o.how != Returning || slices.ContainsFunc(o.held, func(x hold) bool { return x.by.instr == h.by.instr }) {
			continue
		}
		u := fl.unlockedBefore(o, h.by.instr)
		if u == nil {
			continue
		}
		t := fl.tells(l, o)
		if t != failing && contradictory(l, o, h.mutex) {
			continue
		}
		if t < found || best.other == nil {
			best, found = leak{leaving: l, hold: h, other: o, done: u}, t
		}
	}
	switch found {
	case failing:
		return best, !fl.isFreed(h)
	case alike:
		return best, !fl.isFreed(h) && !(fl.isOpen() && fl.toldByState(l, best.other) && !fl.e.isClosed(h.class, fl.f))
	case unclear:
		return best, !fl.isFreed(h) && (!fl.isOpen() || fl.e.isClosed(h.class, fl.f))
	}
	best.leaving, best.hold = l, h
	return best, (h.by.plain || h.by.from != nil) && l.how == Returning && fl.e.isClosed(h.class, fl.f) && !fl.isFreed(h) &&
		(best.other != nil || fl.isGetter())
}

// unlockedBefore returns an unlock of what is locked at lock that comes before
// o, or nil.
func (fl *flow) unlockedBefore(o *leaving, lock ssa.Instruction) *unlocking {
	for _, u := range o.done {
		if u.lock == lock {
			return u
		}
	}
	for _, u := range fl.f.unlockingList {
		if _, deferred := u.unlock.(*ssa.Defer); !deferred && u.lock == lock && reachesPast(u.unlock, o.instr, lock) {
			return u
		}
	}
	return nil
}

// isGetter reports whether what the function is there for is its result, so that
// it does not lock a mutex for the sake of it.
func (fl *flow) isGetter() bool {
	for v := range fl.f.fn.Signature.Results().Variables() {
		if !isError(v.Type()) && !isBoolean(v.Type()) {
			return true
		}
	}
	return false
}

// isFreed reports whether some caller unlocks what the function leaves locked by
// h, or may.
func (fl *flow) isFreed(h hold) bool { return fl.e.isFreed(fl.f, h.class, 0) }

func (e *engine) isFreed(f *function, class protocol.Class, depth int) bool {
	is := func(c protocol.Class) bool { return c == class || c.IsZero() }
	if depth > 8 || slices.ContainsFunc(f.freed, is) {
		return true
	}
	return slices.ContainsFunc(f.passedTo, func(p passing) bool {
		return is(p.class) && e.isFreed(p.to, class, depth+1)
	})
}

// isOpen reports whether callers out of sight may unlock what the function
// leaves locked.
func (fl *flow) isOpen() bool {
	if fl.f.obj == nil {
		return fl.f.fn.Parent() == nil
	}
	return fl.e.isReachable(fl.f)
}

// isReachable reports whether the declared function f may be called from where
// it cannot be seen.
func (e *engine) isReachable(f *function) bool {
	return f.obj.Exported() || e.escapes()[f.fn] || !e.isCalled(f)
}

// isCalled reports whether the package calls f, or refers to it.
func (e *engine) isCalled(f *function) bool {
	if e.called == nil {
		e.called = map[*function]bool{}
		for _, g := range e.order {
			for _, h := range e.callees(g) {
				if h != g {
					e.called[h] = true
				}
			}
		}
	}
	return e.called[f]
}

// releases reports whether some exit unlocks a mutex of the class that the
// caller has locked.
func (s *summary) releases(class protocol.Class) bool {
	return slices.ContainsFunc(s.Exits, func(x exit) bool {
		return slices.ContainsFunc(x.Released, func(r effect) bool { return r.Mutex.Class == class || r.Mutex.Weak })
	})
}
