package lockset

import (
	"slices"
	"strconv"
	"strings"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// thing is what an external stop applies to: a task, a set of tasks, or what
// a directive declares.
type thing struct {
	// class is the type of the thing.
	class protocol.Class
	// path is the instance; zero if any instance of the class may be meant.
	path ir.Path
}

// isAnonymous reports whether only the class of th is known, and there is more
// than one instance of it.
func (th thing) isAnonymous() bool { return th.path.IsZero() && th.class.Type != "" }

// stop is how the count of external stops on a thing has changed since the
// function was entered.
type stop struct {
	thing
	// n is the number of stops begun less those ended, and low its lowest
	// value so far.
	n, low int
	// begins are the begins in force, latest last.
	begins []*stopOp
	// ended is the latest end, and over the first begin that came on top of
	// another begin in force, or of what the function had put back in force.
	ended, over *stopOp
	// rebegun is the begin that put back in force what had been ended.
	rebegun *stopOp
	// begun says that some begin came before.
	begun bool
	// maybe says that the count is not known any more.
	maybe bool
	// many says that the stop stands for those of several things.
	many bool
	// loose says that an end was of another path to, it seems, the same thing.
	loose bool
	// handed says that somebody else was given the means to end the stop.
	handed bool
	// once says that whoever ends the stop again does nothing.
	once bool
}

const (
	maxCount = 3  // nested begins that are counted
	maxStops = 12 // things whose stops are counted in one state
)

// stopOf returns the index in s of th, which is added if it is not there.
func (s *state) stopOf(th thing) int {
	if i := s.findStop(th); i >= 0 {
		return i
	}
	if len(s.stops) >= maxStops {
		s.fuzzy = true
		s.stops = slices.Delete(s.stops, 0, 1)
	}
	s.stops = append(s.stops, stop{thing: th})
	return len(s.stops) - 1
}

func (s *state) findStop(th thing) int {
	return slices.IndexFunc(s.stops, func(x stop) bool { return x.thing == th })
}

// manyOf returns the index in s of the stops of several things of a class, or
// -1.
func (s *state) manyOf(class protocol.Class) int {
	return slices.IndexFunc(s.stops, func(x stop) bool { return x.many && x.class == class })
}

// loseCount makes the counts of all things of th's class that may be th
// unknown.
func (s *state) loseCount(th thing) {
	for i := range s.stops {
		if x := &s.stops[i]; x.class == th.class && (x.path == th.path || !differ(x.path, th.path)) {
			x.maybe = true
			x.settleOps()
		}
	}
}

// settleOps notes that it is not known whether the begins in force end.
func (x *stop) settleOps() {
	for _, op := range x.begins {
		op.lost = true
	}
}

// begin counts a begin of a stop on th.
func (s *state) begin(th thing, op *stopOp) {
	if th.isAnonymous() {
		op.lost = true
		s.loseCount(th)
		return
	}
	x := &s.stops[s.stopOf(th)]
	if x.n >= 1 || x.n == 0 && x.low < 0 {
		if x.over == nil {
			x.over = op
		}
	}
	x.begun = true
	if x.n >= maxCount {
		return
	}
	x.n++
	if x.n > 0 {
		x.begins = append(slices.Clip(x.begins), op)
	} else {
		op.paired, x.ended.paired = true, true
		x.rebegun = op
	}
}

// beginMany counts a begin of stops on several things.
func (s *state) beginMany(class protocol.Class, op *stopOp) {
	i := s.manyOf(class)
	if i < 0 {
		i = s.stopOf(thing{class: class})
		s.stops[i].many = true
	}
	x := &s.stops[i]
	if x.n < 0 {
		x.n, x.begun = 0, true
		return
	}
	x.n, x.begun, x.handed = 1, true, false
	x.begins = []*stopOp{op}
}

// endMany counts an end of stops on several things.
func (s *state) endMany(class protocol.Class, op *stopOp) {
	for i := range s.stops {
		if x := &s.stops[i]; x.class == class && !x.many && x.n > 0 {
			x.maybe = true
			x.settleOps()
		}
	}
	i := s.manyOf(class)
	if i < 0 {
		i = s.stopOf(thing{class: class})
		s.stops[i].many = true
	}
	x := &s.stops[i]
	x.ended = op
	if x.n > 0 {
		x.pair(op)
		x.n, x.begins = 0, nil
	} else if !x.begun {
		x.n, x.low = -1, -1
	}
}

// pair notes that op ends the latest begin in force.
func (x *stop) pair(op *stopOp) {
	if len(x.begins) > 0 {
		x.begins[len(x.begins)-1].paired = true
		op.paired = true
	}
}

// end counts an end of a stop on th. It returns the stop that was ended twice,
// if the count is known to be too low for it.
func (s *state) end(th thing, op *stopOp, differ func(a, b ir.Path) bool) (twice *stop) {
	if th.isAnonymous() {
		op.lost = true
		s.loseCount(th)
		return nil
	}
	i, exact := s.endedBy(th, differ)
	if i < 0 {
		if m := s.manyOf(th.class); m >= 0 && s.stops[m].n > 0 {
			s.stops[m].pair(op)
			s.stops[m].ended = op
			if !op.inLoop {
				s.stops[m].maybe = true
			}
			return nil
		}
		i = s.stopOf(th)
	}
	x := &s.stops[i]
	if x.maybe {
		op.lost = true
		return nil
	}
	if x.n > 0 {
		x.pair(op)
		x.n--
		x.begins = x.begins[:len(x.begins)-1]
		x.ended, x.loose = op, x.loose || !exact
		return nil
	}
	if op.effect.Once && (x.begun || x.low < 0) {
		return nil
	}
	if x.n-1 < x.low {
		switch {
		case x.ended != nil && x.ended.effect.Once:
			x.maybe = true
			op.lost = true
			return nil
		case x.handed || x.loose || s.fuzzy:
			x.maybe = true
			op.lost = true
			return nil
		case x.low < 0 && x.ended == op:
			x.many = true
			return nil
		case x.begun || x.low < 0:
			return x
		}
		x.low--
	}
	x.n--
	x.ended = op
	return nil
}

// endedBy returns the index of the stop that an end on th ends, or -1, and
// whether it is of that very path.
func (s *state) endedBy(th thing, differ func(a, b ir.Path) bool) (i int, exact bool) {
	if i = s.findStop(th); i >= 0 && (s.stops[i].n > 0 || s.stops[i].low < 0 || s.stops[i].begun) {
		return i, true
	}
	for k, x := range s.stops {
		if x.class == th.class && x.n > 0 && !x.many && !differ(x.path, th.path) {
			if i >= 0 && s.stops[i].n > 0 {
				s.stops[i].maybe, s.stops[k].maybe = true, true
			}
			i = k
		}
	}
	return i, false
}

const maxDoubts = 16 // literals that a state keeps doubts of

// doubt notes what s and o, which are about to be merged, do not agree upon.
func (s *state) doubt(o *state) {
	if len(s.stops) == 0 {
		return
	}
	note := func(a, b *state) {
		for _, l := range a.literals {
			if len(s.doubts) < maxDoubts && !slices.Contains(b.literals, l) && !slices.Contains(s.doubts, l.Literal) {
				s.doubts = append(s.doubts, l.Literal)
			}
		}
	}
	note(s, o)
	note(o, s)
	for _, l := range o.doubts {
		if len(s.doubts) < maxDoubts && !slices.Contains(s.doubts, l) {
			s.doubts = append(s.doubts, l)
		}
	}
}

// writeStops appends what tells the stops of s from those of another state.
func (s *state) writeStops(parts []string, ps *ir.Paths) []string {
	n := len(parts)
	for _, x := range s.stops {
		var b strings.Builder
		b.WriteString("s" + x.class.Pkg + "|" + x.class.Type + "|" + x.class.Field + "|")
		writePath(&b, ps, x.path)
		for _, k := range [...]int{x.n, x.low} {
			b.WriteString("," + strconv.Itoa(k))
		}
		for _, f := range [...]bool{x.begun, x.maybe, x.many, x.loose, x.handed, x.over != nil, x.ended != nil} {
			if f {
				b.WriteByte('t')
			} else {
				b.WriteByte('f')
			}
		}
		for _, op := range x.begins {
			b.WriteString("+" + strconv.Itoa(int(op.at.pos())))
		}
		parts = append(parts, b.String())
	}
	slices.Sort(parts[n:])
	return parts
}

// joinStops makes s cover o, too.
func (s *state) joinStops(o *state) {
	for i := range s.stops {
		x := &s.stops[i]
		k := o.findStop(x.thing)
		if k < 0 || o.stops[k].n != x.n || o.stops[k].low != x.low {
			x.maybe = true
			x.settleOps()
			continue
		}
		x.maybe = x.maybe || o.stops[k].maybe
	}
	for _, y := range o.stops {
		if s.findStop(y.thing) < 0 {
			y.maybe = true
			y.settleOps()
			if len(s.stops) < maxStops { // s is fuzzy: what is absent is not known
				s.stops = append(s.stops, y)
			}
		}
	}
}
