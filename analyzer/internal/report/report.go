// Package report is where every message of the suite is worded, and where
// ignore comments are honoured, so that a finding reads the same and is
// silenced the same in every front end.
package report

import (
	"golang.org/x/tools/go/analysis"
)

// Reporter reports one check's findings in one package.
type Reporter struct {
	pass    *analysis.Pass
	ignores []*ignore // those that name the check, in source order
}

// New returns a Reporter for the check that pass runs.
func New(pass *analysis.Pass) *Reporter {
	return &Reporter{pass: pass, ignores: findIgnores(pass)}
}

// Report reports d under the check's name, unless an ignore comment silences
// it.
func (r *Reporter) Report(d analysis.Diagnostic) {
	if r.silences(d) {
		return
	}
	d.Category = r.pass.Analyzer.Name
	r.pass.Report(d)
}

// Finish reports the ignore comments that name this check and give no reason,
// and those that silenced nothing. It is called once, after the last Report,
// and only if the check ran in full.
func (r *Reporter) Finish() {
	for _, ig := range r.ignores {
		message := ig.complaint(r.pass.Analyzer.Name)
		if message == "" {
			continue
		}
		r.pass.Report(analysis.Diagnostic{
			Pos:      ig.comment.Pos(),
			End:      ig.comment.End(),
			Category: r.pass.Analyzer.Name,
			Message:  message,
		})
	}
}

// Each reports every finding of the check that pass runs, in the words that word
// finds for it.
func Each[F any](pass *analysis.Pass, findings []F, word func(F) analysis.Diagnostic) {
	r := New(pass)
	for _, f := range findings {
		r.Report(word(f))
	}
	r.Finish()
}
