package lockset

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Kind is what an obligation asks of a call.
type Kind uint8

const (
	// Requires: the callee needs a mutex held on entry.
	Requires Kind = iota
	// Excludes: the callee needs a mutex not held on entry.
	Excludes
	// Relock: a mutex is locked that must not be held already.
	Relock
	// Unlocks: a mutex is unlocked that must be held.
	Unlocks
	// Returns: a function returns with a mutex, or without it, otherwise than
	// its contract says.
	Returns
	// Accesses: a field is accessed that a mutex protects, here or in the
	// callee.
	Accesses
)

func (k Kind) String() string {
	return [...]string{"requires", "excludes", "relock", "unlock", "returns", "accesses"}[k]
}

// How is the way in which a callee comes to run.
type How uint8

const (
	// Called functions run on the caller's goroutine with what it holds.
	Called How = iota
	// Spawned functions run in a new goroutine, which holds nothing.
	Spawned
	// Later functions are kept and run with nothing known to be held.
	Later
	// Somehow functions are handed to code out of sight.
	Somehow
)

// Reason is why an obligation is violated.
type Reason uint8

const (
	// Missing: the mutex was not locked.
	Missing Reason = iota
	// Released: the mutex was unlocked before.
	Released
	// WrongMode: the mutex is held for reading and needed for writing.
	WrongMode
	// WrongInstance: another instance's mutex is held.
	WrongInstance
	// Held: the mutex is held, and must not be.
	Held
	// Replaced: a field on the way to the mutex was assigned since it was
	// locked, so that another mutex is unlocked.
	Replaced
)

type siteKey struct {
	instr  ssa.Instruction
	expr   token.Pos
	callee any
	req    any
	kind   Kind
}

// site is one obligation at one call, with what was found about it in the
// states that reach the call.
type site struct {
	f      *function
	instr  ssa.Instruction
	common *ssa.CallCommon // nil if the function value is not called here
	expr   token.Pos       // of the function value, if it is not called here
	callee ir.Callee
	req    *Requirement
	kind   Kind
	how    How
	want   mutex // the mutex, in the caller's terms
	mode   protocol.Mode

	met, violated, unknown, entry int
	after                         int    // states in which a finding was made before
	spared                        int    // states in which its arguments do without the mutex
	firm                          bool   // it was met otherwise than by a guess
	metMany                       bool   // it was met by one of several mutexes locked in a loop
	own                           bool   // of unlocks: the function has locked the mutex itself
	chosen                        bool   // constant arguments decide that the mutex is needed
	forced                        bool   // the line is annotated +checklocksforce
	kept                          string // the field that a function value is kept in

	reason      Reason
	creatorHeld bool
	release     token.Pos // where the mutex was unlocked
	lock        token.Pos // where the offending mutex was locked
	other       mutex     // the instance held instead, for WrongInstance
	otherMode   protocol.Mode
	metTrail    *trail
	badTrail    *trail
	assumed     *Requirement // what f itself then needs, if entry > 0
	relies      *Requirement // what f was found to need before, if after > 0

	// Of accesses:
	field   *types.Var // nil if the access is the callee's
	sel     token.Pos  // of the field
	write   bool
	object  ir.Path // the struct
	leave   protocol.Leave
	made    bool             // the struct is an object that the function has made
	open    bool             // it cannot be told whether it needs the mutex at all
	excused int              // states in which nobody competes for the object
	held    []protocol.Class // in all states
	noted   bool
}

// site returns the accumulator for one obligation at instr.
func (fl *flow) site(k siteKey, make func() *site) *site {
	if st, ok := fl.f.sites[k]; ok {
		return st
	}
	st := make()
	st.f, st.instr, st.kind = fl.f, k.instr, k.kind
	fl.f.sites[k] = st
	fl.f.siteList = append(fl.f.siteList, st)
	return st
}

// isSpared reports whether the callee never needs the mutex here.
func (st *site) isSpared() bool {
	return st.spared > 0 && st.met+st.violated+st.unknown+st.entry+st.after == 0
}

// judgement is the verdict on one need in one state.
type judgement struct {
	verdict verdict
	reason  Reason
	hold    int // index of the hold that decided, or -1
	release release
}

// verdict orders the outcomes in one state from worst to best.
type verdict uint8

const (
	violated verdict = iota
	onEntry          // it depends on what the caller holds
	unknown
	met
)

// judge decides whether m, which n asks for, is held in s in the mode needed.
func (fl *flow) judge(s *state, n need, m mutex) judgement {
	j := fl.judgeOwn(s, m, n.Mode)
	if n.Mutex.Borrowed && len(s.holds) == 0 && fl.f.obj != nil && fl.f.obj.Exported() {
		return j // nothing is held by any name
	}
	if n.Mutex.Borrowed && (j.verdict == onEntry || j.reason == WrongInstance) {
		return judgement{verdict: unknown, hold: -1}
	}
	return j
}

// judgeOwn is judge for a mutex that is locked by its own class.
func (fl *flow) judgeOwn(s *state, m mutex, mode protocol.Mode) judgement {
	best := judgement{verdict: violated, hold: -1}
	wrong := judgement{hold: -1}
	for i, h := range s.holds {
		var j judgement
		switch {
		case h.class != m.class:
			if !h.weak && !m.weak {
				continue
			}
			j = judgement{verdict: unknown, hold: i}
		case fl.differ(s, h.path, m.path):
			if h.assumed == nil {
				wrong = judgement{reason: WrongInstance, hold: i}
			}
			continue
		case h.maybe:
			j = judgement{verdict: unknown, hold: i}
		case mode == protocol.Write && h.mode == protocol.Read:
			if h.assumed != nil {
				continue // the callers can as well hold it for writing
			}
			if h.atLeast {
				j = judgement{verdict: unknown, hold: i}
			} else {
				j = judgement{verdict: violated, reason: WrongMode, hold: i}
			}
		default:
			j = judgement{verdict: met, hold: i}
		}
		if best.hold < 0 || j.verdict > best.verdict {
			best = j
		}
	}
	if best.hold >= 0 {
		return best
	}
	if wrong.hold >= 0 {
		wrong.verdict = onEntry
		return wrong
	}
	if s.fuzzy {
		return judgement{verdict: unknown, hold: -1}
	}
	if r, ok := s.releasedAt(m); ok {
		if r.loose {
			return judgement{verdict: unknown, hold: -1}
		}
		return judgement{verdict: violated, reason: Released, hold: -1, release: r}
	}
	return judgement{verdict: onEntry, hold: -1}
}

// differ reports whether two paths to mutexes of one class are proved to be
// different instances.
func (fl *flow) differ(s *state, a, b ir.Path) bool {
	if differ(a, b) {
		return true
	}
	if a.Root != b.Root && !a.IsZero() && !b.IsZero() && (fl.isPrivate(a) || fl.isPrivate(b)) {
		return true
	}
	// The roots are known to be different pointers, to objects that hold the
	// mutex by value.
	if a.IsZero() || b.IsZero() || a.Steps != b.Steps || a.Root == b.Root || !ir.ByValue(a) || !ir.ByValue(b) {
		return false
	}
	ra, rb := ir.Path{Root: a.Root, Index: a.Index}, ir.Path{Root: b.Root, Index: b.Index}
	switch s.truth(fl.e.paths.Same(ra, rb)) {
	case ir.True:
		return false
	case ir.False:
		return true
	}
	// A function that takes two objects does different things to them.
	return isParameter(a) && isParameter(b)
}

// isPrivate reports whether p is part of an object that the function has made
// and has not let anything else know of.
func (fl *flow) isPrivate(p ir.Path) bool {
	obj, ok := p.Root.(*ssa.Alloc)
	if !ok || obj.Parent() != fl.f.fn || !ir.ByValue(p) {
		return false
	}
	for _, ref := range *obj.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr, *ssa.DebugRef, *ssa.Return:
		case *ssa.Store:
			if cell, ok := ref.Addr.(*ssa.Alloc); !ok || !isReturnOnly(cell) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// isReturnOnly reports whether all that is done with the variable cell is to
// return what it holds.
func isReturnOnly(cell *ssa.Alloc) bool {
	for _, ref := range *cell.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if ref.Addr != cell {
				return false
			}
		case *ssa.UnOp:
			for _, use := range *ref.Referrers() {
				if _, ok := use.(*ssa.Return); !ok {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

func isParameter(p ir.Path) bool {
	_, ok := p.Root.(*ssa.Parameter)
	return ok
}

// differ reports whether a and b are different parts of memory whatever the
// state.
func differ(a, b ir.Path) bool {
	return !a.IsZero() && !b.IsZero() && ir.Disjoint(a, b)
}
