package offtask

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/affinity"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports calls that must be made on a task's own goroutine and are
// made on another.
var Analyzer = &analysis.Analyzer{
	Name:     "offtask",
	Doc:      report.MustDoc(doc, "offtask"),
	URL:      report.URL("offtask"),
	Requires: []*analysis.Analyzer{affinity.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for _, f := range pass.ResultOf[affinity.Analyzer].(*affinity.Result).Findings {
		r.Report(report.OffTask(f))
	}
	r.Finish()
	return nil, nil
}
