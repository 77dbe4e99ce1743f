package pairing_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/internal/pairing"
)

// silent is a test to which missing diagnostics are no concern.
type silent struct{}

// Errorf implements analysistest.Testing.
func (silent) Errorf(string, ...any) {}

// TestJudgements checks the verdicts on what no check reports: open pairs, by
// name, and what callers are judged for.
func TestJudgements(t *testing.T) {
	root, err := filepath.Abs("../../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, res := range analysistest.Run(silent{}, root, pairing.Analyzer, "unpairedstop/orphans") {
		for _, j := range res.Result.(*pairing.Result).Judgements {
			got = append(got, fmt.Sprintf("%s %s: %s %s", j.Caller, j.Op.Callee, names[j.Verdict], j.Partner))
		}
	}
	for _, want := range []string{
		"(*Machine).Pause m.k.Pause: passed ",
		"(*Machine).Snapshot m.Pause: paired ",
		"(*Machine).Checkpoint m.Pause: mistaken ",
		"(*Debugger).Attach d.halt: open (*Debugger).Detach",
		"(*Debugger).Detach d.k.Unpause: open (*Debugger).Attach",
		"Freeze k.Pause: unknown ",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no judgement %q among %q", want, got)
		}
	}
}

var names = map[pairing.Verdict]string{
	pairing.Paired: "paired", pairing.Passed: "passed", pairing.Open: "open", pairing.Unknown: "unknown", pairing.Mistaken: "mistaken",
}
