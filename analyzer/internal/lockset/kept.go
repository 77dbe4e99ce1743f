package lockset

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// appended returns the field whose slice the element at addr is appended to,
// as in x.f = append(x.f, v), or "".
func appended(addr *ssa.IndexAddr) string {
	if addr.X.Referrers() == nil {
		return ""
	}
	for _, slice := range *addr.X.Referrers() {
		s, ok := slice.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, call := range *s.Referrers() {
			c, ok := call.(*ssa.Call)
			if !ok {
				continue
			}
			if b, ok := c.Call.Value.(*ssa.Builtin); !ok || b.Name() != "append" {
				continue
			}
			for _, ref := range *c.Referrers() {
				if st, ok := ref.(*ssa.Store); ok && st.Val == c {
					return fieldKey(st.Addr, 0)
				}
			}
		}
	}
	return ""
}

// keptIn names the place that the function value v comes from, or "".
func keptIn(v ssa.Value) string {
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if r, ok := v.(*ssa.UnOp); ok && r.Op == token.ARROW {
		return received(r.X.Type().Underlying().(*types.Chan).Elem())
	}
	return fieldKey(v, 0)
}

// received names the channels that carry functions of type t.
func received(t types.Type) string { return "channel of " + t.Underlying().String() }

// The kinds of places that fieldKey names.
const (
	fieldPlace    = "field "
	variablePlace = "variable "
)

// fieldKey names the struct field that v is, is loaded from, or is an element
// of, or "".
func fieldKey(v ssa.Value, depth int) string {
	if depth > 6 {
		return ""
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return fieldPlace + protocol.FieldClass(v.X.Type(), f).String()
		}
	case *ssa.Field:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return fieldPlace + protocol.FieldClass(v.X.Type(), f).String()
		}
	case *ssa.Global:
		return variablePlace + v.RelString(nil)
	case *ssa.UnOp:
		return fieldKey(v.X, depth+1)
	case *ssa.IndexAddr:
		if field := appended(v); field != "" {
			return field
		}
		return fieldKey(v.X, depth+1)
	case *ssa.Index:
		return fieldKey(v.X, depth+1)
	case *ssa.Lookup:
		return fieldKey(v.X, depth+1)
	case *ssa.Extract:
		return fieldKey(v.Tuple, depth+1)
	case *ssa.Next:
		return fieldKey(v.Iter, depth+1)
	case *ssa.Range:
		return fieldKey(v.X, depth+1)
	case *ssa.MakeMap, *ssa.MakeSlice:
		return putIn(v, depth)
	case *ssa.Alloc:
		if _, ok := v.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array); ok {
			return putIn(v, depth)
		}
	}
	return ""
}

// putIn names the field or variable that the container v, made on the spot, is
// put in, or "".
func putIn(v ssa.Value, depth int) string {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			switch ref.Addr.(type) {
			case *ssa.FieldAddr, *ssa.Global:
				if ref.Val == v {
					return fieldKey(ref.Addr, depth+1)
				}
			}
		case *ssa.Slice:
			if depth < 6 {
				return putIn(ref, depth+1)
			}
		}
	}
	return ""
}

// isLocalObject reports whether v is an object made by the function itself,
// that may not outlive it.
func isLocalObject(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Parameter, *ssa.Global:
		return false
	}
	return true
}

// keep judges a function value that is put away to be called in the given
// way.
func (fl *flow) keep(s *state, instr ssa.Instruction, v ssa.Value, how How) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return
	}
	callees, _ := fl.e.paths.Functions(v, nil)
	at := place{instr: instr, expr: v.Pos(), how: how}
	if _, ok := v.(*ssa.Function); ok || !at.expr.IsValid() {
		at.expr = instr.Pos()
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		at.kept = fieldKey(instr.Addr, 0)
	case *ssa.MapUpdate:
		at.kept = fieldKey(instr.Map, 0)
	case *ssa.Send:
		at.kept = received(v.Type())
	}
	if at.kept == "" {
		at.kept = signatureKey(v.Type().Underlying().(*types.Signature))
	}
	for _, c := range callees {
		fl.obligations(s, at, c)
		fl.handStops(s, at, c)
	}
}
