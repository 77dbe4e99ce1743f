package staleguard

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports stops that are begun or ended, and fields that are set,
// because of a check made before the mutex was released.
var Analyzer = &analysis.Analyzer{
	Name:     "staleguard",
	Doc:      report.MustDoc(doc, "staleguard"),
	URL:      report.URL("staleguard"),
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	report.Each(pass, pass.ResultOf[lockset.Analyzer].(*lockset.Result).Stale, report.StaleGuard)
	return nil, nil
}
