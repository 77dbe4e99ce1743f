package contract

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer advises on functions whose documentation does not name the mutexes
// that their bodies need, or names mutexes that no caller holds.
var Analyzer = &analysis.Analyzer{
	Name:     "contract",
	Doc:      report.MustDoc(doc, "contract"),
	URL:      report.URL("contract"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Disagreements, report.Contract)
	return nil, nil
}
