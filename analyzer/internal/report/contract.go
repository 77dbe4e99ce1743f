package report

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// Contract words a function whose written contract is not what its body and its
// callers go by.
func Contract(d lockset.Disagreement) analysis.Diagnostic {
	mutex := inWords(d.Name, d.Instance)
	diag := analysis.Diagnostic{Pos: d.Pos, End: d.End}
	related := func(text string) {
		if d.NeededAt.IsValid() {
			diag.Related = append(diag.Related, analysis.RelatedInformation{Pos: d.NeededAt, Message: text})
		}
	}
	switch d.Kind {
	case lockset.Other:
		diag.Message = fmt.Sprintf("%s needs %s for %s, but its documentation names another mutex, which it does not need: %s", d.Func, mutex, d.Needs, d.Source.Text)
		related("it is needed here")
	case lockset.Unmet:
		diag.Message = fmt.Sprintf("no caller of %s holds %s, which its documentation requires: %s", d.Func, mutex, d.Source.Text)
		related("this is one of the calls")
	default:
		diag.Message = fmt.Sprintf("%s needs %s for %s, which its documentation does not say", d.Func, mutex, d.Needs)
		related("it is needed here")
	}
	return diag
}
