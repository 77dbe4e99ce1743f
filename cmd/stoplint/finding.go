package main

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"honnef.co/go/tools/lintcmd/runner"

	"github.com/stoplint/stoplint/analyzer"
)

// finding is one diagnostic of one package. Its Category is the check.
type finding struct {
	runner.Diagnostic
	view   int    // the package, as numbered by [fileViews]
	size   int    // files of that package
	reason string // of the comment that silences it, or empty
}

// silencedMark is in the category of a finding that a comment silences, between
// the check and the reason. The runner keeps categories and asks nothing of them.
const silencedMark = " silenced: "

func silencedCategory(check, reason string) string { return check + silencedMark + reason }

// newFinding returns a diagnostic of a package as a finding.
func newFinding(d runner.Diagnostic, view, size int) finding {
	f := finding{Diagnostic: d, view: view, size: size}
	f.Category, f.reason, _ = strings.Cut(d.Category, silencedMark)
	return f
}

// fileViews tells how many of the packages analysed contain a file: a package
// and its test variants share files, and each reports on them.
type fileViews struct {
	packages map[string]int
	next     int
}

// add records a package by its files and returns its number.
func (v *fileViews) add(files []string) int {
	if v.packages == nil {
		v.packages = make(map[string]int)
	}
	for _, f := range files {
		v.packages[f]++
	}
	v.next++
	return v.next
}

// merge sorts findings by position and leaves one of those that several
// variants of a package share. An ignore comment counts as silencing nothing
// only if that is so in every variant: a test may be what makes it needed.
func merge(fs []finding, views *fileViews) []finding {
	slices.SortFunc(fs, compareFindings)
	var kept []finding
	for start := 0; start < len(fs); {
		end := start + 1
		for end < len(fs) && sameFinding(fs[start], fs[end]) {
			end++
		}
		if everywhere := countViews(fs[start:end]) >= views.packages[fs[start].Position.Filename]; everywhere || !analyzer.IsUnusedIgnore(fs[start].Message) {
			kept = append(kept, fs[start])
			kept[len(kept)-1].SuggestedFixes = widest(fs[start:end]).SuggestedFixes
		}
		start = end
	}
	return kept
}

// widest returns the finding, of a run of equal ones, in the package of most
// files: its fixes reach the test files, too.
func widest(fs []finding) finding {
	return slices.MaxFunc(fs, func(a, b finding) int { return cmp.Compare(a.size, b.size) })
}

// countViews returns how many packages a run of equal findings, sorted by
// package, comes from.
func countViews(fs []finding) int {
	n := 0
	for i, f := range fs {
		if i == 0 || f.view != fs[i-1].view {
			n++
		}
	}
	return n
}

func compareFindings(a, b finding) int {
	return cmp.Or(
		comparePositions(a.Position, b.Position),
		cmp.Compare(a.Category, b.Category),
		cmp.Compare(a.Message, b.Message),
		comparePositions(a.End, b.End),
		cmp.Compare(a.reason, b.reason),
		cmp.Compare(a.view, b.view),
	)
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(
		cmp.Compare(a.Filename, b.Filename),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

func sameFinding(a, b finding) bool {
	return a.Position == b.Position && a.End == b.End && a.Category == b.Category && a.Message == b.Message && a.reason == b.reason
}
