package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

// options is a parsed command line.
type options struct {
	patterns   []string
	checks     []*analysis.Analyzer // in the order of the suite, never empty
	tests      bool
	tags       tagsFlag
	json       bool
	sarif      bool
	suppressed bool // is in the log, too
	fix        bool
	diff       bool
	baseline   string // or empty
	update     bool   // the baseline
	audit      auditFlag
	suggest    bool
	explain    *analysis.Analyzer // or nil
	version    bool
}

// parseFlags parses a command line. It returns [flag.ErrHelp] if help was
// asked for.
func parseFlags(args []string) (*options, error) {
	opts := &options{}
	var checks checksFlag
	var explain string
	fs := flagSet(opts, &checks, &explain)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	opts.patterns = fs.Args()
	for _, p := range opts.patterns {
		if strings.HasPrefix(p, "-") {
			return nil, fmt.Errorf("flag %s must come before the package patterns", p)
		}
	}
	if len(opts.patterns) == 0 {
		opts.patterns = []string{"./..."}
	}
	if err := opts.contradiction(); err != nil {
		return nil, err
	}
	if explain != "" {
		check, err := analyzer.Check(explain)
		if err != nil {
			return nil, err
		}
		opts.explain = check
	}
	opts.checks = analyzer.Suite()
	if checks.set {
		chosen, err := analyzer.Choose(checks.names)
		if err != nil {
			return nil, fmt.Errorf("-checks=%s %w", &checks, err)
		}
		opts.checks = chosen
	}
	return opts, nil
}

// contradiction returns an error if flags were given that exclude each other.
func (o *options) contradiction() error {
	given := []struct {
		name string
		set  bool
	}{
		{"-audit", o.audit.enabled},
		{"-suggest", o.suggest},
		{"-update-baseline", o.update},
		{"-diff", o.diff},
		{"-sarif", o.sarif},
		{"-suppressed", o.suppressed},
		{"-json", o.json},
		{"-fix", o.fix},
		{"-baseline", o.baseline != ""},
	}
	goTogether := map[[2]string]bool{
		{"-audit", "-json"}:               true,
		{"-update-baseline", "-baseline"}: true,
		{"-diff", "-fix"}:                 true,
		{"-diff", "-baseline"}:            true,
		{"-sarif", "-suppressed"}:         true,
		{"-suppressed", "-fix"}:           true,
		{"-suppressed", "-baseline"}:      true,
		{"-sarif", "-fix"}:                true,
		{"-sarif", "-baseline"}:           true,
		{"-json", "-fix"}:                 true,
		{"-json", "-baseline"}:            true,
		{"-fix", "-baseline"}:             true,
	}
	for i, a := range given {
		for _, b := range given[i+1:] {
			if a.set && b.set && !goTogether[[2]string{a.name, b.name}] {
				return fmt.Errorf("%s and %s exclude each other", a.name, b.name)
			}
		}
	}
	if o.update && o.baseline == "" {
		return errors.New("-update-baseline needs -baseline to name the file")
	}
	if o.suppressed && !o.sarif {
		return errors.New("-suppressed needs -sarif: other output has no place for it")
	}
	return nil
}

// flagSet declares the command's flags; their usage texts are what -h prints.
func flagSet(opts *options, checks *checksFlag, explain *string) *flag.FlagSet {
	fs := flag.NewFlagSet("stoplint", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.Var(&opts.audit, "audit", "list every obligation the checks looked at, with its verdict, instead of the\nfindings; -audit=`verdicts` keeps those of a comma-separated list of met,\nviolated and unknown")
	fs.StringVar(&opts.baseline, "baseline", "", "do not report the findings that `file` describes, but what it describes and is\nno longer found")
	fs.BoolVar(&opts.suggest, "suggest", false, "print, as a diff, the directives that would decide obligations whose verdict\nis unknown; it changes no file")
	fs.Var(checks, "checks", "run only the checks in the comma-separated `list`, in which all stands for those\nthat run by default, or, if all names start with a minus, all but those")
	fs.BoolVar(&opts.diff, "diff", false, "write what -fix would change as a unified diff, and the findings that it would\nleave to standard error")
	fs.StringVar(explain, "explain", "", "print what `check` finds, proves and misses, with a program that shows\nwhat goes wrong")
	fs.BoolVar(&opts.fix, "fix", false, "change files so that findings go away, where a check knows how, and report\nthe others")
	fs.BoolVar(&opts.json, "json", false, "write one JSON object per finding and line")
	fs.BoolVar(&opts.sarif, "sarif", false, "write a SARIF 2.1.0 log, as code scanning services take it")
	fs.BoolVar(&opts.suppressed, "suppressed", false, "with -sarif, write what comments silence and the baseline describes, too, as\nsuppressed results; GitHub would show them like the others")
	fs.Var(&opts.tags, "tags", "consider the comma-separated build tags in `list` satisfied")
	fs.BoolVar(&opts.tests, "tests", true, "analyse test files too; -tests=false leaves them out")
	fs.BoolVar(&opts.update, "update-baseline", false, "make the file of -baseline describe what is found now, and report nothing")
	fs.BoolVar(&opts.version, "version", false, "print the version of stoplint and of the Go it was built with")
	return fs
}

// checksFlag is the value of -checks.
type checksFlag struct {
	names []string
	set   bool
}

func (f *checksFlag) String() string { return strings.Join(f.names, ",") }

func (f *checksFlag) Set(s string) error {
	f.set = true
	f.names = nil
	for name := range strings.SplitSeq(s, ",") {
		f.names = append(f.names, strings.TrimSpace(name))
	}
	return nil
}

func indexCheck(suite []*analysis.Analyzer, name string) int {
	return slices.IndexFunc(suite, func(a *analysis.Analyzer) bool { return a.Name == name })
}

// tagsFlag is the value of -tags, as the go command takes it.
type tagsFlag string

func (f *tagsFlag) String() string { return string(*f) }

func (f *tagsFlag) Set(s string) error {
	if s != "" {
		for tag := range strings.SplitSeq(s, ",") {
			if !isTag(tag) {
				return fmt.Errorf("malformed build tag %q", tag)
			}
		}
	}
	*f = tagsFlag(s)
	return nil
}

func isTag(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// auditFlag is the value of -audit: a boolean flag that also takes a list of
// verdicts.
type auditFlag struct {
	enabled  bool
	verdicts []string // empty keeps all
}

func (f *auditFlag) IsBoolFlag() bool { return true }

func (f *auditFlag) String() string { return strings.Join(f.verdicts, ",") }

func (f *auditFlag) Set(s string) error {
	*f = auditFlag{enabled: s != "false"}
	if s == "true" || s == "false" || s == "all" {
		return nil
	}
	all := analyzer.Verdicts()
	for v := range strings.SplitSeq(s, ",") {
		if !slices.Contains(all, v) {
			return fmt.Errorf("verdicts are %s", strings.Join(all, ", "))
		}
		f.verdicts = append(f.verdicts, v)
	}
	return nil
}

// keeps reports whether an obligation with the verdict is to be listed.
func (f *auditFlag) keeps(verdict string) bool {
	return len(f.verdicts) == 0 || slices.Contains(f.verdicts, verdict)
}
