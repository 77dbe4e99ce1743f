package lockset

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// need is one mutex that a requirement asks for.
type need struct {
	Mutex ref
	Mode  protocol.Mode
}

// Requirement is a clause of a function's contract: one of several mutexes
// that must be held on entry. It is either written in the contract or inferred
// from the body.
type Requirement struct {
	Any    []need
	Source protocol.Source
	// When lists the parameter conditions, any one of which leads to the
	// need; an empty one always does. It is nil for a written requirement.
	When [][]cond

	// origin is the call in the body that an inferred requirement comes from.
	origin *site
	// contradicted says that the function locks the mutex itself after it
	// needed it, so that no caller can hold it.
	contradicted bool
	// uses are the calls of the function, once all are known.
	uses []*site
	// provided says that some caller holds the mutex.
	provided bool
	// undecided and inBody memoise isUndecided and elsewhere.
	undecided *bool
	inBody    *outcome
	// guess is the written requirement that this comes from, if that says no
	// more than "the lock": it counts only if some caller is seen to hold the
	// mutex that this was taken to mean.
	guess *Requirement
	// Needs is the call, as written, that the mutex is needed for.
	Needs string
	// release says that it is a mutex that the callee unlocks.
	release bool
	// relock says that the body unlocks the mutex and locks it again: the
	// callers must hold it, whether any does or not.
	relock bool
	// access is set on the needs of accesses alone.
	access *accessed
}

// cond is a condition on what a function is entered with: that a parameter,
// or a variable that a function literal captures, is true, or nil.
type cond struct {
	Index int // of the parameter, receiver counted as 0
	Nil   bool
	Truth bool
	// outer is the captured variable. It never leaves the package.
	outer ir.Path
}

// lockUse is a mutex that a function locks without holding it first.
type lockUse struct {
	effect
	When [][]cond
	// Sure says that nothing but the arguments decides whether the function
	// comes to lock it.
	Sure bool
	// Dropped are the classes of mutexes that callers may hold and that are
	// unlocked by then.
	Dropped []protocol.Class
	// origin is the lock operation, or the call that leads to it.
	origin *site
}

// inferred reports whether r was worked out from a body.
func (r *Requirement) inferred() bool { return r.When != nil }

const maxConditions = 4

// addCondition adds the conjunction c to the alternatives when, keeping them few:
// one that another implies is left out, and two that differ in the truth of one
// condition are one without it.
func addCondition(when [][]cond, c []cond) [][]cond {
	for i, old := range when {
		if isSubset(old, c) {
			return when
		}
		if isSubset(c, old) {
			return addCondition(slices.Delete(slices.Clone(when), i, i+1), c)
		}
		if both, ok := resolve(old, c); ok {
			return addCondition(slices.Delete(slices.Clone(when), i, i+1), both)
		}
	}
	if len(when) > maxConditions {
		return [][]cond{{}}
	}
	return append(slices.Clone(when), c)
}

// isSubset reports whether b has all the conditions of a, so that b implies a.
func isSubset(a, b []cond) bool {
	return !slices.ContainsFunc(a, func(k cond) bool { return !slices.Contains(b, k) })
}

// resolve returns what a and b have in common, if they differ in nothing but the
// truth of one condition.
func resolve(a, b []cond) (both []cond, ok bool) {
	if len(a) != len(b) {
		return nil, false
	}
	for _, k := range a {
		if slices.Contains(b, k) {
			both = append(both, k)
			continue
		}
		k.Truth = !k.Truth
		if !slices.Contains(b, k) {
			return nil, false
		}
	}
	return both, len(both) == len(a)-1
}

func (r *Requirement) String() string {
	var alts []string
	for _, n := range r.Any {
		alts = append(alts, n.Mutex.String()+":"+n.Mode.String())
	}
	return strings.Join(alts, "|")
}

// effect is a mutex that a call leaves locked or unlocked.
type effect struct {
	Mutex ref
	Mode  protocol.Mode
	Maybe bool
	// Many says that it is the mutexes of several objects, locked in a loop.
	Many bool
}

// exit is one way in which a function returns.
type exit struct {
	Acquired []effect
	Released []effect
	Stops    []stopEffect
	// Begun lists what internal stops have been begun on.
	Begun []ref
	// Recovered says whether recover returned something on the way there.
	Recovered ir.Truth
	// written says that the exit comes from a written contract.
	written bool
	// Stores lists the captured variables that a function literal assigns,
	// and Outer what is known of them when it returns.
	Stores []*ssa.Alloc
	Outer  []literal
	// When holds the conditions known of what the function was entered with.
	When []cond
	// Results tells, for each result, whether it is true (bool) or nil.
	Results []ir.Truth
}

func (x exit) effectKey() string {
	var b strings.Builder
	for _, a := range x.Acquired {
		fmt.Fprintf(&b, "+%s:%s:%v", a.Mutex, a.Mode, a.Maybe)
	}
	for _, r := range x.Released {
		fmt.Fprintf(&b, "-%s:%s:%v", r.Mutex, r.Mode, r.Maybe)
	}
	for _, y := range x.Stops {
		b.WriteString(y.String())
	}
	for _, r := range x.Begun {
		b.WriteString("!" + r.String())
	}
	for _, l := range x.Outer {
		fmt.Fprintf(&b, "?%s%s%s:%v", l.X.Root.Name(), l.X.Steps, l.C, l.truth)
	}
	return b.String()
}

// callback says what a function does with a function that it is given.
type callback uint8

const (
	callbackUnknown callback = iota
	// callbackAtOnce functions are called before the callee returns, on the
	// same goroutine.
	callbackAtOnce
	// callbackLater functions are called after the callee returned, by code
	// that holds nothing.
	callbackLater
	// callbackSpawned functions are called in a new goroutine.
	callbackSpawned
	// callbackKept functions are put in a place of the program's own, and
	// called from there.
	callbackKept
)

// paramUse says how a parameter of function type is used.
type paramUse struct {
	Kind callback
	// Held and Dropped are the mutexes that the callee itself has locked, or
	// unlocked, when it makes the call. A mutex whose root is a result is one of
	// the argument of that index in the call.
	Held, Dropped []effect
	// Once says that the function is called once on every way out.
	Once bool
	// Unseen says that what calls it is out of sight, and may hold more.
	Unseen bool
	// Passed are the callee's parameters that the function is called with, as
	// far as they are known from the first on.
	Passed []int
	// at is where it is called, or passed on, and args are what it is called with.
	at   ssa.Instruction
	args []ssa.Value
	// Place names where a kept function is put, and Called says that it is
	// called from there, with the mutexes With held in some of the calls.
	Place  string
	Called bool
	With   []protocol.Class
}

// summary is what a caller needs to know of a function.
type summary struct {
	Requires []*Requirement
	// Accesses are the needs of accesses to protected fields.
	Accesses []*Requirement
	Exits    []exit
	// Locks lists the mutexes that the function locks without holding them
	// first: calling it with one of them held blocks for ever.
	Locks []lockUse
	// Drops lists the mutexes that the function unlocks although its caller
	// locked them, and has locked again when it returns.
	Drops []ref
	// Reveals lists what the results tell of fields.
	Reveals []revealed
	// Blocks says that the function waits for something before it returns.
	Blocks bool
	// Returns has, for each result that is always the same path from a
	// parameter, that path.
	Returns []returned
	// Gives has the results that lock or unlock when they are called.
	Gives []given
	// Makes is the set of results, a bit each, that are objects made for the
	// caller alone.
	Makes  uint32
	Params map[int]paramUse
	// Reaches describes the calls, its own and its callees', of functions that
	// are not known: what callers hold is held there, too.
	Reaches []string
	// Outer says the same of parameters of enclosing functions, for a
	// function literal.
	Outer map[*ssa.Parameter]paramUse
	// NeverReturns says that no path through the body returns.
	NeverReturns bool
}

// returned says that result Result is the path Steps from parameter Param.
type returned struct {
	Result, Param int
	Steps         string
}

const (
	maxExits   = 6
	maxLocks   = 24
	maxReaches = 64
)

// addExit adds x, keeping the number of distinct exits bounded.
func (s *summary) addExit(x exit) {
	for i, old := range s.Exits {
		if old.effectKey() != x.effectKey() || !slices.Equal(old.Stops, x.Stops) || old.Recovered != x.Recovered {
			continue
		}
		if slices.Equal(old.Results, x.Results) {
			s.Exits[i].When = slices.DeleteFunc(slices.Clone(old.When), func(c cond) bool {
				return !slices.Contains(x.When, c)
			})
			return
		}
		if len(s.Exits) >= maxExits || len(x.Acquired)+len(x.Released)+len(x.Stores) == 0 && s.uniform() && !s.hasStops() && !s.begins() && len(x.Stops)+len(x.Begun) == 0 {
			for j := range old.Results {
				if j < len(x.Results) && x.Results[j] != old.Results[j] {
					s.Exits[i].Results = slices.Clone(s.Exits[i].Results)
					s.Exits[i].Results[j] = ir.Unsure
				}
			}
			s.Exits[i].When = nil
			return
		}
	}
	if len(s.Exits) < maxExits {
		s.Exits = append(s.Exits, x)
		return
	}
	// Too many ways to return: what only some of them do is done maybe.
	all := append(slices.Clone(s.Exits), x)
	merged := exit{Results: make([]ir.Truth, len(x.Results)), Stores: x.Stores, Stops: anyStops(all)}
	for _, y := range all {
		for _, a := range y.Acquired {
			a.Maybe = true
			if !slices.ContainsFunc(merged.Acquired, func(b effect) bool { return b.Mutex == a.Mutex }) {
				merged.Acquired = append(merged.Acquired, a)
			}
		}
		for _, r := range y.Released {
			r.Maybe = true
			if !slices.ContainsFunc(merged.Released, func(b effect) bool { return b.Mutex == r.Mutex }) {
				merged.Released = append(merged.Released, r)
			}
		}
	}
	s.Exits = []exit{merged}
}

// uniform reports whether no exit has an effect, so that results need not be
// told apart.
func (s *summary) uniform() bool {
	for _, x := range s.Exits {
		if len(x.Acquired)+len(x.Released)+len(x.Stores) > 0 {
			return false
		}
	}
	return true
}

// plain reports whether a call of the function changes nothing.
func (s *summary) plain() bool {
	return s.uniform() && !s.hasStops() && !s.begins() && !s.NeverReturns
}

// begins reports whether some exit leaves an internal stop begun.
func (s *summary) begins() bool {
	return slices.ContainsFunc(s.Exits, func(x exit) bool { return len(x.Begun) > 0 })
}

func (s *summary) addLock(x effect, when []cond, sure bool, origin *site) {
	for i, l := range s.Locks {
		if l.effect == x {
			s.Locks[i].When = addCondition(l.When, when)
			s.Locks[i].Sure = l.Sure || sure
			return
		}
	}
	if len(s.Locks) < maxLocks {
		s.Locks = append(s.Locks, lockUse{effect: x, When: [][]cond{when}, Sure: sure, origin: origin})
	}
}

// String describes the summary in a fixed order, for comparison and tests.
func (s *summary) String() string {
	var parts []string
	for _, r := range s.Requires {
		parts = append(parts, "needs "+r.String())
	}
	for _, r := range s.Accesses {
		parts = append(parts, "accesses "+r.String())
	}
	for _, x := range s.Exits {
		if k := x.effectKey(); k != "" {
			parts = append(parts, "exit "+k)
		}
	}
	for _, l := range s.Locks {
		parts = append(parts, "locks "+l.Mutex.String())
	}
	for _, d := range s.Drops {
		parts = append(parts, "drops "+d.String())
	}
	if s.Blocks {
		parts = append(parts, "blocks")
	}
	for _, r := range s.Returns {
		parts = append(parts, fmt.Sprintf("returns %d=%d%s", r.Result, r.Param, r.Steps))
	}
	for _, g := range s.Gives {
		parts = append(parts, fmt.Sprintf("gives %d %s", g.Result, exit{Acquired: slices.Concat(g.Acquired, g.Locks), Released: g.Released}.effectKey()))
	}
	for i, p := range s.Params {
		if p.Kind != callbackUnknown {
			parts = append(parts, fmt.Sprintf("param%d kind%d", i, p.Kind))
		}
	}
	for p, u := range s.Outer {
		parts = append(parts, fmt.Sprintf("outer %s kind%d", p.Name(), u.Kind))
	}
	for _, what := range s.Reaches {
		parts = append(parts, "reaches "+what)
	}
	if s.NeverReturns {
		parts = append(parts, "never returns")
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}
