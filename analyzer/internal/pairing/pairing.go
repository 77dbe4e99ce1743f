package pairing

import (
	"cmp"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// Analyzer judges the external stops of a package. Its result is a *[Result];
// it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stoppairing",
	Doc:        "judge whether external stops are begun and ended in pairs",
	Requires:   []*analysis.Analyzer{lockset.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// Result is what was judged in one package.
type Result struct {
	// Findings lists the mistakes, in source order.
	Findings []lockset.StopFinding
}

func run(pass *analysis.Pass) (any, error) {
	stops := pass.ResultOf[lockset.Analyzer].(*lockset.Result).Stops
	res := &Result{Findings: slices.Clone(stops.Mistakes)}
	slices.SortStableFunc(res.Findings, func(a, b lockset.StopFinding) int { return cmp.Compare(a.Exit, b.Exit) })
	return res, nil
}
