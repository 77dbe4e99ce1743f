package main

import (
	"go/token"
	"testing"

	"honnef.co/go/tools/lintcmd/runner"
)

const unusedIgnore = "this ignore comment silences nothing: there is no finding of check valuestop here"

func TestMerge(t *testing.T) {
	views := &fileViews{}
	alone := views.add([]string{"a.go"})
	tested := views.add([]string{"a.go", "a_test.go"})
	size := map[int]int{alone: 1, tested: 2}
	at := func(view int, file string, line int, message string) finding {
		return newFinding(runner.Diagnostic{Position: token.Position{Filename: file, Line: line, Column: 1}, Category: "valuestop", Message: message}, view, size[view])
	}
	got := merge([]finding{
		at(tested, "a_test.go", 3, unusedIgnore),
		at(tested, "a.go", 20, "found in both"),
		at(alone, "a.go", 20, "found in both"),
		at(tested, "a.go", 9, "found with tests"),
		at(alone, "a.go", 30, unusedIgnore),
		at(tested, "a.go", 30, unusedIgnore),
		at(alone, "a.go", 40, unusedIgnore),
		at(alone, "a.go", 9, "another on the line"),
	}, views)
	want := []finding{
		at(alone, "a.go", 9, "another on the line"),
		at(tested, "a.go", 9, "found with tests"),
		at(alone, "a.go", 20, "found in both"),
		at(alone, "a.go", 30, unusedIgnore),
		at(tested, "a_test.go", 3, unusedIgnore),
	}
	if len(got) != len(want) {
		t.Fatalf("%d findings, want %d: %v", len(got), len(want), got)
	}
	for i := range want {
		if !sameFinding(got[i], want[i]) {
			t.Errorf("finding %d is %v, want %v", i, got[i], want[i])
		}
	}
}

// A fix comes from the package that sees most of the code to be fixed, and
// there is none if that package knows none.
func TestMergeFixes(t *testing.T) {
	fix := func(text string) []runner.SuggestedFix {
		return []runner.SuggestedFix{{Message: text}}
	}
	in := func(size int, fixes []runner.SuggestedFix) finding {
		return newFinding(runner.Diagnostic{Category: "valuestop", Message: "found", SuggestedFixes: fixes}, size, size)
	}
	for _, test := range []struct {
		found []finding
		want  string
	}{
		{[]finding{in(1, fix("narrow")), in(2, fix("wide"))}, "wide"},
		{[]finding{in(2, fix("wide")), in(1, fix("narrow"))}, "wide"},
		{[]finding{in(1, fix("narrow")), in(2, nil)}, ""},
		{[]finding{in(1, fix("narrow"))}, "narrow"},
	} {
		got := merge(test.found, &fileViews{})
		if len(got) != 1 {
			t.Fatalf("%d findings", len(got))
		}
		text := ""
		for _, f := range got[0].SuggestedFixes {
			text += f.Message
		}
		if text != test.want {
			t.Errorf("fix %q, want %q", text, test.want)
		}
	}
}
