package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// Leak is a way out of a function that leaves a mutex locked which the function
// has locked and unlocks on another.
type Leak struct {
	Leaving Leaving
	// Mutex is the mutex as written, "x.mu", and Name what the code calls it,
	// or empty.
	Mutex, Name string
	// Pos and End delimit the statement with which the function is left, or
	// the lock operation if a round of a loop is.
	Pos, End token.Pos
	// Locked and Unlocked are where the mutex is locked, and where another
	// path unlocks it.
	Locked, Unlocked token.Pos
	// Branch is the condition at which the path shown parts from one that
	// unlocks the mutex, and Taken whether it was true.
	Branch token.Pos
	Taken  bool
	// Fn is the function, and Lock the lock operation.
	Fn   *ssa.Function
	Lock ssa.Instruction
}

func (d *describer) leaksFound() []Leak {
	var out []Leak
	for _, f := range d.order {
		for _, x := range d.leaks(f) {
			l := d.leak(f, x)
			if !d.model.LineIgnored(l.Pos) && !d.model.LineForced(l.Pos) && !d.model.LineIgnored(l.Locked) {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Leak) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}

func (d *describer) leak(f *function, x leak) Leak {
	l := Leak{Leaving: x.how, Name: d.nickname(x.hold.class), Fn: f.fn, Lock: x.hold.by.instr}
	l.Locked = x.hold.pos
	if x.done != nil {
		l.Unlocked = x.done.pos
	}
	if x.hold.by.plain && x.hold.path != x.hold.carried {
		l.Mutex = d.locked(x.hold.pos)
	}
	l.Mutex = cmp.Or(l.Mutex, ir.PathText(x.hold.path), x.hold.class.String())
	l.Pos, l.End = exitSpan(f.fn, x.instr)
	if x.how == NextRound {
		l.Pos, l.End = l.Locked, l.Locked
		if call := d.syntax.Call(l.Locked); call != nil {
			l.Pos, l.End = call.Pos(), call.End()
		}
	}
	if x.other != nil {
		if br, taken := x.branch(); br != nil && br.Cond.Pos().IsValid() {
			l.Branch, l.Taken = br.Cond.Pos(), taken
		}
	}
	return l
}

// branch returns the last branch after the lock at which the path to x parts
// from the other one, and which way it goes.
func (x leak) branch() (*ssa.If, bool) {
	other := map[*ssa.If]bool{}
	for t := x.other.trail; t != nil; t = t.prev {
		other[t.branch] = t.taken
	}
	for t := x.trail; t != nil && t != x.hold.by.trail; t = t.prev {
		if taken, ok := other[t.branch]; ok && taken != t.taken {
			return t.branch, t.taken
		}
	}
	return nil, false
}
