package report

import (
	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// LateYield words something done between the begin of an internal stop and the
// return to the run loop.
func LateYield(f lockset.LateFinding) analysis.Diagnostic {
	return analysis.Diagnostic{
		Pos: f.Pos, End: f.End,
		Message: lateYieldMessage(f),
		Related: []analysis.RelatedInformation{{Pos: f.Begun, Message: "the stop is begun here"}},
	}
}

func lateYieldMessage(f lockset.LateFinding) string {
	switch f.Kind {
	case lockset.BeginsAgain:
		return f.Callee + " begins a stop on " + f.Task + " while the one begun before is in force: it panics"
	case lockset.RunsNext:
		return f.Callee + " runs the next state before the stop begun on " + f.Task + " takes effect; return the state to the run loop instead"
	case lockset.ReturnsNil:
		return "nil is returned as the next state while a stop begun on " + f.Task + " is in force: the goroutine exits without waiting for its end"
	}
	what := "this"
	if f.Callee != "" {
		what = f.Callee
	}
	return what + " blocks before the stop begun on " + f.Task + " takes effect: that takes a return to the run loop"
}
