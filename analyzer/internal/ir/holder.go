package ir

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Holder identifies a place where function values are put to be called later:
// the *types.Var of a struct field or of a package-level variable, or the
// [Path] of a local variable. Elements of a slice, map or channel are in the
// holder that the slice, map or channel is in. It is nil if there is no such
// place.
type Holder any

// HolderOf returns the place that v is, is loaded or received from, or is an
// element of.
func (ps *Paths) HolderOf(v ssa.Value) Holder { return ps.holder(v, 0) }

func (ps *Paths) holder(v ssa.Value, depth int) Holder {
	if depth > 8 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if f := FieldOf(v.X.Type(), v.Field); f != nil {
			return f.Origin()
		}
	case *ssa.Field:
		if f := FieldOf(v.X.Type(), v.Field); f != nil {
			return f.Origin()
		}
	case *ssa.Global:
		if obj, ok := v.Object().(*types.Var); ok {
			return obj
		}
	case *ssa.UnOp:
		if v.Op == token.MUL || v.Op == token.ARROW {
			return ps.holder(v.X, depth+1)
		}
	case *ssa.IndexAddr:
		if h := ps.appendedTo(v, depth); h != nil {
			return h
		}
		return ps.holder(v.X, depth+1)
	case *ssa.Index:
		return ps.holder(v.X, depth+1)
	case *ssa.Lookup:
		return ps.holder(v.X, depth+1)
	case *ssa.Extract:
		return ps.holder(v.Tuple, depth+1)
	case *ssa.Next:
		return ps.holder(v.Iter, depth+1)
	case *ssa.Range:
		return ps.holder(v.X, depth+1)
	case *ssa.ChangeType:
		return ps.holder(v.X, depth+1)
	case *ssa.Slice:
		return ps.holder(v.X, depth+1)
	case *ssa.Select:
		return ps.selected(v, depth)
	case *ssa.FreeVar:
		if b := ps.Binding(v); b != nil {
			return ps.holder(b, depth+1)
		}
	case *ssa.Alloc:
		if val := ps.SingleStore(v); val != nil {
			return ps.holder(val, depth+1)
		}
		return Path{Root: v}
	case *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.Parameter:
		// A collection made here may well be the content of a field.
		if h := ps.storedIn(v, depth); h != nil {
			return h
		}
		return Path{Root: v}
	}
	return nil
}

// selected returns the holder of the only channel of functions that a select
// receives from.
func (ps *Paths) selected(v *ssa.Select, depth int) Holder {
	var found Holder
	for _, st := range v.States {
		ch, ok := st.Chan.Type().Underlying().(*types.Chan)
		if st.Dir != types.RecvOnly || !ok {
			continue
		}
		if _, ok := ch.Elem().Underlying().(*types.Signature); !ok {
			continue
		}
		if found != nil {
			return nil
		}
		found = ps.holder(st.Chan, depth+1)
	}
	return found
}

// storedIn returns the field or variable that the collection v is stored in.
func (ps *Paths) storedIn(v ssa.Value, depth int) Holder {
	if v.Referrers() == nil {
		return nil
	}
	for _, ref := range *v.Referrers() {
		st, ok := ref.(*ssa.Store)
		if !ok || st.Val != v {
			continue
		}
		switch addr := st.Addr.(type) {
		case *ssa.FieldAddr, *ssa.Global:
			return ps.holder(addr, depth+1)
		}
	}
	return nil
}

// appendedTo returns the place whose slice the element at addr is appended to,
// as in x.f = append(x.f, v), or nil.
func (ps *Paths) appendedTo(addr *ssa.IndexAddr, depth int) Holder {
	if addr.X.Referrers() == nil {
		return nil
	}
	for _, slice := range *addr.X.Referrers() {
		s, ok := slice.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, ref := range *s.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store: // x.f = []func(){…}
				return ps.holder(ref.Addr, depth+1)
			case *ssa.Call:
				if b, ok := ref.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
					continue
				}
				for _, use := range *ref.Referrers() {
					if st, ok := use.(*ssa.Store); ok && st.Val == ref {
						return ps.holder(st.Addr, depth+1)
					}
				}
				if len(ref.Call.Args) > 0 {
					return ps.holder(ref.Call.Args[0], depth+1)
				}
			}
		}
	}
	return nil
}
