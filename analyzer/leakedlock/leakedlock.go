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
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Leaks, report.LeakedLock)
	return nil, nil
}
