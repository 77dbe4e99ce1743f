package unguarded

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports accesses of protected fields without the mutexes that
// protect them.
var Analyzer = &analysis.Analyzer{
	Name:     "unguarded",
	Doc:      report.MustDoc(doc, "unguarded"),
	URL:      report.URL("unguarded"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for _, f := range pass.ResultOf[lockset.Analyzer].(*lockset.Result).Accesses {
		r.Report(report.Unguarded(f))
	}
	r.Finish()
	return nil, nil
}
