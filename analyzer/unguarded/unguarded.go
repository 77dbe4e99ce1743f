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
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Accesses, report.Unguarded)
	return nil, nil
}
