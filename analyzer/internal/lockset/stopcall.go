package lockset

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// stopEffect is the change that a call makes to the count of stops on a
// thing.
type stopEffect struct {
	Thing ref
	N     int
	Maybe bool // it is not known how the count changes
	Many  bool // it changes for several things
	Once  bool // it is ended if it has not been before
	// Sometimes says that it is a goroutine or callback that ends the stop, on
	// some of its paths only.
	Sometimes bool
	// Level is the number of calls that lead to the protocol's own.
	Level int
}

type stopKey struct {
	instr ssa.Instruction
	begin bool
	class protocol.Class
}

// stopOp returns the operation that has effect x on th at p, a call of c or, if c
// is handed on there, its coming to run.
func (fl *flow) stopOp(p place, c ir.Callee, x stopEffect, th thing) *stopOp {
	k := stopKey{p.instr, x.N > 0, th.class}
	if op := fl.f.stopOps[k]; op != nil {
		return op
	}
	op := &stopOp{
		begin: x.N > 0, at: p, callee: c, effect: x, thing: th,
		inLoop: fl.loops().contains(p.instr.Block()),
	}
	if fl.f.stopOps == nil {
		fl.f.stopOps = map[stopKey]*stopOp{}
	}
	fl.f.stopOps[k] = op
	fl.f.stopOpList = append(fl.f.stopOpList, op)
	return op
}

// roleCall counts the stop that calling c begins or ends by its contract. It
// reports whether c has such a contract.
func (fl *flow) roleCall(s *state, p place, c ir.Callee, result ssa.Value) bool {
	r := fl.e.stopRole(c.Obj)
	if r == nil {
		return false
	}
	n := 1
	if !r.begin {
		n = -1
	}
	fl.count(s, p, c, stopEffect{Thing: r.thing, N: n}, result)
	return true
}

// count applies one effect of calling c at p to s.
func (fl *flow) count(s *state, p place, c ir.Callee, x stopEffect, result ssa.Value) {
	m := fl.e.resolve(x.Thing, c.Args, result)
	th := thing{m.class, m.path}
	if isNothing(th.path) {
		return
	}
	if i := x.Thing.Index; x.Thing.outer.IsZero() && x.Thing.Root == protocol.Param && x.Thing.Steps == "" && i < len(c.Args) {
		th = fl.concrete(th, c.Args[i])
	}
	th = fl.asKnown(s, th)
	if x.undoes(x.Thing.Index) {
		maker, ok := th.path.Root.(*ssa.Call)
		if ok && maker.Parent() == fl.f.fn && !x.Maybe && isDropped(maker, th.path.Index) {
			fl.f.addStopFinding(stopFinding{mistake: UndoDropped, begin: fl.stopOp(p, c, x, th)})
			return
		}
		if !ok || !fl.e.isOnlyCalled(maker, th.path.Index) {
			return
		}
	}
	if _, ok := p.instr.(*ssa.Defer); ok && p.how == Called && fl.variesAt(p.instr, th.path) {
		return // see deferStops
	}
	op := fl.stopOp(p, c, x, th)
	switch {
	case x.Maybe:
		op.lost = true
		s.loseCount(th)
		if s.findStop(th) < 0 && !th.isAnonymous() {
			s.stops[s.stopOf(th)].maybe = true
		}
	case x.Many && x.N > 0:
		s.beginMany(th.class, op)
	case x.Many:
		s.endMany(th.class, op)
	default:
		for range x.N {
			s.begin(th, op)
		}
		if k := s.findStop(th); x.N > 0 && x.Once && k >= 0 {
			s.stops[k].once = true
		}
		if x.N > 0 && x.Thing.Root == protocol.Result && x.Thing.Steps == "" {
			s.learn(ir.IsNil(th.path), false)
		}
		if k := s.findStop(th); x.Sometimes && k >= 0 && s.stops[k].n > 0 && !s.stops[k].maybe {
			fl.endedSometimes(s, &s.stops[k], op)
		}
		for range -x.N {
			differ := func(a, b ir.Path) bool { return fl.differ(s, a, b) }
			if x := s.end(th, op, differ); x != nil && !s.fuzzy {
				fl.endedTwice(s, x, op)
			}
		}
	}
}

// isNothing reports whether p is a constant: a nil thing.
func isNothing(p ir.Path) bool {
	_, ok := p.Root.(*ssa.Const)
	return ok
}

// applyStops applies the effects of one way of returning from c.
func (fl *flow) applyStops(s *state, p place, c ir.Callee, effects []stopEffect, result ssa.Value) {
	for _, x := range effects {
		fl.count(s, p, c, x, result)
	}
}

// stopsOf returns the effects that running fn has, those of all its ways of
// returning that agree with what is known in s, each once, and for each
// whether all of those ways have it.
func (fl *flow) stopsOf(s *state, fn ir.Callee) (effects []stopEffect, always []bool) {
	if r := fl.e.stopRole(fn.Obj); r != nil {
		n := 1
		if !r.begin {
			n = -1
		}
		return []stopEffect{{Thing: r.thing, N: n}}, []bool{true}
	}
	sum := fl.e.summaryOf(fn)
	if sum == nil || !sum.hasStops() {
		return nil, nil
	}
	ways := 0
	var times []int
	for _, x := range sum.Exits {
		if fl.holdsFor(s, x.When, fn.Args) == ir.False || x.Recovered == ir.True {
			continue
		}
		ways++
		for _, y := range x.Stops {
			i := slices.IndexFunc(effects, func(z stopEffect) bool { return z.Thing == y.Thing && (z.N < 0) == (y.N < 0) })
			if i < 0 {
				i = len(effects)
				effects, times = append(effects, y), append(times, 0)
			}
			times[i]++
		}
	}
	for _, n := range times {
		always = append(always, n == ways)
	}
	return effects, always
}

// handStops accounts for fn being handed on, to run in a new goroutine or
// later: the stops that it ends are its business from now on.
func (fl *flow) handStops(s *state, p place, fn ir.Callee) {
	effects, always := fl.stopsOf(s, fn)
	for i, x := range effects {
		m := fl.e.resolve(x.Thing, fn.Args, nil)
		th := thing{m.class, m.path}
		if x.N > 0 || x.Maybe || p.how == Somehow || th.isAnonymous() && !x.Many {
			fl.disturbThing(s, th, x)
			continue
		}
		x.Sometimes = !always[i] && !x.Many
		fl.count(s, p, fn, x, nil)
		if k := s.findStop(th); k >= 0 && p.how == Later && !isSure(p) {
			s.stops[k].handed = true
		}
	}
}

// isSure reports whether what is handed on at p comes to run: nobody is left with
// the means to stop the timer.
func isSure(p place) bool {
	call, ok := p.instr.(*ssa.Call)
	if !ok || len(*call.Referrers()) > 0 {
		return false
	}
	fn := call.Call.StaticCallee()
	return fn != nil && (fn.String() == "time.AfterFunc" || fn.String() == "context.AfterFunc")
}

// disturbStops accounts for a run of fn of which it is not known when it
// happens, or how often.
func (fl *flow) disturbStops(s *state, fn ir.Callee) {
	effects, _ := fl.stopsOf(s, fn)
	for _, x := range effects {
		m := fl.e.resolve(x.Thing, fn.Args, nil)
		fl.disturbThing(s, thing{m.class, m.path}, x)
	}
}

func (fl *flow) disturbThing(s *state, th thing, x stopEffect) {
	s.loseCount(th)
	for i := range s.stops {
		if s.stops[i].thing == th {
			s.stops[i].handed = s.stops[i].handed || x.N < 0
		}
	}
	if !th.isAnonymous() && s.findStop(th) < 0 {
		s.stops[s.stopOf(th)].maybe = true
	}
}

// eachStops accounts for fn being called at once by c, any number of times: the
// things among its own parameters are several, and what it does to others is
// not known.
func (fl *flow) eachStops(s *state, p place, fn ir.Callee) {
	effects, _ := fl.stopsOf(s, fn)
	for _, x := range effects {
		own := x.Thing.outer.IsZero() && x.Thing.Root == protocol.Param && x.Thing.Index >= len(fn.Args)
		if own && !x.Maybe {
			x.Many = true
			fl.count(s, p, fn, x, nil)
			continue
		}
		m := fl.e.resolve(x.Thing, fn.Args, nil)
		fl.disturbThing(s, thing{m.class, m.path}, x)
	}
}

// eachOf is eachStops for the functions that v may be.
func (fl *flow) eachOf(s *state, p place, v ssa.Value) {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok || !fl.e.stopsInSight {
		return
	}
	fns, _ := fl.e.paths.Functions(v, nil)
	for _, fn := range fns {
		fl.eachStops(s, p, fn)
	}
}

// keepStops accounts for a stopped thing, or a function that ends a stop,
// being put away where others find it.
func (fl *flow) keepStops(s *state, v ssa.Value, in ir.Holder) {
	if len(s.stops) == 0 {
		return
	}
	p := fl.e.paths.Of(v)
	for i := range s.stops {
		if x := &s.stops[i]; x.n > 0 && leadsTo(p, x.path) {
			x.maybe, x.handed = true, true
			x.settleOps()
			for _, op := range x.begins {
				op.keep(in)
			}
		}
	}
}

// leadsTo reports whether p is a way to what q leads to.
func leadsTo(p, q ir.Path) bool {
	if p.IsZero() || q.IsZero() || p.Root != q.Root || p.Index != q.Index || len(p.Steps) > len(q.Steps) {
		return false
	}
	rest := q.Steps[len(p.Steps):]
	return q.Steps[:len(p.Steps)] == p.Steps && (rest == "" || strings.ContainsRune(".[*(", rune(rest[0])))
}

// recovered returns whether what s knows is that recover returned something.
func (fl *flow) recovered(s *state) ir.Truth {
	for _, l := range s.literals {
		call, ok := l.X.Root.(*ssa.Call)
		if !ok || l.Literal != ir.IsNil(l.X) {
			continue
		}
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "recover" {
			if l.truth {
				return ir.False
			}
			return ir.True
		}
	}
	return ir.Unsure
}
