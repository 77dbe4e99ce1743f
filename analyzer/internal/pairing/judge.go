package pairing

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// judge looks for the other halves of what functions leave to their callers.
type judge struct {
	pass   *analysis.Pass
	funcs  []*lockset.StopFunction
	halves []*half
	// uses has the operations that are calls of a function.
	uses map[*ssa.Function][]use
	// of has the halves of each function, and about those that speak of the same
	// things.
	of    map[*ssa.Function][]*half
	about map[subject][]*half
	// values has the functions that are used other than to call them, and behind
	// the methods of values that are made interfaces with such a method.
	values, behind map[*types.Func]bool
	// kept has the fields in which things that are stopped are kept for others.
	kept map[*types.Var]bool
}

// subject is a class of things, and the type that leads to them.
type subject struct {
	class protocol.Class
	of    *types.TypeName
}

func (h *half) subject() subject { return subject{h.net.Op.Class, h.of} }

// use is an operation in a function.
type use struct {
	in *lockset.StopFunction
	op *lockset.StopOp
}

// half is a change of a count that a function leaves to its callers.
type half struct {
	fn  *lockset.StopFunction
	net lockset.NetStop
	// of is the type of the function's receiver, parameter or result that
	// leads to the stopped thing; nil if nothing does.
	of *types.TypeName

	settled settled
	asked   bool
	partner *half
	inmost  *half // memo of innermost
}

// settled says why a half is no orphan.
type settled uint8

const (
	// orphaned: nothing completes it.
	orphaned settled = iota
	// atExit: nothing completes it before the program exits.
	atExit
	// byCallers: some caller in the package completes it.
	byCallers
	// byPartner: there is another half that completes it.
	byPartner
	// byReach: it is all that the function does, and callers can reach the
	// stopped thing themselves.
	byReach
	// lostSight: a caller that may complete it is not understood.
	lostSight
	// outOfSight: what completes it may be out of sight.
	outOfSight
	// elsewhere: it is there for callers in other packages to complete.
	elsewhere
)

func newJudge(pass *analysis.Pass, stops lockset.Stops) *judge {
	j := &judge{pass: pass, uses: map[*ssa.Function][]use{}, of: map[*ssa.Function][]*half{}, about: map[subject][]*half{}, kept: map[*types.Var]bool{}}
	if len(stops.Functions) > 0 {
		j.values, j.behind = valuesOf(pass.ResultOf[ir.Analyzer].(*ir.Package).Functions())
	}
	for i := range stops.Functions {
		f := &stops.Functions[i]
		j.funcs = append(j.funcs, f)
		for _, op := range f.Ops {
			for _, field := range op.Kept {
				j.kept[field] = true
			}
			if op.Fn != nil {
				j.uses[op.Fn] = append(j.uses[op.Fn], use{f, op})
			}
		}
		for _, n := range f.Net {
			h := &half{fn: f, net: n, of: typeOf(f.Fn, n)}
			j.halves = append(j.halves, h)
			j.of[f.Fn] = append(j.of[f.Fn], h)
			j.about[h.subject()] = append(j.about[h.subject()], h)
		}
	}
	return j
}

// typeOf returns the named type of what leads to the stopped thing.
func typeOf(fn *ssa.Function, n lockset.NetStop) *types.TypeName {
	var t types.Type
	switch n.Root {
	case protocol.Param:
		if n.Index < len(fn.Params) {
			t = fn.Params[n.Index].Type()
		}
	case protocol.Result:
		if res := fn.Signature.Results(); n.Index < res.Len() {
			t = res.At(n.Index).Type()
		}
	default:
		if recv := fn.Signature.Recv(); recv != nil {
			t = recv.Type()
		}
	}
	if t == nil {
		return nil
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// settle decides what completes h.
func (j *judge) settle(h *half) settled {
	if h.asked {
		return h.settled // orphaned, as long as the question is open
	}
	h.asked = true
	h.settled = j.decide(h)
	return h.settled
}

func (j *judge) decide(h *half) settled {
	switch {
	case h.of == nil && h.net.Root != protocol.Global, h.fn.Mistaken, h.fn.Obj == nil, isTest(h.fn.Obj), j.values[h.fn.Obj.Origin()]:
		return outOfSight
	case h.net.Given == lockset.GivenParam, h.net.Given == lockset.GivenResult && (isExported(h) || len(j.uses[h.fn.Fn]) == 0):
		return outOfSight
	case h.fn.Obj.Name() == "main" && h.fn.Obj.Signature().Recv() == nil:
		return atExit
	}
	lost := false
	switch s := j.byCallers(h); s {
	case orphaned:
	case lostSight:
		lost = true
	default:
		return s
	}
	if p := j.partner(h); p != nil {
		h.partner = p
		return byPartner
	}
	switch {
	case j.losesSight(h), asks(h), replaces(h):
		return outOfSight
	case isReachable(h) && j.isBare(h):
		return byReach
	case lost, j.behind[h.fn.Obj.Origin()], h.net.N < 0 && j.hasKept(h.of):
		return lostSight
	case isOffered(h) && !brackets(h):
		return elsewhere
	}
	return orphaned
}

// isTest reports whether fn is called by the testing package: what it leaves in
// force goes with it.
func isTest(fn *types.Func) bool {
	if fn.Signature().Recv() != nil {
		return false
	}
	for _, prefix := range [...]string{"Test", "Benchmark", "Fuzz", "Example"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return true
		}
	}
	return false
}

// byCallers looks at the calls of h's function in the package.
func (j *judge) byCallers(h *half) settled {
	lost := false
	for _, u := range j.uses[h.fn.Fn] {
		if u.op.Begin != (h.net.N > 0) {
			continue
		}
		if u.op.Paired {
			return byCallers
		}
		if u.in.Mistaken {
			continue
		}
		if u.op.Lost || u.op.How != lockset.Called {
			lost = true
		}
		if !u.op.Passed {
			continue
		}
		for _, g := range j.of[u.in.Fn] {
			if g.net.Op == u.op && j.settle(g) > atExit {
				return byCallers
			}
		}
	}
	if lost {
		return lostSight
	}
	return orphaned
}

// partner returns the half that completes h: one of the same type of things,
// reached from the same type, that does the opposite. A method that calls
// another one of the type that has a partner needs a partner of its own.
func (j *judge) partner(h *half) *half {
	for _, p := range j.about[h.subject()] {
		if p.net.N < 0 == (h.net.N < 0) || p.fn == h.fn || !alike(p, h) {
			continue
		}
		if isExported(p) != isExported(h) && j.hasLike(h, func(o *half) bool { return isExported(o) == isExported(p) }) {
			continue
		}
		if p.net.Level == h.net.Level || j.isInnermost(h) && j.isInnermost(p) {
			return p
		}
	}
	return nil
}

// isInnermost reports whether no half like h makes do with fewer calls.
func (j *judge) isInnermost(h *half) bool {
	return !j.hasLike(h, func(o *half) bool { return isExported(o) == isExported(h) && o.net.Level < h.net.Level })
}

// hasLike reports whether another half does the same as h, and is as asked.
func (j *judge) hasLike(h *half, is func(*half) bool) bool {
	return slices.ContainsFunc(j.about[h.subject()], func(o *half) bool {
		return (o.net.N < 0) == (h.net.N < 0) && o.fn != h.fn && alike(o, h) && is(o)
	})
}

// alike reports whether a and b are about the same things, reached from the
// same type.
func alike(a, b *half) bool {
	return a.net.Op.Class == b.net.Op.Class && a.of == b.of && (a.net.Op.Many == b.net.Op.Many || a.of == nil)
}

func isExported(h *half) bool { return h.fn.Obj != nil && h.fn.Obj.Exported() }

// hasKept reports whether stopped things are kept in a field of the type.
func (j *judge) hasKept(of *types.TypeName) bool {
	if of == nil {
		return false
	}
	s, ok := of.Type().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if j.kept[f] {
			return true
		}
	}
	return false
}

// isOffered reports whether other packages can call h's function by its name.
func isOffered(h *half) bool {
	if recv := h.fn.Obj.Signature().Recv(); recv != nil {
		if n := protocol.NamedOf(recv.Type()); n == nil || !n.Obj().Exported() {
			return false
		}
	}
	return isExported(h)
}

// isReachable reports whether callers can reach the stopped thing themselves.
func isReachable(h *half) bool {
	if h.net.Root != protocol.Param {
		return false
	}
	if !isExported(h) {
		return true
	}
	for step := range strings.FieldsFuncSeq(strings.TrimSuffix(h.net.Steps, h.net.Op.Steps), func(r rune) bool { return r == '.' || r == '*' }) {
		if !ast.IsExported(step) {
			return false
		}
	}
	return true
}

// orphans returns the halves that nothing completes, the innermost ones.
func (j *judge) orphans() []Orphan {
	var out []Orphan
	for _, h := range j.halves {
		j.settle(h)
	}
	for _, h := range j.halves {
		switch h.settled {
		case orphaned:
			h = j.innermost(h)
			if !slices.ContainsFunc(out, func(o Orphan) bool { return o.Op == h.net.Op }) {
				out = append(out, Orphan{Op: h.net.Op, Fn: h.fn})
			}
		case byReach, elsewhere:
			if other := j.double(h); other != nil {
				out = append(out, Orphan{Op: h.net.Op, Fn: h.fn, Alike: other.fn})
			}
		}
	}
	return out
}

// innermost returns the half of a function of the package that h comes from, if
// nothing completes it either.
func (j *judge) innermost(h *half) *half {
	var way []*half
	for h.inmost == nil {
		h.inmost = h // ends cycles
		way = append(way, h)
		inner := j.of[h.net.Op.Fn]
		i := slices.IndexFunc(inner, func(g *half) bool {
			return g.fn != h.fn && g.net.N < 0 == (h.net.N < 0) &&
				(g.settled == orphaned || g.settled == lostSight)
		})
		if i < 0 {
			break
		}
		h = inner[i]
	}
	for _, g := range way {
		g.inmost = h.inmost
	}
	return h.inmost
}

// double returns a half that does the same as h, where one of the two was to do
// the opposite: both are methods of one type, and the type has no other half.
// Of two begins it is the later that is wrong, of two ends the earlier.
func (j *judge) double(h *half) *half {
	if h.fn.Fn.Signature.Recv() == nil || h.of == nil || !isPlain(h) {
		return nil
	}
	for _, o := range j.about[h.subject()] {
		if alike(o, h) && o.net.N < 0 != (h.net.N < 0) {
			return nil
		}
	}
	for _, o := range j.about[h.subject()] {
		if o == h || o.settled != h.settled || !isPlain(o) || !alike(o, h) || o.net.Steps != h.net.Steps || o.net.N < 0 != (h.net.N < 0) || o.net.Level != h.net.Level {
			continue
		}
		if later := h.fn.Obj.Pos() > o.fn.Obj.Pos(); later == (h.net.N > 0) {
			return o
		}
	}
	return nil
}
