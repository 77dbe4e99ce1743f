package ir

import (
	"go/types"
	"strconv"
)

// fieldStep is the step from a value of type t, or what t points to, to its
// field with index i.
//
// Embedded fields add no step: a promoted field has the same path however it
// is selected.
func fieldStep(t types.Type, i int) string {
	if f := FieldOf(t, i); f != nil {
		if f.Embedded() {
			return ""
		}
		return "." + f.Name()
	}
	return "." + strconv.Itoa(i)
}

// FieldOf returns the field with index i of the struct type t, or of the
// struct that t points to, or nil if t has no struct at its core.
func FieldOf(t types.Type, i int) *types.Var {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	u := t.Underlying()
	if iface, ok := u.(*types.Interface); ok {
		u = coreType(iface)
	}
	s, ok := u.(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	return s.Field(i)
}

// coreType returns the single underlying type of a constraint's terms.
func coreType(i *types.Interface) types.Type {
	var core types.Type
	for e := range i.EmbeddedTypes() {
		u, ok := e.(*types.Union)
		if !ok {
			core = e.Underlying()
			continue
		}
		for term := range u.Terms() {
			core = term.Type().Underlying()
		}
	}
	return core
}
