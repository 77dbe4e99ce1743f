package valuestop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

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
			if !ok || done[named.Obj()] || !c.admitsValue(named) || !c.isUsedAsStop(named) {
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

// admitsValue reports whether a value receiver on named does harm: values of
// it are stops, or its typed nil, on which the method panics, is begun.
func (c *check) admitsValue(named *types.Named) bool {
	return c.stops.isValue(named) || c.stops.isStop(named) && c.begunForm(named)&asNil != 0
}

// readsNil returns the name of a method of the stop interface that reads
// through a nil pointer to a stop of type t whenever it is called, or "".
func (c *check) readsNil(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	for m := range named.Origin().Methods() {
		if !c.stops.hasMethod(m.Name()) || m.Pkg() != c.pass.Pkg {
			continue
		}
		fn := c.flow.function(m)
		if fn == nil || len(fn.Blocks) == 0 || len(fn.Params) == 0 {
			continue
		}
		for _, instr := range fn.Blocks[0].Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				if instr.X == fn.Params[0] {
					return m.Name()
				}
			case *ssa.UnOp:
				if instr.Op == token.MUL && instr.X == fn.Params[0] {
					return m.Name()
				}
			}
		}
	}
	return ""
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
