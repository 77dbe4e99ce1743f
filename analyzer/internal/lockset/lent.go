package lockset

import (
	"go/types"
	"slices"
)

// isLent reports whether f may be called through an interface by whose methods the
// callers lock and unlock the object, too: which mutex they hold does not show there.
func (e *engine) isLent(f *function) bool {
	recv := f.obj.Signature().Recv().Type()
	return f.obj.Exported() && slices.ContainsFunc(e.lockers(), func(iface *types.Interface) bool {
		return hasMethods(iface, f.obj.Name()) && types.Implements(recv, iface)
	})
}

// lockersInSight returns the interfaces that the package or one that it imports
// declares, with methods to lock and to unlock and others.
func (e *engine) lockersInSight() []*types.Interface {
	var out []*types.Interface
	for _, t := range e.namedTypes() {
		if iface, ok := t.Underlying().(*types.Interface); ok && iface.NumMethods() > 2 && hasMethods(iface, "Lock", "Unlock") {
			out = append(out, iface)
		}
	}
	return out
}

func hasMethods(iface *types.Interface, names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(iface, false, nil, name)
		return obj == nil
	})
}
