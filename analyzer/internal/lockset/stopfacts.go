package lockset

import (
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// StopsInSight is the fact of a package whose functions begin or end external
// stops, or that imports one.
type StopsInSight struct{}

// AFact marks StopsInSight as a fact.
func (*StopsInSight) AFact() {}

func (*StopsInSight) String() string { return "external stops in sight" }

// stopsImported reports whether functions that the package imports may begin
// or end external stops.
func stopsImported(pass *analysis.Pass) bool {
	return slices.ContainsFunc(pass.Pkg.Imports(), func(imp *types.Package) bool {
		return pass.ImportPackageFact(imp, new(StopsInSight))
	})
}

// isStopCall reports whether a function with the contract begins or ends an
// external stop.
func isStopCall(c *protocol.Contract) bool {
	return c != nil && (c.Begin == protocol.ExternalStop || c.End == protocol.ExternalStop)
}

// String describes x in the form that tests of facts compare.
func (x stopEffect) String() string {
	s := fmt.Sprintf("{%s%+d", x.Thing, x.N)
	if x.Many {
		s += " many"
	}
	if x.Once {
		s += " once"
	}
	if x.Maybe {
		s += " maybe"
	}
	return s + "}"
}

// hasStops reports whether some exit changes the count of stops, or depends
// on whether the caller is panicking.
func (s *summary) hasStops() bool {
	return slices.ContainsFunc(s.Exits, func(x exit) bool { return len(x.Stops) > 0 })
}

// certainStops returns the effects on stops that every way of returning has.
func certainStops(s *summary) []stopEffect {
	if s == nil || len(s.Exits) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.Exits[0].Stops), func(x stopEffect) bool {
		return slices.ContainsFunc(s.Exits, func(e exit) bool { return !slices.Contains(e.Stops, x) })
	})
}

// anyStops returns the effects on stops that some of the exits have.
func anyStops(exits []exit) []stopEffect {
	var out []stopEffect
	for _, x := range exits {
		for _, y := range x.Stops {
			y.Maybe = true
			if !slices.ContainsFunc(out, func(z stopEffect) bool { return z.Thing == y.Thing }) {
				out = append(out, y)
			}
		}
	}
	return out
}

func portableStops(effects []stopEffect) []stopEffect {
	var out []stopEffect
	for _, x := range effects {
		x.Thing = portableRef(x.Thing)
		out = append(out, x)
	}
	return out
}
