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

// Silenced is a key in the results of a pass. A driver that wants to know what
// ignore comments silence leaves a [Listener] under it. It is no analyzer that
// runs, and no check requires it.
var Silenced = &analysis.Analyzer{Name: "silenced"}

// A Listener is told of each finding that a comment silences, and the reason
// that the comment gives.
type Listener func(d analysis.Diagnostic, reason string)

// Report reports d under the check's name, unless an ignore comment silences
// it.
func (r *Reporter) Report(d analysis.Diagnostic) {
	d.Category = r.pass.Analyzer.Name
	reason := r.silences(d)
	if reason == "" {
		r.pass.Report(d)
	} else if listen, ok := r.pass.ResultOf[Silenced].(Listener); ok {
		listen(d, reason)
	}
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
