package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// StaleGuard words an act on the strength of a check that was made before the
// mutex was released.
func StaleGuard(f lockset.StaleFinding) analysis.Diagnostic {
	mutex := inWords(f.Name, f.Instance)
	truth := "false"
	if f.Taken {
		truth = "true"
	}
	return analysis.Diagnostic{
		Pos: f.Pos, End: f.End,
		Message: staleGuardMessage(f, mutex),
		Related: []analysis.RelatedInformation{
			{Pos: f.Checked, Message: fmt.Sprintf("%s is checked here; the path goes on when this condition is %s", f.Field, truth)},
			{Pos: f.Unlocked, Message: mutex + " is unlocked here"},
		},
	}
}

func staleGuardMessage(f lockset.StaleFinding, mutex string) string {
	since := "unlocked and locked again"
	if f.InCallee {
		since = "unlocked"
	}
	switch {
	case f.Callee == "":
		return fmt.Sprintf("%s is set because of a check of it made before %s was %s", f.Field, mutex, since)
	case f.Begins:
		return fmt.Sprintf("%s begins a stop because of a check of %s made before %s was %s", f.Callee, f.Field, mutex, since)
	}
	return fmt.Sprintf("%s ends a stop because of a check of %s made before %s was %s", f.Callee, f.Field, mutex, since)
}
