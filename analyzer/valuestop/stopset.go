package valuestop

import (
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// stopSet knows which types are stops.
type stopSet struct {
	names  map[*types.TypeName]bool
	ifaces []*types.Interface
}

func newStopSet(model *protocol.Model) *stopSet {
	s := &stopSet{names: make(map[*types.TypeName]bool)}
	for _, name := range model.StopInterfaces() {
		iface, ok := name.Type().Underlying().(*types.Interface)
		if !ok || iface.NumMethods() == 0 {
			continue
		}
		if named, ok := name.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
			continue
		}
		s.names[name] = true
		s.ifaces = append(s.ifaces, iface)
	}
	return s
}

func (s *stopSet) empty() bool { return len(s.ifaces) == 0 }

// isInterface reports whether t is one of the stop interfaces.
func (s *stopSet) isInterface(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && s.names[named.Obj()]
}

// implements reports whether t itself implements a stop interface.
func (s *stopSet) implements(t types.Type) bool {
	for _, iface := range s.ifaces {
		if types.Implements(t, iface) {
			return true
		}
	}
	return false
}

// assignableTo reports whether any stop may be assigned to a variable of
// interface type t.
func (s *stopSet) assignableTo(t types.Type) bool {
	for name := range s.names {
		if types.AssignableTo(name.Type(), t) {
			return true
		}
	}
	return false
}

// isValue reports whether t is a concrete type, not a pointer, that implements
// a stop interface.
func (s *stopSet) isValue(t types.Type) bool {
	return isConcrete(t) && pointee(t) == nil && s.implements(t)
}

// isStop reports whether t is a named concrete type such that t or *t
// implements a stop interface.
func (s *stopSet) isStop(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.Named); !ok || !isConcrete(t) {
		return false
	}
	return s.implements(types.NewPointer(t))
}

// isPossible reports whether t is a value or a pointer that may be a stop.
func (s *stopSet) isPossible(t types.Type) bool {
	if elem := pointee(t); elem != nil {
		return s.isStop(elem)
	}
	return s.isValue(t)
}

// hasOwnMethods reports whether *t declares the methods of a stop interface
// itself: a promoted method cannot be called on its typed nil.
func (s *stopSet) hasOwnMethods(t types.Type) bool {
	ptr := types.NewPointer(t)
	for _, iface := range s.ifaces {
		if !types.Implements(ptr, iface) {
			continue
		}
		own := true
		for m := range iface.Methods() {
			_, index, _ := types.LookupFieldOrMethod(ptr, false, m.Pkg(), m.Name())
			own = own && len(index) == 1
		}
		if own {
			return true
		}
	}
	return false
}

// isDataFree reports whether the typed nil of t is how a stop of type t is to
// be begun: it holds no data, and its methods can be called on nil.
func (s *stopSet) isDataFree(t types.Type) bool { return isEmpty(t) && s.hasOwnMethods(t) }

// hasMethod reports whether a stop interface has a method of that name.
func (s *stopSet) hasMethod(name string) bool {
	for _, iface := range s.ifaces {
		for m := range iface.Methods() {
			if m.Name() == name {
				return true
			}
		}
	}
	return false
}

// isConcrete reports whether t is neither an interface nor a type parameter.
func isConcrete(t types.Type) bool {
	return !types.IsInterface(t) && !isTypeParam(t)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// pointee returns T if t is *T for a concrete T, and nil otherwise.
func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok && isConcrete(p.Elem()) {
		return p.Elem()
	}
	return nil
}

// element returns the type of the elements of a slice, array, pointer to
// array, map or channel, and nil for any other type.
func element(t types.Type) types.Type {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	case *types.Chan:
		return u.Elem()
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok {
			return a.Elem()
		}
	}
	return nil
}

// typeKey identifies a named type across packages and passes.
func typeKey(t types.Type) string { return types.TypeString(t, nil) }

// isEmpty reports whether variables of type t occupy no memory. It is false
// when that depends on a type argument.
func isEmpty(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if !isEmpty(f.Type()) {
				return false
			}
		}
		return true
	case *types.Array:
		return u.Len() == 0 || isEmpty(u.Elem())
	}
	return false
}
