package lockset

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// settleStops decides, for each thing and each way out of the function, whether
// the stops left in force are passed on to the caller or are a mistake, and
// completes the summary.
//
// A function that ends on some path what it has begun is to end it on all.
// If it is ended on none the function is a begin. If it is ended on failure and
// not on success, or the other way round as a parameter says, it is a begin
// under that condition. The same goes for ends.
func (fl *flow) settleStops() {
	var order []thing
	groups := map[thing][]*stopExit{}
	for _, e := range fl.stopExits {
		if groups[e.thing] == nil {
			order = append(order, e.thing)
		}
		groups[e.thing] = append(groups[e.thing], e)
	}
	for _, th := range order {
		if fl.isUncounted(th) {
			fl.loseTrack(th, groups[th])
		}
		fl.settle(groups[th])
	}
	for _, p := range fl.pending {
		for _, e := range p.stops {
			if x, ok := fl.effectOf(e); ok {
				p.Stops = append(p.Stops, x)
			}
			if e.undo != nil {
				p.Stops = append(p.Stops, *e.undo)
			}
		}
		fl.sum.addExit(p.exit)
	}
}

// loseTrack takes the stops on th to be unknown at all its exits.
func (fl *flow) loseTrack(th thing, exits []*stopExit) {
	for _, e := range exits {
		e.maybe = true
	}
	for _, op := range fl.f.stopOpList {
		op.lost = op.lost || op.thing == th
	}
	fl.f.stopFindings = slices.DeleteFunc(fl.f.stopFindings, func(fd stopFinding) bool {
		return fd.mistake == EndedTwice && fd.end.thing == th
	})
}

func (fl *flow) settle(exits []*stopExit) {
	var ends, returns []*stopExit // ways out that end what they begin, or begin what they end
	for _, e := range exits {
		switch {
		case e.ending == panicked:
		case e.maybe && !e.handed:
		case e.begun && e.low == 0 && (e.n == 0 || e.handed || e.returned):
			ends = append(ends, e)
		case e.low < 0 && e.n == 0:
			returns = append(returns, e)
		}
	}
	for _, e := range exits {
		switch {
		case e.maybe || e.n == 0 || e.ending == panicked && e.n < 0:
		case e.n > 0 && e.over != nil && !e.returned && fl.isOver(e):
			fl.report(BegunAgain, e, nil)
			if e.ended == nil && e.ending != panicked {
				e.n, e.begins, e.passed = 1, e.begins[:1], true // one of them is meant
			}
		case e.n > 0 && e.returned:
			e.passed = true
		case e.n > 0:
			if other := unlike(e, ends); other != nil {
				if _, kept := fl.keptIn(e); !kept {
					fl.report(LeftInForce, e, other)
				}
				continue
			}
			if other := begunElsewhere(e, returns); other != nil {
				fl.report(BegunUnended, e, other)
				continue
			}
			e.passed = e.ending != panicked && e.ending != roundOver
			e.given = givenFor(e, ends)
			if in, kept := fl.keptIn(e); kept {
				e.guarded = true
				e.begins[len(e.begins)-1].keep(in)
			}
			e.guarded = e.guarded || fl.isGuarded(e, ends)
		default:
			if e.many && len(ends) > 0 {
				continue // there may have been none to end
			}
			if other := unlike(e, ends); other != nil && !fl.byState(e, ends) {
				fl.report(EndedUnbegun, e, other)
			} else if other := unlike(e, returns); other != nil {
				fl.report(NotBegunAgain, e, other)
			} else {
				e.passed = true
				e.given = max(givenFor(e, ends), givenFor(e, returns))
				e.guarded = fl.isGuarded(e, ends) || fl.isGuarded(e, returns) || fl.byState(e, ends)
			}
		}
	}
}

// isOver reports whether the begin that came on top of another one is a
// mistake: as many ends do not follow.
func (fl *flow) isOver(e *stopExit) bool {
	if e.many {
		return false
	}
	again := slices.Contains(e.begins[:len(e.begins)-1], e.over) || len(e.begins) > 0 && e.begins[0] == e.over
	return e.ended != nil || e.low < 0 || len(e.begins) > 1 && !again
}

// unlike returns one of others that does what e leaves undone, for no reason
// that a caller could know, or nil if there is none.
func unlike(e *stopExit, others []*stopExit) *stopExit {
	if len(others) == 0 {
		return nil
	}
	if e.ending == panicked {
		return others[0]
	}
	for _, o := range others {
		failing := e.n > 0 && e.ending == failed && o.ending != failed // no caller ends what failed
		if (e.ending == failed || o.ending != failed) && (failing || !contradict(e, o)) {
			return o
		}
	}
	return nil
}

// begunElsewhere returns one of returns, which end a stop and begin it again, that
// does so by the begin that e leaves in force, for no reason that a caller could
// know, or nil if there is none.
func begunElsewhere(e *stopExit, returns []*stopExit) *stopExit {
	for _, o := range returns {
		if e.low == 0 && slices.Contains(e.begins, o.rebegun) && !contradict(e, o) {
			return o
		}
	}
	return nil
}

// contradict reports whether a and b happen for different parameters.
func contradict(a, b *stopExit) bool {
	for _, l := range a.when {
		if !ofCaller(l, a.thing) {
			continue
		}
		if slices.Contains(b.doubts, l.Literal) {
			return true
		}
		for _, k := range b.when {
			if k.Literal == l.Literal && k.truth != l.truth {
				return true
			}
		}
	}
	return false
}

// givenFor says what tells e from others.
func givenFor(e *stopExit, others []*stopExit) Given {
	given := Always
	for _, o := range others {
		if contradict(e, o) {
			return GivenParam
		}
		given = GivenResult
	}
	return given
}

// ofCaller reports whether l is a condition that the caller controls: a
// parameter, what is in a parameter other than the receiver and the thing
// itself, or what a function decides that is a parameter.
func ofCaller(l literal, th thing) bool {
	p := givenBy(l.X.Root)
	if l.X.Steps == "" {
		return l.Literal == ir.IsTrue(l.X) || l.Literal == ir.IsNil(l.X)
	}
	recv := p.Parent().Signature.Recv() != nil && p.Parent().Params[0] == p
	return !recv && th.path.Root != p && l.Literal == ir.IsTrue(l.X) && !strings.Contains(l.X.Steps, "[")
}

// isGuarded reports whether e differs from some of others by a condition that
// the summary cannot express.
func (fl *flow) isGuarded(e *stopExit, others []*stopExit) bool {
	for _, o := range others {
		if e.ending != failed && o.ending == failed {
			continue
		}
		plain := false
		for _, l := range e.when {
			for _, k := range o.when {
				_, isParam := l.X.Root.(*ssa.Parameter)
				plain = plain || isParam && k.Literal == l.Literal && k.truth != l.truth && l.X.Steps == ""
			}
		}
		if !plain {
			return true
		}
	}
	return false
}

// byState reports whether something that the receiver remembers tells e from
// each of others.
func (fl *flow) byState(e *stopExit, others []*stopExit) bool {
	recv := fl.f.fn.Signature.Recv() != nil
	return recv && len(others) > 0 && !slices.ContainsFunc(others, func(o *stopExit) bool {
		for _, l := range e.when {
			if l.X.Root != fl.f.fn.Params[0] || l.X.Steps == "" {
				continue
			}
			for _, k := range o.when {
				if k.Literal == l.Literal && k.truth != l.truth {
					return false
				}
			}
		}
		return true
	})
}

// effectOf returns what a caller sees of e.
func (fl *flow) effectOf(e *stopExit) (stopEffect, bool) {
	m := mutex{class: e.class, path: e.path}
	x := stopEffect{Thing: fl.e.relative(fl.f.fn, m, nil), N: e.n, Many: e.many}
	ops := e.begins
	if e.n < 0 {
		ops = []*stopOp{e.ended}
		x.Sometimes, x.Once = e.ended.effect.Sometimes, e.ended.effect.Once
	}
	x.Once = x.Once || e.once
	for _, op := range ops {
		x.Level = max(x.Level, op.effect.Level)
	}
	if fl.f.obj != nil {
		x.Level++ // a function literal is part of the function that it is in
	}
	switch {
	case e.maybe:
		if e.handed || e.isAnonymous() && !e.many {
			return stopEffect{}, false
		}
		x.N, x.Maybe = 1, true
		return x, true
	case e.n == 0 || !e.passed:
		return stopEffect{}, false
	}
	if e.result.Root == protocol.Result {
		x.Thing = e.result
	}
	x.Maybe = e.guarded
	for _, op := range ops {
		op.passed, op.lost = op.passed || !e.guarded, op.lost || e.guarded
	}
	if !e.guarded {
		fl.f.addNet(x, ops[len(ops)-1], e.given)
	}
	return x, true
}
