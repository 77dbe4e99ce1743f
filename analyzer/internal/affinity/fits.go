package affinity

import (
	"go/types"
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// fits reports whether f can be a summary of fn: it speaks of nothing that fn
// does not have. It need not fit, if it was written about another version of
// the package.
func (f *Fact) fits(fn *types.Func) bool {
	sig := fn.Signature()
	params, results := sig.Params().Len(), sig.Results().Len()
	if sig.Recv() != nil {
		params++
	}
	open := func(r FactRef) bool { return r.Param < 0 || r.Param > params || r.Origin > element }
	if slices.ContainsFunc(f.Starts, open) || slices.ContainsFunc(f.Spawns, open) {
		return false
	}
	for _, n := range f.Needs {
		if open(n.Task) || n.Kind > protocol.Inferred {
			return false
		}
	}
	for i, u := range f.Params.All() {
		if i < 0 || i >= params || !u.Off.fits() || slices.ContainsFunc(u.Args, open) {
			return false
		}
	}
	for i, o := range f.Results.All() {
		if i < 0 || i >= results || o > element {
			return false
		}
	}
	if r := f.Returns; r != nil && (r.Arg < 0 || r.Arg >= params) {
		return false
	}
	return f.Tells >= 0 && f.Tells <= params
}

// fits reports whether o is one of the kinds there are.
func (o Off) fits() bool { return o.Kind <= Declared }
