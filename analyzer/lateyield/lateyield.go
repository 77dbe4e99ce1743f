package lateyield

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports what keeps a task goroutine from its run loop after an
// internal stop was begun.
var Analyzer = &analysis.Analyzer{
	Name:     "lateyield",
	Doc:      report.MustDoc(doc, "lateyield"),
	URL:      report.URL("lateyield"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Late, report.LateYield)
	return nil, nil
}
