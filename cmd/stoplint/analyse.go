package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"honnef.co/go/tools/config"
	"honnef.co/go/tools/go/loader"
	"honnef.co/go/tools/lintcmd/runner"

	"github.com/stoplint/stoplint/analyzer"
)

// outcome is what came of analysing the chosen packages.
type outcome struct {
	findings []finding // sorted, each once
	failures []failure // sorted, each once
	known    []finding // those that the baseline describes, sorted; not in findings
	silenced []finding // those that a comment silences, sorted; not in findings

	packages []*loader.PackageSpec // that were asked for and analysed
}

// analyse runs the chosen checks, or the audit, over the chosen packages.
// Its error says why nothing could be analysed at all.
func analyse(opts *options, stderr io.Writer) (*outcome, error) {
	var faults faults
	store, err := openStore(stderr, faults.any)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	r, err := runner.New(config.Config{}, store)
	if err != nil {
		return nil, err
	}
	if isTerminal(stderr) {
		defer showProgress(stderr, &r.Stats)()
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	unmatched := make(chan []failure, 1)
	if len(opts.patterns) > 1 {
		go func() { unmatched <- unmatchedPatterns(ctx, opts) }()
	}
	results, err := r.Run(loadConfig(opts), faults.guard(passes(opts)), opts.patterns)
	if err != nil {
		return nil, err
	}
	out := &outcome{failures: faults.list}
	switch {
	case len(opts.patterns) > 1:
		out.failures = append(out.failures, <-unmatched...)
	case len(results) == 0:
		out.failures = unmatchedPatterns(ctx, opts)
	}
	if err := out.collect(results); err != nil {
		return nil, err
	}
	return out, nil
}

// passes returns the analyzers to run.
func passes(opts *options) []*analysis.Analyzer {
	if opts.audit.enabled || opts.suggest {
		return []*analysis.Analyzer{analyzer.Audit()}
	}
	return opts.checks
}

// loadConfig says how packages are loaded. Results carry absolute file names
// and are cached under the build's own identity of a package, which leaves
// the directory out when paths are trimmed: so they are not.
func loadConfig(opts *options) *packages.Config {
	return &packages.Config{
		Tests:      opts.tests,
		BuildFlags: append(tagFlags(opts), "-trimpath=false"),
		Env:        os.Environ(),
	}
}

func tagFlags(opts *options) []string {
	if opts.tags == "" {
		return nil
	}
	return []string{"-tags=" + string(opts.tags)}
}

// collect takes the findings of the packages that were analysed and the
// reasons why the others were not.
func (o *outcome) collect(results []runner.Result) error {
	views := &fileViews{}
	var all []finding
	for _, res := range results {
		switch {
		case res.Failed:
			o.failures = append(o.failures, failuresOf(res)...)
			continue
		case res.Skipped && len(res.Package.CompiledGoFiles) > 0:
			o.failures = append(o.failures, failure{message: fmt.Sprintf("package %s has a file too large to analyse", res.Package)})
			continue
		case !res.Initial:
			continue
		}
		data, err := res.Load()
		if err != nil {
			return err
		}
		o.packages = append(o.packages, res.Package)
		view := views.add(res.Package.GoFiles)
		for _, d := range data.Diagnostics {
			all = append(all, newFinding(d, view, len(res.Package.GoFiles)))
		}
	}
	for _, f := range merge(all, views) {
		if f.reason != "" {
			o.silenced = append(o.silenced, f)
		} else {
			o.findings = append(o.findings, f)
		}
	}
	o.failures = uniqueFailures(o.failures)
	return nil
}
