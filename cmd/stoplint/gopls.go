package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/goplsbuild"
)

// goplsOptions is the parsed command line of stoplint gopls.
type goplsOptions struct {
	output string
	gopls  string // version
	dryRun bool
}

func goplsFlagSet(opts *goplsOptions) *flag.FlagSet {
	fs := flag.NewFlagSet("stoplint gopls", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&opts.gopls, "gopls", "", "build this `version` of gopls, by default the newest that is supported and\nthat the go command at hand builds")
	fs.BoolVar(&opts.dryRun, "n", false, "say what would be built and print the settings, but build nothing")
	fs.StringVar(&opts.output, "o", "", "write the executable to `file`, or to stoplint-gopls in it if it is a\ndirectory; by default to stoplint-gopls in the working directory")
	return fs
}

// runGopls executes stoplint gopls and returns the exit code.
func runGopls(args []string, suite []*analysis.Analyzer, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	opts := &goplsOptions{}
	fs := goplsFlagSet(opts)
	err := fs.Parse(args)
	if err == nil && fs.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		err = writeGoplsHelp(stdout)
	case err != nil:
		err = fmt.Errorf("%w\nRun 'stoplint gopls -h' for help", err)
	default:
		err = buildGopls(ctx, opts, suite, stdout, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "stoplint gopls: %v\n", err)
		return exitFailure
	}
	return exitClean
}

// buildGopls builds gopls and writes to stdout how editors are told to run it.
func buildGopls(ctx context.Context, opts *goplsOptions, suite []*analysis.Analyzer, stdout, stderr io.Writer) error {
	_, sourceFile, _, _ := runtime.Caller(0)
	plan, err := goplsbuild.NewPlan(ctx, opts.gopls, sourceFile)
	if err != nil {
		return err
	}
	output, err := goplsOutput(opts.output, plan.Executable("stoplint-gopls"))
	if err != nil {
		return err
	}
	if opts.dryRun {
		fmt.Fprintf(stderr, "Would build %s: %s\n", output, plan)
	} else {
		fmt.Fprintf(stderr, "Building %s: %s. The first time, this takes minutes.\n", output, plan)
		if err := plan.Build(ctx, output); err != nil {
			return err
		}
	}
	var names []string
	for _, a := range suite {
		names = append(names, a.Name)
	}
	return goplsbuild.WriteSettings(stdout, output, names)
}

// goplsOutput returns the absolute name of the file to build, for the value
// of -o.
func goplsOutput(flag, name string) (string, error) {
	output := flag
	if output == "" {
		output = name
	} else if info, err := os.Stat(output); err == nil && info.IsDir() {
		output = filepath.Join(output, name)
	}
	return filepath.Abs(output)
}

func writeGoplsHelp(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, `usage: stoplint gopls [flags]

Builds gopls, the language server that editors run, with the checks compiled
in, and prints the settings that make editors run it. Findings then appear as
one types, with the places they relate to, links to the documentation and
fixes.

It needs the go command, and the module proxy for what the module cache does
not have.

Flags:
`)
	writeFlags(b, goplsFlagSet(&goplsOptions{}))
	fmt.Fprintf(b, "\nVersions of gopls %s.\n", goplsbuild.Supported())
	fmt.Fprint(b, `
Exit status:
  0  gopls was built
  2  it was not; the reason is on standard error
`)
	return b.Flush()
}

// writeFlags writes the flags of a set with their usage texts.
func writeFlags(w io.Writer, fs *flag.FlagSet) {
	fs.VisitAll(func(f *flag.Flag) {
		arg, usage := flag.UnquoteUsage(f)
		name := "-" + f.Name
		if arg != "" {
			name += " " + arg
		}
		fmt.Fprintf(w, "  %s\n        %s\n", name, strings.ReplaceAll(usage, "\n", "\n        "))
	})
}
