package valuestop

import (
	_ "embed"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

//go:embed doc.go
var doc string

// Analyzer is the valuestop check.
var Analyzer = &analysis.Analyzer{
	Name:      "valuestop",
	Doc:       report.MustDoc(doc, "valuestop"),
	URL:       report.URL("valuestop"),
	Requires:  []*analysis.Analyzer{protocol.Analyzer, ir.Analyzer},
	FactTypes: []analysis.Fact{new(flowsFact), new(heldFact), new(begunFact)},
	Run:       run,
}

// check is the valuestop check of one package.
type check struct {
	pass  *analysis.Pass
	model *protocol.Model
	stops *stopSet
	flow  *flow

	begun     *trace              // what flows to a begin
	compared  *trace              // what flows to a comparison of stops
	held      map[*types.Var]bool // the variables that hold the stop in force
	forms     formTable
	uses      []use
	reporter  *report.Reporter
	fixes     map[string]*fixResult
	reported  map[reportKey]bool
	positions *conversionIndex
}

func run(pass *analysis.Pass) (any, error) {
	reporter := report.New(pass)
	defer reporter.Finish()

	model := pass.ResultOf[protocol.Analyzer].(*protocol.Model)
	stops := newStopSet(model)
	if !model.InSight() || stops.empty() {
		exportForms(pass, importedForms(pass))
		return nil, nil
	}
	c := &check{
		pass:     pass,
		model:    model,
		stops:    stops,
		reporter: reporter,
		fixes:    make(map[string]*fixResult),
		reported: make(map[reportKey]bool),
	}
	pkg := pass.ResultOf[ir.Analyzer].(*ir.Package)
	functions := slices.Concat(pkg.Functions(), pkg.Initializer())
	c.positions = indexConversions(pass, stops, functions)
	c.flow = newFlow(pass, pkg.SSA().Prog, stops, functions)
	c.traceBegins()
	c.traceComparisons()
	c.uses = findUses(pass, stops)
	c.forms = c.collectForms()
	c.exportFacts()

	c.reportBegun()
	c.reportCompared()
	c.reportUses()
	c.reportReceivers()
	return nil, nil
}
