package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// locking is a call that locks a mutex, as one path comes to it.
type locking struct {
	instr ssa.Instruction
	// plain says that it is a lock operation, not a function that has one.
	plain bool
	// from is the function that locks the mutex for its caller, or nil.
	from *function
	// unsure says that the caller cannot know whether the mutex is locked, or
	// still locked, or that it is so because of a failure.
	unsure bool
	// trail is the way there.
	trail *trail
	// beside are the classes of what is held when a plain lock operation is done.
	beside []protocol.Class
}

// unlocking is a call that unlocks what another call has locked.
type unlocking struct {
	lock, unlock ssa.Instruction
	pos          token.Pos
	// exact says that the unlock was of the very path that was locked.
	exact bool
}

// leaving is a way out of a function, or the end of a round of a loop, with
// what it leaves locked and what it has unlocked.
type leaving struct {
	instr   ssa.Instruction
	how     Leaving
	results []ir.Truth
	when    []literal
	trail   *trail
	held    []hold
	done    []*unlocking
	// handed are those of held whose owner, or a function that unlocks them,
	// is returned.
	handed []mutex
}

// leakFacts is what is found of the mutexes that one function locks and
// unlocks.
type leakFacts struct {
	leavings   []*leaving
	unlockings map[[2]ssa.Instruction]*unlocking
	// unlockingList has them in the order in which they were found.
	unlockingList []*unlocking
	// freed are the classes of the mutexes that a caller unlocks after the
	// function has locked them for it, and passedTo the callers that leave that
	// to their own callers. The class that names nothing stands for all.
	freed    []protocol.Class
	passedTo []passing
	rereads  []reread
	// replacements are the stores of pointers in fields.
	replacements []replacement
}

// passing says that the function to leaves it to its callers to unlock what was
// locked for it.
type passing struct {
	to    *function
	class protocol.Class
}

// freeable returns the class of h as leakFacts has it.
func (h hold) freeable() protocol.Class {
	if h.weak {
		return protocol.Class{}
	}
	return h.class
}

// locked returns the account of a lock operation at p.
func (s *state) locked(p place) *locking {
	by := &locking{instr: p.instr, plain: true, trail: s.trail}
	for _, h := range s.holds {
		by.beside = append(by.beside, h.class)
	}
	return by
}

// noteUnlock notes that the hold h ends at p.
func (fl *flow) noteUnlock(s *state, p place, h hold, exact bool) {
	if h.by == nil || h.entry {
		return
	}
	if from := h.by.from; from != nil && !slices.Contains(from.freed, h.freeable()) {
		from.freed = append(from.freed, h.freeable())
	}
	k := [2]ssa.Instruction{h.by.instr, p.instr}
	u := fl.f.unlockings[k]
	if u == nil {
		u = &unlocking{lock: h.by.instr, unlock: p.instr, pos: p.pos()}
		if fl.f.unlockings == nil {
			fl.f.unlockings = map[[2]ssa.Instruction]*unlocking{}
		}
		fl.f.unlockings[k] = u
		fl.f.unlockingList = append(fl.f.unlockingList, u)
	}
	u.exact = u.exact || exact
	if !slices.Contains(s.done, u) {
		s.done = append(slices.Clip(s.done), u)
	}
}

// lockedBy returns the account of what calling callee c locks at p, by its way
// of returning x.
func (fl *flow) lockedBy(s *state, p place, c ir.Callee, x exit) *locking {
	by := &locking{instr: p.instr, from: fl.e.funcs[c.Fn], trail: s.trail}
	var results *types.Tuple
	switch {
	case c.Obj != nil:
		results = c.Obj.Signature().Results()
	case c.Fn != nil:
		results = c.Fn.Signature.Results()
	}
	for i, t := range x.Results {
		if i < results.Len() && t == ir.False && isError(results.At(i).Type()) {
			by.unsure = true
		}
	}
	if sum := fl.e.summaryOf(c); sum != nil && !by.unsure {
		by.unsure = slices.ContainsFunc(sum.Exits, func(y exit) bool {
			return !x.isTold(y) && !sameEffects(x.Acquired, y.Acquired)
		})
	}
	return by
}

// isTold reports whether callers can tell x from y by what they pass or by what
// is returned.
func (x exit) isTold(y exit) bool {
	for i := range min(len(x.Results), len(y.Results)) {
		if x.Results[i] != y.Results[i] && x.Results[i] != ir.Unsure && y.Results[i] != ir.Unsure {
			return true
		}
	}
	for _, c := range x.When {
		c.Truth = !c.Truth
		if slices.Contains(y.When, c) {
			return true
		}
	}
	return false
}

func sameEffects(xs, ys []effect) bool {
	return len(xs) == len(ys) && !slices.ContainsFunc(xs, func(x effect) bool {
		return !slices.ContainsFunc(ys, func(y effect) bool { return x.Mutex == y.Mutex })
	})
}

// leaveUnsure notes that calling a function that unlocks mutexes on some of its ways
// of returning did not unlock what is held in s, by its way x, although nothing
// tells it from those.
func (s *state) leaveUnsure(sum *summary, x exit) {
	for _, y := range sum.Exits {
		if x.isTold(y) {
			continue
		}
		for _, r := range y.Released {
			if slices.ContainsFunc(x.Released, func(q effect) bool { return q.Mutex == r.Mutex }) {
				continue
			}
			for i := range s.holds {
				if h := &s.holds[i]; h.by != nil && (h.class == r.Mutex.Class || r.Mutex.Weak) {
					by := *h.by
					by.unsure = true
					h.by = &by
				}
			}
		}
	}
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// leaveLocked notes what is locked, and what has been unlocked, as the function
// returns in s.
func (fl *flow) leaveLocked(ret *ssa.Return, s *state, truths []ir.Truth, results []ir.Path) {
	l := fl.leaving(ret, s, Returning)
	if l == nil {
		return
	}
	l.results = truths
	for _, h := range l.held {
		on := passing{fl.f, h.freeable()}
		if h.by.from != nil && h.by.from != fl.f && !slices.Contains(h.by.from.passedTo, on) {
			h.by.from.passedTo = append(h.by.from.passedTo, on)
		}
		if fl.isReturned(h, ret, results) {
			l.handed = append(l.handed, h.mutex)
		}
	}
}

// leavePanickingLocked notes what is locked after a panic that a deferred call
// recovers from, in all of the states after the deferred calls.
func (fl *flow) leavePanickingLocked(instr *ssa.Panic, after []*state) {
	if len(after) == 0 || len(after[0].holds) == 0 || !fl.recovers() {
		return
	}
	l := fl.leaving(instr, after[0], Panicking)
	if l == nil {
		return
	}
	l.held = slices.DeleteFunc(l.held, func(h hold) bool {
		return slices.ContainsFunc(after, func(s *state) bool { return s.find(h.mutex) < 0 })
	})
}

func (fl *flow) leaving(instr ssa.Instruction, s *state, how Leaving) *leaving {
	l := &leaving{instr: instr, how: how, when: fl.known0(s), trail: s.trail, done: s.done}
	if s.fuzzy {
		return nil
	}
	for _, h := range s.holds {
		gaveAnother := slices.ContainsFunc(s.released, func(r release) bool { return r.entry && r.class == h.class })
		if !h.entry && h.by != nil && !gaveAnother { // else it is given back what the caller holds
			if h.path.IsZero() && !h.carried.IsZero() {
				h.path, h.many = h.carried, false
			}
			l.held = append(l.held, h)
		}
	}
	if len(l.held) == 0 && how != Returning {
		return nil
	}
	fl.f.leavings = append(fl.f.leavings, l)
	return l
}

// recovers reports whether a deferred call of the function recovers from a
// panic, and does not panic again.
func (fl *flow) recovers() bool {
	for _, b := range fl.f.fn.Blocks {
		for _, instr := range b.Instrs {
			d, ok := instr.(*ssa.Defer)
			if !ok {
				continue
			}
			callees, _ := fl.e.paths.Callees(&d.Call)
			for _, c := range callees {
				if c.Fn != nil && callsRecover(c.Fn) {
					return true
				}
			}
		}
	}
	return false
}

// callsRecover reports whether fn calls recover, and does not panic itself.
func callsRecover(fn *ssa.Function) bool {
	found := false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Panic:
				if isReal(instr) {
					return false
				}
			case *ssa.Call:
				if b, ok := instr.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
					found = true
				}
			}
		}
	}
	return found
}

// isReturned reports whether ret returns what the mutex of h belongs to, an
// object that leads there, or a function that unlocks it.
func (fl *flow) isReturned(h hold, ret *ssa.Return, results []ir.Path) bool {
	for i := range ret.Results {
		v := resultOf(ret, i)
		if leadsTo(results[i], h.path) || fl.mayBeOwner(v, h.path, map[*ssa.Phi]bool{}) {
			return true
		}
		if _, ok := v.Type().Underlying().(*types.Signature); ok && fl.e.unlocksClass(v, h.class) {
			return true
		}
		if obj, ok := results[i].Root.(*ssa.Alloc); ok && fl.e.holdsMutex(obj, h.mutex) {
			return true
		}
	}
	return false
}

// mayBeOwner reports whether v leads to the mutex at path by some of the ways on
// which it is chosen; seen are the values that have been looked at.
func (fl *flow) mayBeOwner(v ssa.Value, path ir.Path, seen map[*ssa.Phi]bool) bool {
	phi, ok := v.(*ssa.Phi)
	if !ok || seen[phi] {
		return false
	}
	seen[phi] = true
	return slices.ContainsFunc(phi.Edges, func(x ssa.Value) bool {
		return leadsTo(fl.e.paths.Of(x), path) || fl.mayBeOwner(x, path, seen)
	})
}

// holdsMutex reports whether a field of the object obj, which is new, leads to
// m or is a function that unlocks it.
func (e *engine) holdsMutex(obj *ssa.Alloc, m mutex) bool {
	for _, r := range *obj.Referrers() {
		var refs []ssa.Instruction
		switch r := r.(type) {
		case *ssa.FieldAddr:
			refs = *r.Referrers()
		case *ssa.Store:
			refs = []ssa.Instruction{r}
		}
		for _, r := range refs {
			st, ok := r.(*ssa.Store)
			if !ok || st.Val == obj {
				continue
			}
			if leadsTo(e.paths.Of(st.Val), m.path) || e.unlocksClass(st.Val, m.class) {
				return true
			}
		}
	}
	return false
}
