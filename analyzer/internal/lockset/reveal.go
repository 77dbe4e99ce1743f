package lockset

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// revealed is what a result of a function tells of a field that the function has
// read with a mutex held.
type revealed struct {
	upshot
	// lit has that truth, unless the result is what the field holds.
	lit   ir.Literal
	truth bool
	field *types.Var
	// of is the field and mutex the mutex in the terms of the function.
	of, mutex ref
	// free says that the mutex has been released since.
	free bool
}

// upshot is a result of a function, and what it may turn out to be.
type upshot struct {
	result int
	// whole says that the result is what a field holds, whatever that is.
	whole bool
	// null says that it is about whether the result is nil, not about whether
	// it is true, and is what the answer is.
	null, is bool
}

// compare puts upshots in a fixed order.
func (o upshot) compare(p upshot) int {
	return cmp.Or(cmp.Compare(o.result, p.result), compareBool(o.whole, p.whole), compareBool(o.null, p.null), compareBool(o.is, p.is))
}

// isPossible reports whether a return with results of those truths may have the
// upshot.
func (o upshot) isPossible(results []ir.Truth) bool {
	return o.whole || o.result < len(results) && (results[o.result] == ir.Unsure || (results[o.result] == ir.True) == o.is)
}

// revealedBy returns what the results of a call tell.
func (e *engine) revealedBy(common *ssa.CallCommon) []revealed {
	c, ok := staticCallee(common)
	if !ok {
		return nil
	}
	f := e.funcs[c.Fn]
	if f == nil || f.summary == nil {
		return nil
	}
	return f.summary.Reveals
}

// learnFromCall returns what lit, which is about a result of call, says of the
// fields that the callee has read if it has that truth.
func (fl *flow) learnFromCall(call *ssa.Call, lit ir.Literal, truth bool) []learnt {
	var out []learnt
	several := call.Call.Signature().Results().Len() > 1
	for _, t := range fl.e.revealedBy(&call.Call) {
		p := fl.e.paths.Of(call)
		if several {
			p = ir.Path{Root: call, Index: t.result + 1}
		}
		switch {
		case t.whole && (!several || lit.X == p || lit.Y == p):
			out = append(out, learnt{call, t.field, lit, truth})
		case !t.whole && t.is == truth && (t.null && lit == ir.IsNil(p) || !t.null && lit == ir.IsTrue(p)):
			out = append(out, learnt{call, t.field, t.lit, t.truth})
		}
	}
	return out
}

// results returns what the results of the function say of the fields that it has
// read, by upshot.
func (fl *flow) results() map[upshot][]learnt {
	if fl.said != nil {
		return fl.said
	}
	fl.said = map[upshot][]learnt{}
	var rets []*ssa.Return
	for _, b := range fl.f.fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && b != fl.f.fn.Recover {
			rets = append(rets, ret)
		}
	}
	for i := range fl.f.fn.Signature.Results().Len() {
		t := fl.f.fn.Signature.Results().At(i).Type()
		o := upshot{result: i, null: !isBoolean(t)}
		if o.null {
			fl.saidWhole(rets, i)
		}
		if o.null && !nillableType(t) {
			continue
		}
		for _, o.is = range []bool{true, false} {
			if out := fl.learnFromReturns(rets, o); len(out) > 0 {
				fl.said[o] = out
			}
		}
	}
	return fl.said
}

// learnFromReturns returns what all the returns with the upshot o have in common.
func (fl *flow) learnFromReturns(rets []*ssa.Return, o upshot) []learnt {
	var out []learnt
	some := false
	for _, ret := range rets {
		v := resultOf(ret, o.result)
		known := ir.ConstBool(v)
		if o.null {
			known = ir.Nilness(v)
		}
		if known != ir.Unsure && (known == ir.True) != o.is {
			continue
		}
		way := fl.learnFromBlock(ret.Block())
		if !o.null {
			way = slices.Concat(way, fl.learnFrom(v, o.is))
		}
		out, some = common(out, way, some), true
	}
	return out
}

// saidWhole notes that result i is what a field holds, if it is so at all returns.
func (fl *flow) saidWhole(rets []*ssa.Return, i int) {
	var out []learnt
	for k, ret := range rets {
		load, ok := resultOf(ret, i).(*ssa.UnOp)
		if !ok || loadedField(load) == nil || len(fl.e.model.Guards(loadedField(load))) == 0 || k > 0 && out[0].source != ssa.Value(load) {
			return
		}
		out = []learnt{{source: load, field: loadedField(load)}}
	}
	if len(out) > 0 {
		fl.said[upshot{result: i, whole: true}] = out
	}
}

// saysOf reports whether some result says something of what source reads.
func (fl *flow) saysOf(source ssa.Value) bool {
	for _, ls := range fl.results() {
		if slices.ContainsFunc(ls, func(l learnt) bool { return l.source == source }) {
			return true
		}
	}
	return false
}

// saying is what one return in one state tells of fields.
type saying struct {
	results []ir.Truth
	reveals []revealed
}

// say notes what returning with those results in s tells of fields.
func (fl *flow) say(s *state, results []ir.Truth) {
	if len(fl.results()) == 0 {
		return
	}
	said := saying{results: results}
	for o, ls := range fl.results() {
		for _, k := range s.checks {
			i := slices.IndexFunc(ls, func(l learnt) bool { return l.source == k.source && l.field == k.field })
			if i < 0 || k.phase == retaken || !o.isPossible(results) || !fl.e.guardedBy(k.field, k.class) {
				continue
			}
			t := revealed{upshot: o, lit: ls[i].lit, truth: ls[i].truth, field: k.field, free: k.phase != fresh}
			t.of = fl.e.relative(fl.f.fn, mutex{class: k.class, path: k.of}, nil)
			t.mutex = fl.e.relative(fl.f.fn, k.mutex, nil)
			if t.of.isPlaced() {
				said.reveals = append(said.reveals, t)
			}
		}
	}
	fl.sayings = append(fl.sayings, said)
}

// isPlaced reports whether callers can tell which instance r is.
func (r ref) isPlaced() bool { return r != ref{Class: r.Class, Weak: r.Weak} }

const maxReveals = 8

// reveals returns what the results of the function tell of fields: what all the ways
// of returning tell that may have the upshot.
func (fl *flow) reveals() []revealed {
	var out []revealed
	for _, s := range fl.sayings {
		for _, t := range s.reveals {
			if !slices.Contains(out, t) && !slices.ContainsFunc(fl.sayings, func(o saying) bool {
				return t.isPossible(o.results) && !slices.Contains(o.reveals, t)
			}) {
				out = append(out, t)
			}
		}
	}
	slices.SortFunc(out, func(a, b revealed) int {
		return cmp.Or(cmp.Compare(a.field.Pos(), b.field.Pos()), a.upshot.compare(b.upshot), strings.Compare(a.mutex.String(), b.mutex.String()))
	})
	return slices.Clip(out[:min(len(out), maxReveals)])
}

// hear notes in s, the state after a call of c with that result, what the callee
// has read and tells of.
func (fl *flow) hear(s *state, p place, c ir.Callee, result ssa.Value) {
	call, ok := result.(*ssa.Call)
	if !ok {
		return
	}
	tells := fl.e.revealedBy(&call.Call)
	if len(tells) == 0 || !fl.isSource(call) {
		return
	}
	s.forgetChecks(func(k heldCheck) bool { return k.source == call })
	for _, t := range tells {
		k := heldCheck{
			mutex: fl.e.resolve(t.mutex, c.Args, result), source: call, field: t.field,
			of: fl.e.resolve(t.of, c.Args, result).path, gates: s.classes(t.mutex.Class),
		}
		if t.free {
			k.phase, k.unlocked = released, p.pos()
		}
		s.addCheck(k)
	}
}
