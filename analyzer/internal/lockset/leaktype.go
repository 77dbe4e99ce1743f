package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// typeGetsOut reports whether code out of sight may come by an object of the
// package's type called name: it may if the name is exported, if something that is
// exported leads there, or if such an object is put into an interface.
func (e *engine) typeGetsOut(name string) bool {
	scope := e.pass.Pkg.Scope()
	tn, ok := scope.Lookup(name).(*types.TypeName)
	if !ok || tn.Exported() {
		return true
	}
	seen := map[types.Type]bool{}
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() && leadsToType(obj.Type(), tn, seen) {
			return true
		}
	}
	for _, f := range e.order {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if mk, ok := instr.(*ssa.MakeInterface); ok {
					if n := namedOf(mk.X.Type()); n != nil && n.Origin().Obj() == tn {
						return true
					}
				}
			}
		}
	}
	return false
}

// leadsToType reports whether who has a value of type t may come by one of type
// tn: through an exported field or method, an embedded field, or an element.
func leadsToType(t types.Type, tn *types.TypeName, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		for arg := range n.TypeArgs().Types() {
			if leadsToType(arg, tn, seen) {
				return true
			}
		}
		t = n.Origin()
	}
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Named:
		if t.Obj() == tn {
			return true
		}
		if t.Obj().Pkg() != tn.Pkg() {
			return false
		}
		for m := range t.Methods() {
			if m.Exported() && leadsToType(m.Type(), tn, seen) {
				return true
			}
		}
		return leadsToType(t.Underlying(), tn, seen)
	case *types.Struct:
		for f := range t.Fields() {
			if (f.Exported() || f.Embedded()) && leadsToType(f.Type(), tn, seen) {
				return true
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if leadsToType(m.Type(), tn, seen) {
				return true
			}
		}
	case *types.Signature:
		return leadsToType(t.Params(), tn, seen) || leadsToType(t.Results(), tn, seen)
	case *types.Tuple:
		for v := range t.Variables() {
			if leadsToType(v.Type(), tn, seen) {
				return true
			}
		}
	case *types.Map:
		return leadsToType(t.Key(), tn, seen) || leadsToType(t.Elem(), tn, seen)
	case interface{ Elem() types.Type }:
		return leadsToType(t.Elem(), tn, seen)
	}
	return false
}
