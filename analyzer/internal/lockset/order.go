package lockset

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// orderEdge is a mutex that is locked with another one held.
type orderEdge struct {
	f    *function
	at   place
	held hold
	want mutex
	// callee locks want, unless at is the lock operation itself.
	callee *ir.Callee
	// inner is the lock operation that is reached by the call, if it is in the
	// package.
	inner *site
	// gates are the other mutexes held.
	gates []hold
	// with counts the states in which held is, up to last, of those in which
	// want is locked.
	with, last int
	of         *int
}

// isCertain reports whether the one mutex is held whenever the other is locked.
func (x *orderEdge) isCertain() bool { return x.with == *x.of }

type orderKey struct {
	instr      ssa.Instruction
	held, want protocol.Class
}

// orderFacts is what is found of the order in which one function locks mutexes.
type orderFacts struct {
	orderEdges map[orderKey]*orderEdge
	edgeList   []*orderEdge
	wanted     map[orderKey]*int // by instruction and want
	// calledWith are the classes held at some calls of the function, and
	// calledBy the functions that call it.
	calledWith map[protocol.Class]bool
	calledBy   map[*function]bool
}

// noteOrder notes that m is locked at p, by c if that is not nil, with what s
// holds.
func (fl *flow) noteOrder(s *state, p place, m mutex, c *ir.Callee, l lockUse) {
	if s.panicking || m.weak || m.class.Field == "" || fl.isNew(m.path, p.instr) {
		return
	}
	of := fl.wanted(p, m)
	*of++
	if s.fuzzy {
		return
	}
	for i, h := range s.holds {
		k := orderKey{p.instr, h.class, m.class}
		if h.maybe || h.shared || h.assumed != nil || h.weak || !h.stale.IsZero() || h.class.Field == "" ||
			h.mutex == m || h.by != nil && !h.by.plain && (h.by.unsure || h.path.IsZero()) || slices.Contains(l.Dropped, h.class) || fl.isNew(h.path, p.instr) {
			continue
		}
		if h.class != m.class && slices.ContainsFunc(s.holds, func(o hold) bool { return o.class == m.class }) {
			continue // another one was locked first
		}
		x := fl.f.orderEdges[k]
		if x == nil {
			gates := slices.Delete(slices.Clone(s.holds), i, i+1)
			x = &orderEdge{f: fl.f, at: p, held: h, want: m, callee: c, inner: l.origin, gates: gates, of: of}
			fl.f.orderEdges[k] = x
			fl.f.edgeList = append(fl.f.edgeList, x)
		}
		if x.last < *of { // not another one of the class
			x.with, x.last = x.with+1, *of
		}
	}
}

// wanted returns the counter of the states in which m is locked at p.
func (fl *flow) wanted(p place, m mutex) *int {
	if fl.f.wanted == nil {
		fl.f.wanted, fl.f.orderEdges = map[orderKey]*int{}, map[orderKey]*orderEdge{}
	}
	k := orderKey{instr: p.instr, want: m.class}
	if fl.f.wanted[k] == nil {
		fl.f.wanted[k] = new(int)
	}
	return fl.f.wanted[k]
}

// isNew reports whether p leads to an object that nobody else can have yet.
func (fl *flow) isNew(p ir.Path, instr ssa.Instruction) bool {
	if p.IsZero() {
		return false
	}
	fresh, _ := fl.isFresh(p, instr)
	return fresh || fl.isPrivate(p)
}

// noteCallee notes with what c is called at a call in s.
func (fl *flow) noteCallee(s *state, c ir.Callee) {
	g := fl.e.funcs[c.Fn]
	if g == nil {
		return
	}
	if g.calledWith == nil {
		g.calledWith, g.calledBy = map[protocol.Class]bool{}, map[*function]bool{}
	}
	for _, h := range s.holds {
		g.calledWith[h.class] = true
	}
	g.calledBy[fl.f] = true
}

// noteDropped notes which of the mutexes that callers may hold are unlocked when x
// is locked in s.
func (fl *flow) noteDropped(s *state, x ref, more []protocol.Class) {
	for i := range fl.sum.Locks {
		l := &fl.sum.Locks[i]
		if l.Mutex != x {
			continue
		}
		for _, r := range s.released {
			if r.entry && !slices.Contains(l.Dropped, r.class) {
				l.Dropped = append(slices.Clip(l.Dropped), r.class)
			}
		}
		for _, c := range more {
			if !slices.Contains(l.Dropped, c) {
				l.Dropped = append(slices.Clip(l.Dropped), c)
			}
		}
	}
}

// mayBeHeld reports whether a mutex of the class may be held when f is entered.
func (e *engine) mayBeHeld(f *function, class protocol.Class, seen map[*function]bool) bool {
	if seen[f] {
		return false
	}
	seen[f] = true
	if f.calledWith[class] || e.escapes()[f.fn] || f.obj == nil && e.isKept(f.fn) {
		return true
	}
	if f.obj != nil && f.obj.Signature().Recv() != nil && e.heldAt.has("method "+f.obj.Name(), class) {
		return true
	}
	if f.obj != nil && e.isReachable(f) && (class.Pkg != e.pass.Pkg.Path() || ast.IsExported(class.Field)) {
		return true // by callers in other packages
	}
	for g := range f.calledBy {
		if e.mayBeHeld(g, class, seen) {
			return true
		}
	}
	return false
}

// OrderMistake is what is wrong with the order in which mutexes are locked.
type OrderMistake uint8

const (
	// AgainstOrder: a mutex is locked with one held that is to be locked after
	// it.
	AgainstOrder OrderMistake = iota
	// BothWays: elsewhere the two are locked in the opposite order.
	BothWays
	// WithoutOuter: two mutexes of a class are locked without the outer one that
	// makes it legal.
	WithoutOuter
)

// OrderFinding is a mutex that is locked in the wrong order.
type OrderFinding struct {
	Mistake OrderMistake
	// Pos and End delimit the call.
	Pos, End token.Pos
	// Callee is what is called, if it is no lock operation itself.
	Callee string
	// Want and Held are the mutexes as written, and WantName and HeldName what
	// the code calls them, or empty.
	Want, Held, WantName, HeldName string
	// Outer is the mutex that is to be held, for WithoutOuter.
	Outer string
	// Locked is where the mutex held is locked, and Inner where the callee locks
	// the other, or invalid.
	Locked, Inner token.Pos
	// Entry says that the mutex is held when the function is entered.
	Entry bool
	// Source is where the order is written.
	Source protocol.Source
	// Chain are the places at which the opposite order arises.
	Chain []OrderStep
}

// OrderStep is one mutex that is locked with another one held.
type OrderStep struct {
	Held, Want string
	Func       string
	// Locked and Pos are where they are locked, invalid in another package, and
	// Place is the latter in words.
	Locked, Pos token.Pos
	Place       string
}
