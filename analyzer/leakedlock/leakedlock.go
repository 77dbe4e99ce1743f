package leakedlock

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports mutexes that stay locked on some path out of a function.
var Analyzer = &analysis.Analyzer{
	Name:     "leakedlock",
	Doc:      report.MustDoc(doc, "leakedlock"),
	URL:      report.URL("leakedlock"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	result := pass.ResultOf[lockset.Analyzer].(*lockset.Result)
	reporter := report.New(pass)
	defer reporter.Finish()
	for _, l := range result.Leaks {
		reporter.Report(report.LeakedLock(l))
	}
	for _, r := range result.Rereads {
		reporter.Report(report.Reread(r))
	}
	return nil, nil
}
