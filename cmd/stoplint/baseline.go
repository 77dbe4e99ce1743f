package main

import (
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"honnef.co/go/tools/lintcmd/runner"

	"github.com/stoplint/stoplint/analyzer"
	"github.com/stoplint/stoplint/cmd/stoplint/internal/baseline"
	"github.com/stoplint/stoplint/cmd/stoplint/internal/patch"
)

// knownFindings is the baseline as read, or nothing if there is none.
type knownFindings struct {
	file  string // absolute
	lines []baseline.Line
}

// readBaseline reads the file of -baseline. With -update-baseline it need not
// be there.
func readBaseline(opts *options) (*knownFindings, error) {
	if opts.baseline == "" {
		return &knownFindings{}, nil
	}
	file, err := filepath.Abs(opts.baseline)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && opts.update:
		return &knownFindings{file: file}, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w\nRun 'stoplint -baseline %s -update-baseline' to create it", err, opts.baseline)
	case err != nil:
		return nil, err
	}
	lines, err := baseline.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", opts.baseline, err)
	}
	return &knownFindings{file, lines}, nil
}

// apply takes the findings that the baseline describes out of those to be
// reported, and adds a finding for each entry that describes none and would if
// its finding was still there.
func (k *knownFindings) apply(out *outcome, opts *options) {
	if k.file == "" {
		return
	}
	d := newDescriber()
	found := out.findings
	known, left := baseline.Match(k.lines, d.describeAll(found))
	out.findings, out.known = nil, nil
	for i, f := range found {
		if known[i] {
			out.known = append(out.known, f)
		} else {
			out.findings = append(out.findings, f)
		}
	}
	if len(out.failures) > 0 {
		return
	}
	covers := coverage(out, opts, d)
	for _, l := range left {
		if covers(l.Entry) {
			out.findings = append(out.findings, k.stale(l))
		}
	}
	slices.SortFunc(out.findings, compareFindings)
}

// stale returns the finding that a line of the baseline describes nothing.
func (k *knownFindings) stale(l baseline.Line) finding {
	where := l.File
	if l.Func != "" {
		where += " (" + l.Func + ")"
	}
	return finding{Diagnostic: runner.Diagnostic{
		Position: token.Position{Filename: k.file, Line: l.Number, Column: 1},
		Category: l.Check,
		Message:  fmt.Sprintf("this entry of the baseline is stale: there is no such finding in %s any more: %s", where, l.Message),
	}}
}

// coverage returns the function that reports whether the run would have made
// the finding of an entry: its check ran on its file, unless either is gone.
func coverage(out *outcome, opts *options, d *describer) func(baseline.Entry) bool {
	suite := analyzer.All()
	analysed := make(map[string]bool)
	for _, p := range out.packages {
		for _, f := range p.GoFiles {
			analysed[d.name(f)] = true
		}
	}
	return func(e baseline.Entry) bool {
		ran := indexCheck(opts.checks, e.Check) >= 0 || indexCheck(suite, e.Check) < 0
		return ran && (analysed[e.File] || d.gone(e.File))
	}
}

// updateBaseline makes the baseline describe what was found. Entries that the
// run says nothing about stay.
func updateBaseline(out *outcome, k *knownFindings, opts *options, stderr io.Writer, show func(string) string) (int, error) {
	if len(out.failures) > 0 {
		for _, f := range out.failures {
			fmt.Fprintln(stderr, f.text(show))
		}
		return exitFailure, fmt.Errorf("%s is not updated, because not everything was analysed", opts.baseline)
	}
	d := newDescriber()
	entries := d.describeAll(out.findings)
	known, left := baseline.Match(k.lines, entries)
	covers := coverage(out, opts, d)
	added, removed := 0, 0
	for _, k := range known {
		if !k {
			added++
		}
	}
	for _, l := range left {
		if covers(l.Entry) {
			removed++
		} else {
			entries = append(entries, l.Entry)
		}
	}
	if err := patch.WriteFile(k.file, baseline.Format(entries)); err != nil {
		return exitFailure, err
	}
	fmt.Fprintf(stderr, "stoplint: %s has %d findings: %d added, %d removed\n", opts.baseline, len(entries), added, removed)
	return exitClean, nil
}
