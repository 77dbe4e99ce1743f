package main

import (
	"go/token"
	"slices"

	"honnef.co/go/tools/lintcmd/runner"
	"honnef.co/go/tools/sarif"

	"github.com/stoplint/stoplint/analyzer"
)

// codeFlows returns the path to a finding, which GitHub and editors show step by
// step: the related places that it leads through, and the finding. It returns
// nothing unless all of them are in one declaration, before the finding: the
// order in the source says nothing of other paths.
func (l *sarifWriter) codeFlows(f finding) []sarifCodeFlow {
	at := f.Position
	file := l.describer.files.Get(at.Filename)
	precedes := func(p token.Position) bool {
		return p.Filename == at.Filename && comparePositions(p, at) < 0 && file.Decl(p.Line, p.Column) == file.Decl(at.Line, at.Column)
	}
	steps := slices.DeleteFunc(slices.Clone(f.Related), func(rel runner.RelatedInformation) bool { return !analyzer.IsStep(rel.Message) })
	if len(steps) == 0 || slices.ContainsFunc(steps, func(s runner.RelatedInformation) bool { return !precedes(s.Position) }) {
		return nil
	}
	slices.SortStableFunc(steps, func(a, b runner.RelatedInformation) int { return comparePositions(a.Position, b.Position) })
	var flow sarifThreadFlow
	for _, s := range steps {
		flow.Locations = append(flow.Locations, sarifStep{l.location(s.Position, s.End, s.Message)})
	}
	flow.Locations = append(flow.Locations, sarifStep{l.location(at, f.End, f.Message)})
	return []sarifCodeFlow{{
		Message:     sarif.Message{Text: "a path to the finding"},
		ThreadFlows: []sarifThreadFlow{flow},
	}}
}
