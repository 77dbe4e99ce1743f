package lockset

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// mutex is a lock class and, if known, its instance.
type mutex struct {
	class protocol.Class
	// path is the instance; zero if any instance of the class may be meant.
	path ir.Path
	// weak says that class is only the type of the mutex: the mutex came as
	// a pointer from somewhere out of sight.
	weak bool
}

// hold is a mutex held in a state.
type hold struct {
	mutex
	mode protocol.Mode
	// atLeast says that the mode is read or write: what is known comes from
	// a contract that names no mode.
	atLeast bool
	// entry says that the mutex was held when the function was entered.
	entry bool
	// assumed is the inferred requirement that made an entry hold.
	assumed *Requirement
	// guess is the written requirement that made an entry hold, if it is a
	// guess which mutex it means.
	guess *Requirement
	// maybe says that the mutex is held in some of the states joined here.
	maybe bool
	// shared says that code out of sight has the means to release the mutex.
	shared bool
	// many says that the hold stands for the mutexes of several objects,
	// locked in a loop.
	many bool
	// carried is the path by which the next rounds of a loop know the mutex, if
	// the object that it belongs to is carried over into a variable of theirs.
	carried ir.Path
	// deferred is the call, already deferred, that unlocks the mutex, if a
	// round of a loop has left that to it; not part of the state's identity.
	deferred *ssa.Defer
	// stale is the path by which the mutex was locked, if a field on it has
	// been assigned since.
	stale ir.Path
	// staleBy is the name of that field.
	staleBy string
	// pos is where it was locked; not part of the state's identity.
	pos token.Pos
	// base is the value whose field was locked; not part of the identity.
	base ssa.Value
	// by is what locked it, if the function did; not part of the identity.
	by *locking
}

// posit is a mutex taken for held from a finding on, so that one mistake is
// reported once.
type posit struct {
	mutex
	mode protocol.Mode
}

// release remembers a mutex that was unlocked and not locked again.
type release struct {
	mutex
	entry bool // it had been held on entry
	mode  protocol.Mode
	pos   token.Pos
	loose bool  // the unlock was of another path to, it seems, the same mutex
	site  *site // the unlock, if nothing was known to be held there
}

// literal is a branch condition with its known truth.
type literal struct {
	ir.Literal
	truth bool
}

// trail is the list of branches taken to reach a state, latest first.
type trail struct {
	branch *ssa.If
	taken  bool
	prev   *trail
}

// state is one alternative of what may be true at a point of a function.
type state struct {
	holds    []hold
	released []release
	defers   []*ssa.Defer
	literals []literal
	eithers  []either
	posits   []posit
	stops    []stop
	checks   []heldCheck
	begun    []begunStop
	trail    *trail
	// fuzzy says that alternatives beyond the bound were joined here: what
	// is absent from the state may be absent from some alternatives only.
	fuzzy bool
	// entered holds the conditions learned of captured variables before the
	// function assigned them, and assigned those that it has assigned.
	entered  []cond
	assigned []*ssa.Alloc
	// panicking says that the deferred calls run because of a panic.
	panicking bool
	// done lists what has been locked and unlocked on the way; it is not part
	// of the identity.
	done []*unlocking
	// doubts are literals that came out both ways in states merged into this
	// one since a stop was begun or ended.
	doubts []ir.Literal
}

const (
	maxStates   = 16 // alternatives of one block before they are joined
	maxLiterals = 24 // branch literals remembered in one state
	maxHolds    = 32 // mutexes held in one state
)

func (s *state) clone() *state {
	c := *s
	c.holds = slices.Clone(s.holds)
	c.released = slices.Clone(s.released)
	c.defers = slices.Clip(s.defers)
	c.literals = slices.Clone(s.literals)
	c.eithers = slices.Clip(s.eithers)
	c.posits = slices.Clip(s.posits)
	c.stops = slices.Clone(s.stops)
	c.checks = slices.Clone(s.checks)
	c.begun = slices.Clip(s.begun)
	c.entered = slices.Clip(s.entered)
	c.assigned = slices.Clip(s.assigned)
	c.doubts = slices.Clip(s.doubts)
	return &c
}

// key identifies a state up to the literals known in it and the releases of
// mutexes it had locked itself.
func (s *state) key(ps *ir.Paths) string {
	var b strings.Builder
	path := func(p ir.Path) { writePath(&b, ps, p) }
	parts := make([]string, 0, len(s.holds)+4)
	for _, h := range s.holds {
		b.Reset()
		b.WriteString(h.class.Pkg + "|" + h.class.Type + "|" + h.class.Field + "|")
		path(h.path)
		b.WriteByte('0' + byte(h.mode))
		for _, f := range [...]bool{h.atLeast, h.entry, h.maybe, h.shared, h.many, !h.stale.IsZero()} {
			if f {
				b.WriteByte('t')
			} else {
				b.WriteByte('f')
			}
		}
		path(h.carried)
		parts = append(parts, b.String())
	}
	slices.Sort(parts)
	n := len(parts)
	for _, r := range s.released {
		if r.entry {
			b.Reset()
			b.WriteString("-" + r.class.Pkg + "|" + r.class.Type + "|" + r.class.Field + "|")
			path(r.path)
			parts = append(parts, b.String())
		}
	}
	slices.Sort(parts[n:])
	for _, h := range s.posits {
		b.Reset()
		b.WriteString("!" + h.class.String())
		path(h.path)
		parts = append(parts, b.String())
	}
	for _, d := range s.defers {
		parts = append(parts, "d"+strconv.Itoa(int(d.Pos())))
	}
	if s.fuzzy {
		parts = append(parts, "fuzzy")
	}
	if len(s.stops) > 0 {
		parts = s.writeStops(parts, ps)
	}
	parts = s.writeBegun(s.writeChecks(parts), ps)
	return strings.Join(parts, ";")
}

func writePath(b *strings.Builder, ps *ir.Paths, p ir.Path) {
	if !p.IsZero() {
		b.WriteString(strconv.Itoa(ps.ID(p.Root)))
		b.WriteByte('.')
		b.WriteString(strconv.Itoa(p.Index))
		b.WriteString(p.Steps)
	}
}

// absorb merges o, which has the same key, into s. It reports whether s
// changed in a way that later code could notice.
func (s *state) absorb(o *state) bool {
	changed := false
	s.doubt(o)
	kept := s.literals[:0:0]
	for _, l := range s.literals {
		if slices.Contains(o.literals, l) {
			kept = append(kept, l)
		}
	}
	changed = s.meet(o) || changed
	if len(kept) != len(s.literals) {
		s.literals = kept
		changed = true
	}
	entered := slices.DeleteFunc(slices.Clone(s.entered), func(c cond) bool { return !slices.Contains(o.entered, c) })
	if len(entered) != len(s.entered) {
		s.entered = entered
		changed = true
	}
	for _, cell := range o.assigned {
		if !slices.Contains(s.assigned, cell) {
			s.assigned = append(s.assigned, cell)
			changed = true
		}
	}
	for _, r := range o.released {
		if !slices.ContainsFunc(s.released, func(x release) bool { return x.mutex == r.mutex }) {
			s.released = append(s.released, r)
			changed = true
		}
	}
	for i := range s.holds {
		if k := o.find(s.holds[i].mutex); k >= 0 && o.holds[k].by != nil && o.holds[k].by.unsure {
			s.holds[i].by = o.holds[k].by
		}
	}
	for _, u := range o.done {
		if !slices.Contains(s.done, u) {
			s.done = append(slices.Clip(s.done), u)
		}
	}
	return changed
}

// join returns the one state that covers all of states: a mutex held in only
// some is held maybe.
func join(states []*state) *state {
	j := states[0].clone()
	j.fuzzy = true
	for _, o := range states[1:] {
		for i := range j.holds {
			h := &j.holds[i]
			k := o.find(h.mutex)
			if k < 0 {
				h.maybe = true
				continue
			}
			h.maybe = h.maybe || o.holds[k].maybe
			h.atLeast = h.atLeast || o.holds[k].atLeast || h.mode != o.holds[k].mode
			h.mode = min(h.mode, o.holds[k].mode)
			h.entry = h.entry && o.holds[k].entry
			h.shared = h.shared || o.holds[k].shared
			if h.carried != o.holds[k].carried {
				h.carried = ir.Path{}
			}
		}
		for _, h := range o.holds {
			if j.find(h.mutex) < 0 {
				h.maybe = true
				j.holds = append(j.holds, h)
			}
		}
		if len(o.defers) < len(j.defers) {
			j.defers = o.defers
		}
		j.joinStops(o)
		j.absorb(o)
	}
	return j
}

// limit bounds the number of mutexes that s keeps track of, those held for
// certain and locked last before others.
func (s *state) limit() {
	if len(s.holds) <= maxHolds {
		return
	}
	s.fuzzy = true
	for i := 0; i < len(s.holds) && len(s.holds) > maxHolds; {
		if s.holds[i].maybe {
			s.drop(i)
		} else {
			i++
		}
	}
	if n := len(s.holds) - maxHolds; n > 0 {
		s.holds = slices.Delete(s.holds, 0, n)
	}
}

// find returns the index of the hold of exactly m, or -1.
func (s *state) find(m mutex) int {
	return slices.IndexFunc(s.holds, func(h hold) bool { return h.mutex == m })
}

func (s *state) drop(i int) hold {
	h := s.holds[i]
	s.holds = slices.Delete(s.holds, i, i+1)
	return h
}

// releasedAt returns the release of m, if it was released in this state. With
// no instance given, any of the class will do.
func (s *state) releasedAt(m mutex) (release, bool) {
	for _, r := range slices.Backward(s.released) {
		if r.class == m.class && (m.path.IsZero() || r.path == m.path) {
			return r, true
		}
	}
	return release{}, false
}

func (s *state) forgetRelease(m mutex) {
	s.released = slices.DeleteFunc(s.released, func(r release) bool {
		return r.class == m.class && (r.path == m.path || m.path.IsZero())
	})
}

// age makes the state forget which instances are meant by paths that depend on
// v, because v is about to be computed anew, and what was known of v.
func (s *state) age(v ssa.Value) {
	for i := range s.holds {
		if h := &s.holds[i]; !h.path.IsZero() && h.path.DependsOn(v) {
			h.path, h.many = ir.Path{}, true
		}
	}
	s.holds = dedupe(s.holds)
	s.released = slices.DeleteFunc(s.released, func(r release) bool {
		return !r.path.IsZero() && r.path.DependsOn(v)
	})
	s.literals = slices.DeleteFunc(s.literals, dependsOn(v))
	s.ageEithers(dependsOn(v))
	if len(s.begun) > 0 {
		s.begun = slices.DeleteFunc(slices.Clone(s.begun), func(b begunStop) bool { return b.path.DependsOn(v) })
	}
}

func dedupe(holds []hold) []hold {
	out := holds[:0]
	for _, h := range holds {
		if h.path.IsZero() && slices.ContainsFunc(out, func(o hold) bool { return o.mutex == h.mutex && o.carried == h.carried }) {
			continue
		}
		out = append(out, h)
	}
	return out
}

// truth returns what is known of l in s.
func (s *state) truth(l ir.Literal) ir.Truth {
	for _, k := range s.literals {
		if k.Literal == l {
			if k.truth {
				return ir.True
			}
			return ir.False
		}
		// x == 1 excludes x == 2
		if k.truth && k.Op == token.EQL && l.Op == token.EQL && k.X == l.X &&
			k.Y.IsZero() && l.Y.IsZero() && k.C != l.C {
			return ir.False
		}
	}
	return ir.Unsure
}

// learn records the truth of l.
func (s *state) learn(l ir.Literal, truth bool) {
	s.literals = slices.DeleteFunc(s.literals, func(k literal) bool { return k.Literal == l })
	if len(s.literals) >= maxLiterals {
		// What was learned of variables outlasts what was learned of values.
		i := max(0, slices.IndexFunc(s.literals, func(k literal) bool { return k.X.Steps != "*" }))
		s.literals = slices.Delete(s.literals, i, i+1)
	}
	s.literals = append(s.literals, literal{l, truth})
	s.follow(literal{l, truth})
}
