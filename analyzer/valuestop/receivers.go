package valuestop

import (
	"go/ast"
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/report"
)

// reportReceivers reports value receivers of stop types: the first of each
// type, in source order.
func (c *check) reportReceivers() {
	done := make(map[*types.TypeName]bool)
	for _, file := range c.pass.Files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || len(fn.Recv.List) != 1 || !c.stops.hasMethod(fn.Name.Name) {
				continue
			}
			recv := fn.Recv.List[0].Type
			named, ok := types.Unalias(typeOf(c.pass.TypesInfo, recv)).(*types.Named)
			if !ok || done[named.Obj()] || !c.stops.isValue(named) || !c.isUsedAsStop(named) {
				continue
			}
			done[named.Obj()] = true
			name := named.Obj().Name()
			at := spanOf(recv)
			if c.begunForm(named)&asNil != 0 {
				c.report(at, named, report.ValueReceiverNil(name+"."+fn.Name.Name, name), c.beginPlaces(named, report.PlaceTypedNil), c.fixType(named))
				continue
			}
			c.report(at, named, report.ValueReceiver(name+"."+fn.Name.Name, name), nil, c.fixType(named))
		}
	}
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// isUsedAsStop reports whether stops of type named, or pointers to them, are
// begun, or are used as stops and have no other purpose: the type has no
// method but those of the stop interface.
func (c *check) isUsedAsStop(named *types.Named) bool {
	if c.begunForm(named) != 0 {
		return true
	}
	for m := range named.Methods() {
		if !c.stops.hasMethod(m.Name()) {
			return false
		}
	}
	for _, u := range c.uses {
		if sameOrigin(u.typ, named) {
			return true
		}
	}
	return c.positions.converted(named, c.stops)
}

// begunForm returns how stops of type named, of any instance if it is generic,
// are begun.
func (c *check) begunForm(named *types.Named) form {
	f := c.forms.of(named)
	for _, o := range c.begun.origins {
		if o.typ != nil && sameOrigin(o.typ, named) {
			f |= o.form
		}
	}
	return f
}

// sameOrigin reports whether t is named, or an instance of the same generic
// type.
func sameOrigin(t types.Type, named *types.Named) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Origin() == named.Origin()
}
