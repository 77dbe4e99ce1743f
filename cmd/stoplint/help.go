package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// writeHelp prints how the command is used: its flags, and the checks of the
// suite with the first line of their documentation.
func writeHelp(w io.Writer, suite []*analysis.Analyzer) error {
	b := bufio.NewWriter(w)
	fmt.Fprint(b, `usage: stoplint [flags] [packages]

Stoplint finds misuse of the task stop protocol in the named packages, by
default ./... . Packages are named as for go build.

Flags:
`)
	flagSet(&options{}, new(checksFlag), new(string)).VisitAll(func(f *flag.Flag) {
		arg, usage := flag.UnquoteUsage(f)
		name := "-" + f.Name
		switch {
		case f.Name == "audit":
			name += "[=" + arg + "]"
		case arg != "":
			name += " " + arg
		}
		fmt.Fprintf(b, "  %s\n        %s\n", name, strings.ReplaceAll(usage, "\n", "\n        "))
	})
	fmt.Fprint(b, "\nChecks:\n")
	for _, a := range suite {
		fmt.Fprintf(b, "  %-14s %s\n", a.Name, title(a))
	}
	fmt.Fprint(b, "\nChecks that run only if -checks names them:\n")
	for _, a := range analyzer.Advice() {
		fmt.Fprintf(b, "  %-14s %s\n", a.Name, title(a))
	}
	fmt.Fprint(b, `
A finding is silenced by a comment on its line or on the line above it:

        //lint:ignore check[,check] reason

and throughout a file by //lint:file-ignore. The reason is required.

Exit status:
  0  every package was analysed and nothing was found
  1  every package was analysed and something was found
  2  a package, or the command line, could not be understood; the reason is on
     standard error, findings in other packages are printed all the same

With -fix, what counts is what is found once files are changed; with -diff, as
without. Findings that a baseline describes do not count; its entries that
describe nothing any more do.

A fix is made in full or not at all. One is refused, with the reason on standard
error, if it conflicts with another, if the code would not compile with it, or if
it changes a file that is generated, read-only or outside the main module.

Results are kept in the directory named by STOPLINT_CACHE, by default stoplint
in the user's cache directory.

Stoplint also serves as a tool of go vet:

        go vet -vettool=$(which stoplint) ./...

and builds the language server that editors run, with the checks compiled in
('stoplint gopls -h' says more):

        stoplint gopls [-o file]
`)
	return b.Flush()
}

// title returns the first line of a check's documentation, without the name
// that it starts with.
func title(a *analysis.Analyzer) string {
	line, _, _ := strings.Cut(a.Doc, "\n")
	return strings.TrimPrefix(line, a.Name+": ")
}

// writeVersion prints the version and what the binary was built with and for.
func writeVersion(w io.Writer) error {
	_, err := fmt.Fprintf(w, "stoplint %s (%s %s/%s)\n", buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// buildVersion returns the version recorded in the binary; without one, the
// revision it was built from.
func buildVersion() string {
	version := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && (version == "" || version == "(devel)") {
				version = s.Value
			}
		}
	}
	return version
}
