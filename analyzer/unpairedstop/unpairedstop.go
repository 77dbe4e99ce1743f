package unpairedstop

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
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
	URL:      report.URL("unpairedstop"),
	Requires: []*analysis.Analyzer{pairing.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	r := report.New(pass)
	res := pass.ResultOf[pairing.Analyzer].(*pairing.Result)
	for _, f := range res.Mistakes {
		d := report.UnpairedStop(f)
		if f.Mistake == lockset.LeftInForce && f.Leaving != lockset.NextRound {
			d.SuggestedFixes = deferEnd(pass, f.Fn, f.Begin, res.EndsIn(f.Fn, f.Begin))
		}
		r.Report(d)
	}
	for _, o := range res.Orphans {
		d := report.OrphanStop(o)
		if o.Op.Begin && o.Alike == nil {
			d.SuggestedFixes = deferEnd(pass, o.Fn.Fn, o.Op, nil)
		}
		r.Report(d)
	}
	r.Finish()
	return nil, nil
}
