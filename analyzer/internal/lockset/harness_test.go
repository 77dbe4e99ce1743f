package lockset

import (
	"testing"

	"github.com/stoplint/stoplint/analyzer/internal/alone"
	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// prelude declares a mutex and a task, so that sources need no imports.
const prelude = `package p

type mutex struct{ state int32 }

func (m *mutex) Lock()         {}
func (m *mutex) Unlock()       {}
func (m *mutex) TryLock() bool { return false }

type task struct {
	// n is protected by mu.
	n  int
	mu mutex
}

// needLocked needs the mutex.
//
// Preconditions: t.mu must be locked.
func (t *task) needLocked() {}

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
	res, facts := p.Run(tb, nil, ir.Analyzer, protocol.Analyzer, Analyzer)
	return res.(*Result), facts
}

// verdicts returns what was decided in the function called caller, in source
// order.
func verdicts(res *Result, caller string) []Verdict {
	var out []Verdict
	for _, o := range res.Obligations {
		if o.Caller == caller && o.Kind == Requires.String() {
			out = append(out, o.Verdict)
		}
	}
	return out
}
