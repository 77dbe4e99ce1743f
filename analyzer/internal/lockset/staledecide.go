package lockset

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// decision is a branch that is taken, or not, because of what was read for it.
type decision struct {
	branch *ssa.If
	taken  bool
	learnt
}

// decides returns the branches that are decided by what source reads.
func (fl *flow) decides(source ssa.Value) []decision {
	if fl.deciding == nil {
		fl.deciding = map[ssa.Value][]decision{}
		for _, b := range fl.f.fn.Blocks {
			br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			for _, taken := range []bool{true, false} {
				for _, l := range fl.learnFrom(br.Cond, taken) {
					fl.deciding[l.source] = append(fl.deciding[l.source], decision{br, taken, l})
				}
			}
		}
	}
	return fl.deciding[source]
}

// isSource reports whether what source reads decides a branch, or is told to the
// callers of the function.
func (fl *flow) isSource(source ssa.Value) bool {
	return len(fl.decides(source)) > 0 || fl.saysOf(source)
}

// way returns the decisions because of k that lead to b: one that is the only way
// there, or several that are all the ways. It returns nil if there are others.
func (fl *flow) way(k heldCheck, b *ssa.BasicBlock) []decision {
	all := slices.DeleteFunc(slices.Clone(fl.decides(k.source)), func(d decision) bool { return d.field != k.field })
	if len(all) == 0 {
		return nil
	}
	if k.spent {
		all = slices.Concat(all, fl.alike(k))
	}
	for d := b; d != nil; d = d.Idom() {
		var out []decision
		for _, pred := range d.Preds {
			i := slices.IndexFunc(all, func(x decision) bool {
				return x.branch.Block() == pred && pred.Succs[0] != pred.Succs[1] && (pred.Succs[0] == d) == x.taken
			})
			if i < 0 {
				out = nil
				break
			}
			out = append(out, all[i])
		}
		own := func(d decision) bool { return d.field == k.field }
		if i := slices.IndexFunc(out, own); i >= 0 {
			out[0], out[i] = out[i], out[0]
			return out
		}
	}
	return nil
}

// alike returns the decisions because of other fields that the mutex of k protects.
func (fl *flow) alike(k heldCheck) []decision {
	var out []decision
	for _, ds := range fl.deciding {
		for _, d := range ds {
			if d.field != k.field && fl.e.guardedBy(d.field, k.class) {
				out = append(out, d)
			}
		}
	}
	slices.SortFunc(out, func(a, b decision) int {
		return cmp.Or(cmp.Compare(a.branch.Block().Index, b.branch.Block().Index), cmp.Compare(a.field.Pos(), b.field.Pos()),
			cmp.Compare(a.source.Pos(), b.source.Pos()), compareBool(a.taken, b.taken))
	})
	return out
}

// reasks forgets, at a branch whose condition comes from a call, what was checked
// before the mutex was taken again: the callee may have checked it anew.
func (fl *flow) reasks(s *state, br *ssa.If) {
	if len(s.checks) > 0 && fl.mayRecheck(br.Cond, maxDepth) {
		s.forgetChecks(func(c heldCheck) bool {
			if c.spent && !fl.asksAgain(br.Cond, c.field, maxDepth) {
				return false
			}
			return c.phase == retaken && !slices.ContainsFunc(fl.decides(c.source), func(d decision) bool { return d.branch == br })
		})
	}
}

// mayRecheck reports whether v is made from the result of a call that may read the
// fields of the package.
func (fl *flow) mayRecheck(v ssa.Value, depth int) bool {
	if depth == 0 {
		return true
	}
	switch v := v.(type) {
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin)
		return !builtin && !fl.isForeignCall(&v.Call)
	case *ssa.UnOp:
		return v.Op != token.MUL && fl.mayRecheck(v.X, depth-1)
	case *ssa.BinOp:
		return fl.mayRecheck(v.X, depth-1) || fl.mayRecheck(v.Y, depth-1)
	case *ssa.Extract:
		return fl.mayRecheck(v.Tuple, depth-1)
	case *ssa.TypeAssert:
		return fl.mayRecheck(v.X, depth-1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return fl.mayRecheck(e, depth-1) })
	}
	return false
}

// isForeignCall reports whether common calls a function of the standard library with
// values that are no functions.
func (fl *flow) isForeignCall(common *ssa.CallCommon) bool {
	fn := common.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg == fl.e.pass.Pkg || strings.Contains(fn.Pkg.Pkg.Path(), ".") {
		return false
	}
	return !slices.ContainsFunc(common.Args, func(a ssa.Value) bool {
		_, ok := a.Type().Underlying().(*types.Signature)
		return ok
	})
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
