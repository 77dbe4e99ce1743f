package unpairedstop

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/pairing"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports external stops that are begun and not ended, ended twice, or
// ended and not begun.
var Analyzer = &analysis.Analyzer{
	Name:     "unpairedstop",
	Doc:      report.MustDoc(doc, "unpairedstop"),
	URL:      "https://github.com/stoplint/stoplint#unpairedstop",
	Requires: []*analysis.Analyzer{pairing.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	for _, f := range pass.ResultOf[pairing.Analyzer].(*pairing.Result).Findings {
		r.Report(report.UnpairedStop(f))
	}
	r.Finish()
	return nil, nil
}
