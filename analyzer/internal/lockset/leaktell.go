package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// telling is what the results of a function tell a caller of two ways out, one
// that leaves a mutex locked and one that does not.
type telling uint8

const (
	// failing: it is left locked on failure and unlocked on success.
	failing telling = iota
	// alike: nothing tells them apart.
	alike
	// unclear: something may tell them apart.
	unclear
	// untold: it may be left locked on success and unlocked on failure.
	untold
)

// tells compares the results of l, which leaves a mutex locked, with those of o,
// which does not.
func (fl *flow) tells(l, o *leaving) telling {
	if l.how == Panicking {
		return alike
	}
	out := alike
	results := fl.f.fn.Signature.Results()
	for i := range min(len(l.results), len(o.results), results.Len()) {
		a, b := l.results[i], o.results[i]
		switch t := results.At(i).Type(); {
		case isError(t):
			if b == ir.False && a != ir.False {
				return untold
			}
			if a == ir.False && b == ir.True {
				return failing
			}
		case isBoolean(t):
			if b == ir.False && a != ir.False {
				return untold
			}
			if a != b || a == ir.Unsure {
				out = unclear
			}
		case b == ir.True && a != ir.True && nillableType(t):
			return untold
		case a == b && (a != ir.Unsure || !nillableType(t) && fl.sameResult(l, o, i)):
		default:
			out = unclear
		}
	}
	return out
}

// sameResult reports whether l and o do not return different constants as result
// i.
func (fl *flow) sameResult(l, o *leaving, i int) bool {
	a, okA := l.instr.(*ssa.Return)
	b, okB := o.instr.(*ssa.Return)
	if !okA || !okB || i >= len(a.Results) || i >= len(b.Results) {
		return false
	}
	x, okX := resultOf(a, i).(*ssa.Const)
	y, okY := resultOf(b, i).(*ssa.Const)
	return !okX || !okY || x.Name() == y.Name()
}

// nillableType reports whether nil is a value of t.
func nillableType(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Chan, *types.Signature:
		return true
	}
	return false
}

// contradictory reports whether l and o happen for different arguments.
func contradictory(l, o *leaving, m mutex) bool {
	for _, x := range l.when {
		for _, y := range o.when {
			if x.Literal == y.Literal && x.truth != y.truth && ofCaller(x, thing{path: m.path}) {
				return true
			}
		}
	}
	return false
}

// toldByState reports whether something that the receiver remembers tells l from
// o.
func (fl *flow) toldByState(l, o *leaving) bool {
	if l.how == Panicking {
		return false
	}
	for _, x := range l.when {
		for _, y := range o.when {
			if x.Literal == y.Literal && x.truth != y.truth {
				return true
			}
		}
	}
	return false
}
