package protocol

import "go/types"

// bind adds to the contract c of a concrete method the contracts of the
// interface methods that it implements.
//
// Preconditions: m.mu must be locked.
func (m *Model) bind(fn *types.Func, c *Contract) *Contract {
	recv := fn.Signature().Recv()
	if recv == nil || types.IsInterface(recv.Type()) {
		return c
	}
	if m.bound == nil {
		m.bound = m.interfaceMethods()
	}
	named := NamedOf(recv.Type())
	if named == nil {
		return c
	}
	for _, method := range m.bound[fn.Name()] {
		iface, ok := method.Signature().Recv().Type().Underlying().(*types.Interface)
		if !ok || !reaches(fn.Pkg(), method.Pkg()) || isCommon(method, iface) {
			continue
		}
		if types.Implements(types.NewPointer(named), iface) {
			c = combine(c, m.written(method))
		}
	}
	return c
}

// reaches reports whether from is to, or imports it directly.
func reaches(from, to *types.Package) bool {
	if from == to {
		return true
	}
	for _, imp := range from.Imports() {
		if imp == to {
			return true
		}
	}
	return false
}

// isCommon reports whether iface is so small, and its method's signature so
// plain, that a type may implement it by accident.
func isCommon(method *types.Func, iface *types.Interface) bool {
	if iface.NumMethods() > 1 || !method.Exported() {
		return false
	}
	own := false
	sig := method.Signature()
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			if n := NamedOf(v.Type()); n != nil && n.Obj().Pkg() == method.Pkg() {
				own = true
			}
		}
	}
	return !own
}

// interfaceMethods returns the interface methods that have contracts, of the
// package and all its dependencies.
func (m *Model) interfaceMethods() map[string][]*types.Func {
	out := make(map[string][]*types.Func)
	add := func(obj types.Object) {
		if obj == nil {
			return
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			return
		}
		for fn := range iface.ExplicitMethods() {
			if m.written(fn) != nil {
				out[fn.Name()] = append(out[fn.Name()], fn)
			}
		}
	}
	for obj := range m.binding {
		add(obj)
	}
	for _, imp := range m.imported() {
		for _, name := range imp.fact.Interfaces {
			add(imp.pkg.Scope().Lookup(name))
		}
	}
	return out
}
