package gclplugin

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// adapt returns a check that finds what a finds and reports it so that
// golangci-lint shows it in full and fixes it right.
func adapt(a *analysis.Analyzer) *analysis.Analyzer {
	adapted := *a
	adapted.Run = func(pass *analysis.Pass) (any, error) {
		inner := *pass
		inner.Analyzer = a
		places := &places{fset: pass.Fset, pkg: pass.Pkg}
		inner.Report = func(d analysis.Diagnostic) {
			pass.Report(adaptDiagnostic(d, places))
		}
		return a.Run(&inner)
	}
	return &adapted
}

func adaptDiagnostic(d analysis.Diagnostic, places *places) analysis.Diagnostic {
	d.Message = withRelated(d, places)
	d.Related = nil
	d.SuggestedFixes = safeFixes(d, places.fset)
	return d
}

// withRelated returns the message of d followed by its related places:
//
//	what is wrong [task.go:12: why] [m/kernel/kernel.go:34: where it comes from]
//
// golangci-lint makes each related place a finding of its own, and moves it to
// the line of d if it is in another file.
//
// A place has no column: that of a place in another package depends on whether
// golangci-lint had the package's facts in its cache.
func withRelated(d analysis.Diagnostic, places *places) string {
	var b strings.Builder
	b.WriteString(d.Message)
	for _, rel := range d.Related {
		b.WriteString(" [")
		if at := places.name(rel.Pos, d.Pos); at != "" {
			b.WriteString(at + ": ")
		}
		b.WriteString(rel.Message + "]")
	}
	return b.String()
}

// safeFixes returns the first fix of d that golangci-lint applies right, if
// there is one. It applies all fixes of a finding at once, although they are
// alternatives, and leaves out the edits of other files than the finding's,
// without which the others break the code.
func safeFixes(d analysis.Diagnostic, fset *token.FileSet) []analysis.SuggestedFix {
	file := fset.File(d.Pos)
	inFile := func(p token.Pos) bool { return fset.File(p) == file }
	for _, fix := range d.SuggestedFixes {
		elsewhere := slices.ContainsFunc(fix.TextEdits, func(e analysis.TextEdit) bool {
			return !inFile(e.Pos) || e.End.IsValid() && !inFile(e.End)
		})
		if !elsewhere {
			return []analysis.SuggestedFix{fix}
		}
	}
	return nil
}
