package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// translate expresses the alternatives of when, for the given arguments, in
// terms of what the function under analysis is entered with. Those that cannot
// be are left out.
func (fl *flow) translate(when [][]cond, args []ssa.Value) [][]cond {
	var out [][]cond
	for _, conj := range when {
		if t, ok := fl.translateAll(conj, args); ok {
			out = append(out, t)
		}
	}
	return out
}

func (fl *flow) translateAll(conj []cond, args []ssa.Value) ([]cond, bool) {
	out := []cond{}
	for _, c := range conj {
		if !c.outer.IsZero() {
			if in := valueParent(c.outer.Root); in != nil && encloses(in, fl.f.fn) {
				out = append(out, c)
				continue
			}
			return nil, false
		}
		if c.Index >= len(args) {
			return nil, false
		}
		v, truth := args[c.Index], c.Truth
		path := fl.e.paths.Of(v)
		if !c.Nil {
			if t := ir.ConstBool(v); t != ir.Unsure {
				if (t == ir.True) != truth {
					return nil, false
				}
				continue
			}
			lit, positive := fl.e.paths.Literal(v)
			if lit != ir.IsTrue(lit.X) {
				return nil, false
			}
			path, truth = lit.X, truth == positive
		}
		param, ok := path.Root.(*ssa.Parameter)
		if !ok || param.Parent() != fl.f.fn || path.Steps != "" {
			return nil, false
		}
		out = append(out, cond{Index: slices.Index(fl.f.fn.Params, param), Nil: c.Nil, Truth: truth})
	}
	return out, true
}

// applies evaluates the alternatives of when for the given arguments.
func (fl *flow) applies(s *state, when [][]cond, args []ssa.Value) ir.Truth {
	best := ir.False
	for _, conj := range when {
		switch fl.holdsFor(s, conj, args) {
		case ir.True:
			return ir.True
		case ir.Unsure:
			best = ir.Unsure
		}
	}
	return best
}

// conditions returns what s knows of what the function was entered with.
func (fl *flow) conditions(s *state) []cond {
	out := slices.Clone(s.entered)
	for _, l := range s.literals {
		param, ok := l.X.Root.(*ssa.Parameter)
		if !ok || param.Parent() != fl.f.fn || l.X.Steps != "" || !l.Y.IsZero() {
			continue
		}
		c := cond{Index: slices.Index(fl.f.fn.Params, param), Truth: l.truth}
		switch l.Literal {
		case ir.IsNil(l.X):
			c.Nil = true
		case ir.IsTrue(l.X):
		default:
			continue
		}
		out = append(out, c)
	}
	if out == nil {
		out = []cond{}
	}
	return out
}

// holdsFor evaluates conj for the given arguments in s.
func (fl *flow) holdsFor(s *state, conj []cond, args []ssa.Value) ir.Truth {
	all := ir.True
	for _, c := range conj {
		t := ir.Unsure
		switch {
		case !c.outer.IsZero() && c.Nil:
			t = s.truth(ir.IsNil(fl.e.inBound(c.outer)))
		case !c.outer.IsZero():
			t = s.truth(ir.IsTrue(fl.e.inBound(c.outer)))
		case c.Index >= len(args):
		case c.Nil:
			t = fl.nilness(s, args[c.Index])
		default:
			t = fl.truthOf(s, args[c.Index])
		}
		if !c.Truth {
			t = t.Not()
		}
		if t == ir.False {
			return ir.False
		}
		if t == ir.Unsure {
			all = ir.Unsure
		}
	}
	return all
}
