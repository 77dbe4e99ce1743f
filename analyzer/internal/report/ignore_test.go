package report_test

import (
	"go/ast"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/internal/report"
)

// calls is a check that reports every call of a function called bad.
var calls = &analysis.Analyzer{
	Name: "calls",
	Doc:  "report calls of bad",
	Run: func(pass *analysis.Pass) (any, error) {
		r := report.New(pass)
		for _, file := range pass.Files {
			for n := range ast.Preorder(file) {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					continue
				}
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "bad" {
					r.Report(analysis.Diagnostic{Pos: id.Pos(), End: id.End(), Message: "call of bad"})
				}
			}
		}
		r.Finish()
		return nil, nil
	},
}

func TestIgnore(t *testing.T) {
	for _, res := range analysistest.Run(t, analysistest.TestData(), calls, "ignore") {
		for _, d := range res.Diagnostics {
			if d.Category != "calls" {
				t.Errorf("%q has category %q", d.Message, d.Category)
			}
			if !d.Pos.IsValid() || !d.End.IsValid() {
				t.Errorf("%q has no range", d.Message)
			}
		}
	}
}

func TestIsUnusedIgnore(t *testing.T) {
	results := analysistest.Run(t, analysistest.TestData(), calls, "unused")
	for _, res := range results {
		for _, d := range res.Diagnostics {
			want := d.Pos != res.Diagnostics[len(res.Diagnostics)-1].Pos
			if got := report.IsUnusedIgnore(d.Message); got != want {
				t.Errorf("IsUnusedIgnore(%q) = %v", d.Message, got)
			}
		}
	}
}
