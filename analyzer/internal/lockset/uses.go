package lockset

import (
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// CallbackOf returns what fn, a function of another package, does with the
// function that is its argument i, receiver counted.
func (r *Result) CallbackOf(fn *types.Func, i int) ir.Callback {
	if r.callbackOf != nil {
		if k := r.callbackOf(fn, i); k != ir.UnknownCallback {
			return k
		}
	}
	return ir.CallbackOf(fn)
}

// exported is the way in which engines that do not track locks speak of k.
func (k callback) exported() ir.Callback {
	switch k {
	case callbackAtOnce:
		return ir.AtOnce
	case callbackSpawned:
		return ir.Spawned
	case callbackLater, callbackKept:
		return ir.Later
	}
	return ir.UnknownCallback
}

// callbackFrom returns what common knowledge of what a function does with
// another means for mutexes, if there is any: what it waits for runs with what
// its caller holds.
func callbackFrom(cb ir.Callback) (k callback, ok bool) {
	switch cb {
	case ir.AtOnce, ir.Waited:
		return callbackAtOnce, true
	case ir.Spawned:
		return callbackSpawned, true
	case ir.Later:
		return callbackLater, true
	case ir.AtEnd:
		return callbackUnknown, true
	}
	return callbackUnknown, false
}
