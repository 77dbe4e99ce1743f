package lockset

import (
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// stopRole says that a function is one of the protocol's own calls that begin
// or end an external stop, or declared to be one.
type stopRole struct {
	begin bool
	// thing is what the stop applies to, in the function's own terms.
	thing ref
}

// stopRole returns the declared role of fn, or nil if it has none.
func (e *engine) stopRole(fn *types.Func) *stopRole {
	if fn == nil {
		return nil
	}
	fn = fn.Origin()
	if r, ok := e.stopRoles[fn]; ok {
		return r
	}
	if e.stopRoles == nil {
		e.stopRoles = map[*types.Func]*stopRole{}
	}
	w := e.contractOf(fn).written
	if w == nil || w.Begin != protocol.ExternalStop && w.End != protocol.ExternalStop {
		e.stopRoles[fn] = nil // until it is known
		r := e.interfaceRole(fn)
		e.stopRoles[fn] = r
		return r
	}
	r := &stopRole{begin: w.Begin == protocol.ExternalStop}
	e.stopRoles[fn] = r
	r.thing = e.stopSubject(fn, r.begin)
	return r
}

// stopSubject returns what the external stop applies to that fn begins or
// ends: the result that has the method to end it, as in
//
//	func (k *Kernel) Hold() *Hold // begin
//	func (h *Hold) Release()      // end
//
// or else a task among the parameters, the receiver, the first parameter of
// a named type, or nothing in particular.
func (e *engine) stopSubject(fn *types.Func, begin bool) ref {
	sig := fn.Signature()
	offset := 0
	if sig.Recv() != nil {
		offset = 1
	}
	if begin {
		for i := range sig.Results().Len() {
			if t := namedOf(sig.Results().At(i).Type()); t != nil && e.endsStop(t) && (sig.Recv() == nil || namedOf(sig.Recv().Type()) != t) {
				return ref{Class: thingClass(t), Root: protocol.Result, Index: i}
			}
		}
	}
	for i := range sig.Params().Len() {
		if t := sig.Params().At(i).Type(); e.model.IsTask(t) {
			return ref{Class: thingClass(namedOf(t)), Root: protocol.Param, Index: i + offset}
		}
	}
	if recv := sig.Recv(); recv != nil {
		if t := namedOf(recv.Type()); t != nil {
			return ref{Class: thingClass(t), Root: protocol.Param}
		}
	}
	for i := range sig.Params().Len() {
		if t := namedOf(sig.Params().At(i).Type()); t != nil && t.Obj().Pkg() != nil {
			return ref{Class: thingClass(t), Root: protocol.Param, Index: i + offset}
		}
	}
	return ref{Class: protocol.Class{Pkg: fn.Pkg().Path(), Field: "everything"}, Root: protocol.Global}
}

// endsStop reports whether a method of t is declared to end an external stop.
func (e *engine) endsStop(t *types.Named) bool {
	for m := range t.Origin().Methods() {
		if w := e.contractOf(m).written; w != nil && w.End == protocol.ExternalStop {
			return true
		}
	}
	return false
}

func thingClass(t *types.Named) protocol.Class {
	c := protocol.Class{Type: t.Obj().Name()}
	if t.Obj().Pkg() != nil {
		c.Pkg = t.Obj().Pkg().Path()
	}
	return c
}
