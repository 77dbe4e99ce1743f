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
	opts, err := parseFlags(args, analyzer.Suite())
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
	out, err := analyse(opts, stderr)
	if err != nil {
		return exitFailure, err
	}
	show := displayPaths()
	code := exitClean
	if opts.audit.enabled {
		err = writeAudit(stdout, out.findings, opts, show)
	} else {
		if len(out.findings) > 0 {
			code = exitFindings
		}
		err = writeFindings(stdout, out.findings, opts, show)
	}
	if err != nil {
		return exitFailure, err
	}
	for _, f := range out.failures {
		fmt.Fprintln(stderr, f.text(show))
		code = exitFailure
	}
	return code, nil
}

func writeFindings(w io.Writer, fs []finding, opts *options, show func(string) string) error {
	if opts.json {
		return writeJSON(w, fs, show)
	}
	return writeText(w, fs, show)
}
