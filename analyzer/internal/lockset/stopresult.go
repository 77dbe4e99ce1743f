package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// StopMistake is what is wrong with the stops of a function.
type StopMistake uint8

const (
	// LeftInForce: a way out leaves a stop in force that another ends.
	LeftInForce StopMistake = iota
	// BegunAgain: a stop is begun while it is in force, and ended once.
	BegunAgain
	// EndedTwice: a stop is ended that has been ended before.
	EndedTwice
	// EndedUnbegun: a way out ends a stop that it has not begun, and another
	// begins it first.
	EndedUnbegun
	// NotBegunAgain: a way out leaves a stop ended that another begins again.
	NotBegunAgain
	// BegunUnended: a way out begins a stop that another has ended before.
	BegunUnended
	// EndedSometimes: a goroutine or callback that is to end a stop ends it on
	// some of its paths only.
	EndedSometimes
	// UndoDropped: nothing is done with the function that ends a stop, nor does
	// anything else in sight end it.
	UndoDropped
)

// Leaving is how a function is left.
type Leaving uint8

const (
	Returning Leaving = iota
	Failing
	Panicking
	NextRound
)

// stopOp is a call that begins or ends a stop, or that hands on a function
// that does, with what was found of it on all paths.
type stopOp struct {
	begin  bool
	at     place
	callee ir.Callee
	effect stopEffect
	thing  thing
	inLoop bool
	// paired says that a begin and an end were matched on some path, passed
	// that it is the caller's business on some, and lost that its match was
	// lost sight of on some.
	paired, passed, lost bool
	// kept lists the fields in which the stopped thing, or what ends the stop,
	// was put for others to find.
	kept []*types.Var
}

// keep notes that the stopped thing was put in a field.
func (op *stopOp) keep(in ir.Holder) {
	if field, ok := in.(*types.Var); ok && field.IsField() && !slices.Contains(op.kept, field) {
		op.kept = append(op.kept, field)
	}
}

// stopFinding is a mistake before it is put in words.
type stopFinding struct {
	mistake        StopMistake
	at             ssa.Instruction // where the function is left, if that matters
	leaving        Leaving
	begin, end     *stopOp // the begin and end concerned
	other          *stopOp // the end, or begin, that another path has
	otherTrail     *trail
	trail          *trail
	inLoop, always bool
}

// netStop is a change of a count that a function leaves to its callers.
type netStop struct {
	stopEffect
	op    *stopOp
	given Given
}

func (f *function) addNet(x stopEffect, op *stopOp, given Given) {
	if !slices.ContainsFunc(f.net, func(y netStop) bool { return y.Thing == x.Thing && (y.N < 0) == (x.N < 0) && y.op == op }) {
		f.net = append(f.net, netStop{x, op, given})
	}
}

// stopFacts is what is found of the stops of one function.
type stopFacts struct {
	stopOps      map[stopKey]*stopOp
	stopOpList   []*stopOp
	stopFindings []stopFinding
	net          []netStop
}

// report notes a mistake on the way out e, which other avoids.
func (fl *flow) report(m StopMistake, e, other *stopExit) {
	fd := stopFinding{mistake: m, at: e.instr, trail: e.trail, end: e.ended}
	if len(e.begins) > 0 {
		fd.begin = e.begins[len(e.begins)-1]
	}
	switch e.ending {
	case failed:
		fd.leaving = Failing
	case panicked:
		fd.leaving = Panicking
	case roundOver:
		fd.leaving = NextRound
	}
	if continues(e.instr) {
		fd.leaving = NextRound
	}
	if m == BegunAgain {
		fd.begin, fd.other = e.over, e.begins[0]
		fd.inLoop = e.over.inLoop && slices.Contains(e.begins, e.over)
		if fd.other == e.over {
			fd.other = nil
		}
	}
	if other != nil {
		fd.otherTrail = other.trail
		switch m {
		case LeftInForce, EndedUnbegun, BegunUnended:
			fd.other = other.ended
		}
	}
	fl.f.addStopFinding(fd)
}

// continues reports whether instr goes on to the next round of a loop over a
// function.
func continues(instr ssa.Instruction) bool {
	ret, ok := instr.(*ssa.Return)
	return ok && instr.Parent().Synthetic == "range-over-func yield" && ir.ConstBool(ret.Results[0]) == ir.True
}

// endedTwice notes that op ends x, which has been ended.
func (fl *flow) endedTwice(s *state, x *stop, op *stopOp) {
	op.paired = true
	fl.f.addStopFinding(stopFinding{mistake: EndedTwice, end: op, other: x.ended, trail: s.trail})
}

// endedSometimes notes that what is handed on at op to end x does not always do
// so.
func (fl *flow) endedSometimes(s *state, x *stop, op *stopOp) {
	fl.f.addStopFinding(stopFinding{mistake: EndedSometimes, begin: x.begins[len(x.begins)-1], end: op, trail: s.trail})
}

func (f *function) addStopFinding(fd stopFinding) {
	if !slices.ContainsFunc(f.stopFindings, func(o stopFinding) bool {
		switch fd.mistake {
		case LeftInForce:
			return o.mistake == fd.mistake && o.at == fd.at && o.begin == fd.begin
		case BegunAgain, BegunUnended, UndoDropped:
			return o.mistake == fd.mistake && o.begin == fd.begin
		case NotBegunAgain:
			return o.mistake == fd.mistake && o.at == fd.at
		}
		return o.end == fd.end && (o.mistake == fd.mistake || o.mistake == EndedTwice && fd.mistake == EndedUnbegun)
	}) {
		f.stopFindings = append(f.stopFindings, fd)
	}
}
