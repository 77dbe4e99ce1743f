package lockset

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// writes is what the package stores in a field, outside of what makes the
// object.
type writes struct {
	by       map[*ssa.Function]bool
	constant *ssa.Const // what all of them store, or nil
	varied   bool
	nils     bool // nil is stored
	// zeros are the functions that store the zero value.
	zeros map[*ssa.Function]bool
}

// allWrites returns what the package stores in the fields of its structs.
func (e *engine) allWrites() map[*types.Var]*writes {
	if e.stored != nil {
		return e.stored
	}
	e.stored = map[*types.Var]*writes{}
	for _, f := range e.order {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					e.noteWrite(f.fn, st)
				}
			}
		}
	}
	return e.stored
}

func (e *engine) noteWrite(fn *ssa.Function, st *ssa.Store) {
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || isLocalObject(e.paths.Of(addr.X).Root) {
		return
	}
	f := ir.FieldOf(addr.X.Type(), addr.Field)
	if f == nil {
		return
	}
	w := e.stored[f.Origin()]
	if w == nil {
		w = &writes{by: map[*ssa.Function]bool{}, zeros: map[*ssa.Function]bool{}}
		e.stored[f.Origin()] = w
	}
	w.by[fn] = true
	c, ok := st.Val.(*ssa.Const)
	switch {
	case !ok, w.constant != nil && (c.Value == nil) != (w.constant.Value == nil),
		w.constant != nil && c.Value != nil && c.Value.ExactString() != w.constant.Value.ExactString():
		w.varied = true
	default:
		w.constant = c
	}
	w.nils = w.nils || ok && c.IsNil()
	if ok && isZero(c) {
		w.zeros[fn] = true
	}
}

// isZero reports whether c is false, nil or 0.
func isZero(c *ssa.Const) bool {
	return c.Value == nil || ir.ConstBool(c) == ir.False || c.Value.ExactString() == "0"
}
