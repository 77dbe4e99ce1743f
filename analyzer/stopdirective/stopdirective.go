package stopdirective

import (
	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer reports directives that cannot be obeyed.
var Analyzer = &analysis.Analyzer{
	Name:     "stopdirective",
	Doc:      report.MustDoc(doc, "stopdirective"),
	URL:      report.URL("stopdirective"),
	Requires: []*analysis.Analyzer{protocol.Analyzer},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	model := pass.ResultOf[protocol.Analyzer].(*protocol.Model)
	r := report.New(pass)
	for _, p := range model.Problems() {
		r.Report(analysis.Diagnostic{Pos: p.Pos, End: p.End, Message: p.Message})
	}
	r.Finish()
	return nil, nil
}
