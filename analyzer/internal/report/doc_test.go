package report

import "testing"

const docSource = `// Package two defines two checks.
//
// # Analyzer one
//
// one: find the first mistake
//
// More about one.
//
// # Notes
//
// Still about one.
//
// # Analyzer two
//
// two: find the second mistake
package two

import "fmt"
`

func TestExtractDoc(t *testing.T) {
	tests := []struct{ name, src, check, want, problem string }{
		{
			name: "first", src: docSource, check: "one",
			want: "find the first mistake\n\nMore about one.\n\n# Notes\n\nStill about one.",
		},
		{name: "last", src: docSource, check: "two", want: "find the second mistake"},
		{name: "absent", src: docSource, check: "three", problem: "no section for three"},
		{name: "prefix of a name", src: docSource, check: "tw", problem: "no section for tw"},
		{name: "no comment", src: "package p", check: "one", problem: "no package comment for one"},
		{
			name: "no summary", src: "// Package p.\n//\n// # Analyzer one\n//\n// Text.\npackage p", check: "one",
			problem: "the section for one does not begin with its name and a summary",
		},
		{name: "not Go", src: "", check: "one", problem: "doc.go:1:1: expected 'package', found 'EOF'"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, problem := extractDoc(test.src, test.check)
			if got != test.want || problem != test.problem {
				t.Errorf("extractDoc = %q, %q; want %q, %q", got, problem, test.want, test.problem)
			}
		})
	}
}
