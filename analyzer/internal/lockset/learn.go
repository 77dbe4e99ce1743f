package lockset

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// learnt is what a condition, or the result of a function, says of a field that was
// read for it: lit has that truth.
type learnt struct {
	// source is the load of the field, or the call of a function that reads it.
	source ssa.Value
	field  *types.Var
	lit    ir.Literal
	truth  bool
}

// maxDepth bounds how far the making of a condition is followed.
const maxDepth = 8

// learning remembers what conditions and blocks say of fields.
type learning struct {
	conds  map[condition][]learnt
	blocks map[*ssa.BasicBlock][]learnt
}

type condition struct {
	v     ssa.Value
	truth bool
}

// learnFrom returns what is known of fields if the boolean v has that truth.
func (fl *flow) learnFrom(v ssa.Value, truth bool) []learnt {
	if fl.learning.conds == nil {
		fl.learning.conds = map[condition][]learnt{}
	}
	k := condition{v, truth}
	out, ok := fl.learning.conds[k]
	if !ok {
		fl.learning.conds[k] = nil // ends cycles through phis
		out = fl.learnFromMaking(v, truth)
		fl.learning.conds[k] = out
	}
	return out
}

func (fl *flow) learnFromMaking(v ssa.Value, truth bool) []learnt {
	switch v := v.(type) {
	case *ssa.Const:
		return nil
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return fl.learnFrom(v.X, !truth)
		}
	case *ssa.Phi:
		return fl.learnFromPhi(v, truth)
	}
	lit, positive := fl.e.paths.Literal(v)
	var out []learnt
	for _, src := range fl.sources(v, nil, maxDepth) {
		if load, ok := src.(*ssa.UnOp); ok {
			out = append(out, learnt{load, loadedField(load), lit, truth == positive})
			continue
		}
		out = append(out, fl.learnFromCall(src.(*ssa.Call), lit, truth == positive)...)
	}
	return out
}

// learnFromPhi returns what all the ways have in common on which phi, which is made by
// && or || or chosen otherwise, gets that truth.
func (fl *flow) learnFromPhi(phi *ssa.Phi, truth bool) []learnt {
	var out []learnt
	some := false
	for i, v := range phi.Edges {
		if t := ir.ConstBool(v); t != ir.Unsure && (t == ir.True) != truth {
			continue
		}
		way := slices.Concat(fl.learnFrom(v, truth), fl.learnFromEdge(phi.Block().Preds[i], phi.Block()))
		out, some = common(out, way, some), true
	}
	return out
}

// common returns what both xs and ys say, or ys if there are no xs yet.
func common(xs, ys []learnt, some bool) []learnt {
	if !some {
		return ys
	}
	return slices.DeleteFunc(slices.Clone(xs), func(x learnt) bool { return !slices.Contains(ys, x) })
}

// learnFromEdge returns what is known of fields when control has come from one
// block to the next.
func (fl *flow) learnFromEdge(from, to *ssa.BasicBlock) []learnt {
	out := fl.learnFromBlock(from)
	if br, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If); ok && from.Succs[0] != from.Succs[1] {
		out = slices.Concat(out, fl.learnFrom(br.Cond, from.Succs[0] == to))
	}
	return out
}

// learnFromBlock returns what the branches that are the only way to b say.
func (fl *flow) learnFromBlock(b *ssa.BasicBlock) []learnt {
	if out, ok := fl.learning.blocks[b]; ok || b == nil {
		return out
	}
	if fl.learning.blocks == nil {
		fl.learning.blocks = map[*ssa.BasicBlock][]learnt{}
	}
	fl.learning.blocks[b] = nil
	out := fl.learnFromBlock(b.Idom())
	if len(b.Preds) == 1 {
		if br, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If); ok {
			out = slices.Concat(out, fl.learnFrom(br.Cond, b.Preds[0].Succs[0] == b))
		}
	}
	fl.learning.blocks[b] = out
	return out
}

// sources returns the loads of protected fields, and the calls of functions that tell of
// fields, that v is made from, added to out.
func (fl *flow) sources(v ssa.Value, out []ssa.Value, depth int) []ssa.Value {
	if depth == 0 {
		return out
	}
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return fl.sources(v.X, out, depth-1)
		}
		if f := loadedField(v); f != nil && len(fl.e.model.Guards(f)) > 0 && !slices.Contains(out, ssa.Value(v)) {
			out = append(out, v)
		}
	case *ssa.BinOp:
		return fl.sources(v.Y, fl.sources(v.X, out, depth-1), depth-1)
	case *ssa.Extract:
		return fl.sources(v.Tuple, out, depth-1)
	case *ssa.TypeAssert:
		return fl.sources(v.X, out, depth-1)
	case *ssa.Convert:
		return fl.sources(v.X, out, depth-1)
	case *ssa.ChangeType:
		return fl.sources(v.X, out, depth-1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			if b.Name() == "len" {
				return fl.sources(v.Call.Args[0], out, depth-1)
			}
			return out
		}
		if len(fl.e.revealedBy(&v.Call)) > 0 && !slices.Contains(out, ssa.Value(v)) {
			out = append(out, v)
		}
	}
	return out
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
