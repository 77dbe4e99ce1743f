package protocol

import "go/types"

// fits reports whether c can be a contract of fn: it speaks of nothing that fn
// does not have. A fact need not fit, if it was written about another version
// of the package.
func (c *Contract) fits(fn *types.Func) bool {
	sig := fn.Signature()
	for _, cs := range [][]Clause{c.Requires, c.Excludes, c.Acquires, c.Releases} {
		if !clausesFit(cs, sig) {
			return false
		}
	}
	for _, cb := range c.Callbacks {
		if cb.Param < 0 || cb.Param >= sig.Params().Len() || cb.Goroutine > OffTask || cb.Source.Kind > Inferred {
			return false
		}
	}
	return c.Begin <= ExternalStop && c.End <= ExternalStop &&
		(c.Begin != InternalStop || c.StopParam >= -1 && c.StopParam < sig.Params().Len()) &&
		c.Goroutine <= OffTask && c.GoroutineSource.Kind <= Inferred &&
		rootFits(c.GoroutineRoot, c.GoroutineIndex, sig)
}

// clausesFit reports whether the clauses can be about a function with the
// signature, or if that is nil, about a field.
func clausesFit(cs []Clause, sig *types.Signature) bool {
	for _, c := range cs {
		if len(c.Any) == 0 || c.Source.Kind > Inferred {
			return false
		}
		for _, n := range c.Any {
			if !rootFits(n.Ref.Root, n.Ref.Index, sig) || n.Mode != Read && n.Mode != Write {
				return false
			}
		}
	}
	return true
}

// fits reports whether f can be about a field.
func (f *guardFact) fits() bool {
	return len(f.Guard.Clauses) > 0 && clausesFit(f.Guard.Clauses, nil) && f.Guard.Reads <= Unclear && f.Guard.Writes <= Unclear
}

func rootFits(r Root, index int, sig *types.Signature) bool {
	switch r {
	case AnyInstance, Global:
		return true
	case Recv:
		return sig == nil || sig.Recv() != nil
	case Param:
		return sig != nil && index >= 0 && index < sig.Params().Len()
	case Result:
		return sig != nil && index >= 0 && index < sig.Results().Len()
	}
	return false
}
