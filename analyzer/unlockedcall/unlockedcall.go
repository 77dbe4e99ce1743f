package unlockedcall

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports calls made without the mutex that the callee requires, or
// with one that it must not be called with.
var Analyzer = &analysis.Analyzer{
	Name:     "unlockedcall",
	Doc:      report.MustDoc(doc, "unlockedcall"),
	URL:      report.URL("unlockedcall"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Findings, report.UnlockedCall)
	return nil, nil
}
