package lockorder

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports mutexes that are locked in an order that can deadlock.
var Analyzer = &analysis.Analyzer{
	Name:     "lockorder",
	Doc:      report.MustDoc(doc, "lockorder"),
	URL:      report.URL("lockorder"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Orders, report.LockOrder)
	return nil, nil
}
