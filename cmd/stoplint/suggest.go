package main

import (
	"fmt"
	"io"
	"slices"
)

// writeSuggestions writes the edits that the audit suggests to stdout, as a diff,
// and to stderr how many obligations they are for.
func writeSuggestions(out *outcome, opts *options, stdout, stderr io.Writer, show func(string) string) (int, error) {
	all, err := decodeObligations(out.findings)
	if err != nil {
		return exitFailure, err
	}
	unknown, suggested := 0, 0
	for _, o := range all {
		if o.Verdict == "unknown" {
			unknown++
			if o.Suggestion != "" {
				suggested++
			}
		}
	}
	out.findings = slices.DeleteFunc(out.findings, func(f finding) bool { return len(f.SuggestedFixes) == 0 })
	f, err := planFixes(out, opts)
	if err != nil {
		return exitFailure, err
	}
	f.writeRefusals(stderr, show)
	out.findings = nil
	code, err := f.writeDiff(out, stdout, stderr, show)
	if err != nil {
		return exitFailure, err
	}
	fmt.Fprintf(stderr, "stoplint: %s unknown, directives are suggested for %d\n", count(unknown, "obligation"), suggested)
	return code, nil
}
