package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// interfaceRole returns the role of an interface method of which no contract says
// anything: that of all the methods in sight that implement it, if they agree.
//
//	type pausable interface {
//		BeginExternalStop()
//		EndExternalStop()
//	}
func (e *engine) interfaceRole(fn *types.Func) *stopRole {
	recv := fn.Signature().Recv()
	if !e.stopsInSight || recv == nil || !types.IsInterface(recv.Type()) {
		return nil
	}
	named := namedOf(recv.Type())
	if named == nil || named.TypeParams().Len() > 0 {
		return nil
	}
	iface := named.Underlying().(*types.Interface)
	found := false
	var begin bool
	for _, t := range e.stopped() {
		if !types.Implements(types.NewPointer(t), iface) {
			continue
		}
		r := e.roleIn(t, fn)
		if r == nil || found && r.begin != begin {
			return nil
		}
		found, begin = true, r.begin
	}
	if !found || e.isImplementedOtherwise(fn, iface) {
		return nil
	}
	return &stopRole{begin: begin, thing: ref{Class: thingClass(named), Root: protocol.Param}}
}

// roleIn returns the role of the method of t that implements the interface method
// fn.
func (e *engine) roleIn(t *types.Named, fn *types.Func) *stopRole {
	obj, _, _ := types.LookupFieldOrMethod(t, true, fn.Pkg(), fn.Name())
	m, ok := obj.(*types.Func)
	if !ok || types.IsInterface(m.Signature().Recv().Type()) {
		return nil
	}
	return e.stopRole(m)
}

// stopped returns the types in sight that have methods declared to begin and end
// external stops on them.
func (e *engine) stopped() []*types.Named {
	if !e.stoppedKnown {
		e.stoppedKnown = true
		for _, t := range e.namedTypes() {
			if !types.IsInterface(t) && e.endsStop(t) {
				e.stoppedTypes = append(e.stoppedTypes, t)
			}
		}
	}
	return e.stoppedTypes
}

// namedTypes returns the types that are not generic that the package, and those that
// it imports, can name.
func (e *engine) namedTypes() []*types.Named {
	if e.named != nil {
		return e.named
	}
	e.named = []*types.Named{}
	for _, pkg := range append([]*types.Package{e.pass.Pkg}, e.pass.Pkg.Imports()...) {
		for _, name := range pkg.Scope().Names() {
			obj, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || obj.IsAlias() || pkg != e.pass.Pkg && !obj.Exported() {
				continue
			}
			if t, ok := obj.Type().(*types.Named); ok && t.TypeParams().Len() == 0 {
				e.named = append(e.named, t)
			}
		}
	}
	return e.named
}

// isImplementedOtherwise reports whether some type in sight implements iface with a
// method that has no role.
func (e *engine) isImplementedOtherwise(fn *types.Func, iface *types.Interface) bool {
	return slices.ContainsFunc(e.namedTypes(), func(t *types.Named) bool {
		return !types.IsInterface(t) && types.Implements(types.NewPointer(t), iface) && e.roleIn(t, fn) == nil
	})
}

// concrete returns th as a thing of the type behind an interface, if it is known
// which: v is the value that th was found by.
func (fl *flow) concrete(th thing, v ssa.Value) thing {
	for v != nil {
		switch x := v.(type) {
		case *ssa.ChangeInterface:
			v = x.X
			continue
		case *ssa.MakeInterface:
			if t := namedOf(x.X.Type()); t != nil && fl.e.endsStop(t) {
				th.class = thingClass(t)
			}
		}
		break
	}
	return th
}

// asKnown returns th as a thing of the class under which s counts the stops on the
// same instance, if one of the two classes is an interface.
func (fl *flow) asKnown(s *state, th thing) thing {
	if th.path.IsZero() {
		return th
	}
	for _, x := range s.stops {
		if x.path == th.path && x.class != th.class && (fl.e.isInterface(x.class) || fl.e.isInterface(th.class)) {
			th.class = x.class
		}
	}
	return th
}

// isInterface reports whether things of class c are known by an interface only.
func (e *engine) isInterface(c protocol.Class) bool {
	for _, pkg := range append([]*types.Package{e.pass.Pkg}, e.pass.Pkg.Imports()...) {
		if pkg.Path() == c.Pkg {
			obj := pkg.Scope().Lookup(c.Type)
			return obj != nil && types.IsInterface(obj.Type())
		}
	}
	return false
}
