package affinity

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/alone"
	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// prelude declares a task, so that sources need no imports.
const prelude = `package p

type stop interface{ Killable() bool }

type state interface{ execute(t *Task) state }

type Task struct {
	state  state
	stop   stop
	id     int
	parent *Task
	tasks  []*Task
}

func (t *Task) beginInternalStop(s stop) { t.stop = s }

func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

func goid() int { return number() }

var number func() int

`

// checked is a source after the prelude.
type checked struct{ *alone.Package }

func check(tb testing.TB, src string) checked {
	tb.Helper()
	return checked{alone.Check(tb, prelude+src)}
}

// analyse runs the engine and returns its result and the facts it exports, by
// object.
func (p checked) analyse(tb testing.TB) (*Result, map[string]string) {
	tb.Helper()
	locks := map[*analysis.Analyzer]any{lockset.Analyzer: &lockset.Result{}} // which has benchmarks of its own
	res, facts := p.Run(tb, locks, ir.Analyzer, protocol.Analyzer, Analyzer)
	return res.(*Result), facts
}
