package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// decides returns the branches that load decides by what it loads.
func (fl *flow) decides(load *ssa.UnOp) []*ssa.If {
	if fl.deciding == nil {
		fl.deciding = map[*ssa.UnOp][]*ssa.If{}
		for _, b := range fl.f.fn.Blocks {
			if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				fl.decidedBy(br, br.Cond, 8)
			}
		}
	}
	return fl.deciding[load]
}

// decidedBy notes the loads that v, a part of the condition of br, is made from.
func (fl *flow) decidedBy(br *ssa.If, v ssa.Value, depth int) {
	if depth == 0 {
		return
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			fl.decidedBy(br, v.X, depth-1)
			return
		}
		if loadedField(v) != nil && !slices.Contains(fl.deciding[v], br) {
			fl.deciding[v] = append(fl.deciding[v], br)
		}
	case *ssa.BinOp:
		fl.decidedBy(br, v.X, depth-1)
		fl.decidedBy(br, v.Y, depth-1)
	case *ssa.Extract:
		fl.decidedBy(br, v.Tuple, depth-1)
	case *ssa.TypeAssert:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.Convert:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.ChangeType:
		fl.decidedBy(br, v.X, depth-1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			fl.decidedBy(br, v.Call.Args[0], depth-1)
		}
	}
}

// loadedField returns the field that load reads, or nil.
func loadedField(load *ssa.UnOp) *types.Var {
	if load.Op != token.MUL {
		return nil
	}
	if a, ok := load.X.(*ssa.FieldAddr); ok {
		return ir.FieldOf(a.X.Type(), a.Field)
	}
	return nil
}

// reasks forgets, at a branch whose condition comes from a call, what was checked
// before the mutex was taken again: the callee may have checked it anew.
func (fl *flow) reasks(s *state, br *ssa.If) {
	if len(s.checks) > 0 && fromCall(br.Cond, 8) {
		s.forgetChecks(func(c heldCheck) bool { return c.phase == retaken })
	}
}

// fromCall reports whether v is made from the result of a call.
func fromCall(v ssa.Value, depth int) bool {
	if depth == 0 {
		return true
	}
	switch v := v.(type) {
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin)
		return !builtin
	case *ssa.UnOp:
		return v.Op != token.MUL && fromCall(v.X, depth-1)
	case *ssa.BinOp:
		return fromCall(v.X, depth-1) || fromCall(v.Y, depth-1)
	case *ssa.Extract:
		return fromCall(v.Tuple, depth-1)
	case *ssa.TypeAssert:
		return fromCall(v.X, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return fromCall(e, depth-1) })
	}
	return false
}

// readsField reports whether v is made from what field f holds.
func readsField(v ssa.Value, f *types.Var, depth int) bool {
	if depth == 0 {
		return true
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		return loadedField(v) == f || v.Op != token.MUL && readsField(v.X, f, depth-1)
	case *ssa.BinOp:
		return readsField(v.X, f, depth-1) || readsField(v.Y, f, depth-1)
	case *ssa.Slice:
		return readsField(v.X, f, depth-1)
	case *ssa.Call:
		return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return readsField(a, f, depth-1) })
	case *ssa.Extract:
		return readsField(v.Tuple, f, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return readsField(e, f, depth-1) })
	}
	return false
}
