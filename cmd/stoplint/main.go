// Command stoplint finds misuse of the task stop protocol in Go packages.
//
// Run it on package patterns, as go vet is run:
//
//	stoplint ./...
//
// or let the go command run it, one package at a time:
//
//	go vet -vettool=$(which stoplint) ./...
//
// stoplint -h lists its flags and checks.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/stoplint/stoplint/analyzer"
)

// Exit codes of the command.
const (
	exitClean    = 0 // everything was analysed, nothing was found
	exitFindings = 1 // everything was analysed, something was found
	exitFailure  = 2 // something could not be analysed
)

// exitMeanings says what the exit codes mean.
var exitMeanings = map[int]string{
	exitClean:    "every package was analysed and nothing was found",
	exitFindings: "every package was analysed and something was found",
	exitFailure:  "something could not be analysed",
}

func main() {
	if isVetCall(os.Args[1:]) {
		serveVet() // does not return
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run executes the command with args and returns its exit code.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == "gopls" {
		return runGopls(args[1:], analyzer.Suite(), stdout, stderr)
	}
	fail := func(err error) int {
		fmt.Fprintf(stderr, "stoplint: %v\n", err)
		return exitFailure
	}
	opts, err := parseFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		err = writeHelp(stdout, analyzer.Suite())
	case err != nil:
		err = fmt.Errorf("%w\nRun 'stoplint -h' for help", err)
	case opts.version:
		err = writeVersion(stdout)
	case opts.explain != nil:
		err = writeExplanation(stdout, opts.explain)
	default:
		code, err := lint(opts, stdout, stderr)
		if err != nil {
			return fail(err)
		}
		return code
	}
	if err != nil {
		return fail(err)
	}
	return exitClean
}

// lint analyses the chosen packages and writes what was found to stdout and
// what could not be analysed to stderr.
func lint(opts *options, stdout, stderr io.Writer) (int, error) {
	known, err := readBaseline(opts)
	if err != nil {
		return exitFailure, err
	}
	out, err := analyse(opts, stderr)
	if err != nil {
		return exitFailure, err
	}
	show := displayPaths()
	if opts.suggest {
		return writeSuggestions(out, opts, stdout, stderr, show)
	}
	if opts.update {
		return updateBaseline(out, known, opts, stderr, show)
	}
	known.apply(out, opts)
	if opts.fix || opts.diff {
		f, err := planFixes(out, opts)
		if err != nil {
			return exitFailure, err
		}
		f.writeRefusals(stderr, show)
		if opts.diff {
			return f.writeDiff(out, stdout, stderr, show)
		}
		if len(f.plan.Files) > 0 {
			if err := f.write(stderr); err != nil {
				return exitFailure, err
			}
			if out, err = analyse(opts, stderr); err != nil {
				return exitFailure, err
			}
			known.apply(out, opts)
		}
	}
	return out.report(opts, stdout, stderr, show)
}

// report writes what was found to stdout and what could not be analysed to
// stderr. It returns the exit code.
func (o *outcome) report(opts *options, stdout, stderr io.Writer, show func(string) string) (int, error) {
	err := writeFindings(stdout, o, opts, show)
	if err != nil {
		return exitFailure, err
	}
	for _, f := range o.failures {
		fmt.Fprintln(stderr, f.text(show))
	}
	return o.exitCode(opts), nil
}

func (o *outcome) exitCode(opts *options) int {
	switch {
	case len(o.failures) > 0:
		return exitFailure
	case len(o.findings) > 0 && !opts.audit.enabled:
		return exitFindings
	}
	return exitClean
}

func writeFindings(w io.Writer, out *outcome, opts *options, show func(string) string) error {
	switch {
	case opts.audit.enabled:
		return writeAudit(w, out.findings, opts, show)
	case opts.sarif:
		return writeSARIF(w, out, opts)
	case opts.json:
		return writeJSON(w, out.findings, show)
	}
	return writeText(w, out.findings, show)
}
