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
	report.Each(pass, pass.ResultOf[affinity.Analyzer].(*affinity.Result).Findings, report.OffTask)
	return nil, nil
}
