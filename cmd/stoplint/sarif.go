package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"go/doc/comment"
	"go/token"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"honnef.co/go/tools/lintcmd/runner"
	"honnef.co/go/tools/sarif"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/baseline"
)

// sourceRoot is the name in a log of the directory that files are named
// relative to.
const sourceRoot = "%SRCROOT%"

// fingerprintKey names the fingerprint that says which findings of two logs
// are the same one. It depends on the description that a baseline keeps, and
// on how many findings of that description come before.
const fingerprintKey = "stoplintDescription/v1"

// writeSARIF writes a SARIF 2.1.0 log with what was found. What the baseline
// describes and comments silence is left out unless it is asked for: GitHub takes
// no notice of suppressions, and would show it.
func writeSARIF(w io.Writer, out *outcome, opts *options) error {
	wd, err := os.Getwd()
	if err != nil {
		return err
	}
	root := repositoryRoot(wd)
	l := &sarifWriter{root: root, wd: wd, describer: newDescriber(), seen: make(map[baseline.Entry]int)}
	log := sarifLog{
		Version: sarif.Version,
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Runs: []sarifRun{{
			Tool:        sarifTool{driver(opts)},
			Invocations: []sarifInvocation{l.invocation(out, opts)},
			OriginalURIBaseIDs: map[string]sarifBase{sourceRoot: {
				URI:         fileURI(root) + "/",
				Description: sarif.Message{Text: "The root of the repository, or the working directory if there is no repository."},
			}},
			ColumnKind: "utf16CodeUnits",
			Results:    l.results(out, opts),
		}},
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(log)
}

// repositoryRoot returns the directory of the git repository around a
// directory, or else the directory itself.
func repositoryRoot(wd string) string {
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return wd
		}
	}
}

// driver describes the command and the checks that ran.
func driver(opts *options) sarifDriver {
	d := sarifDriver{ToolComponent: sarif.ToolComponent{
		Name:           "stoplint",
		Version:        buildVersion(),
		InformationURI: "https://github.com/stoplint/stoplint",
	}}
	if number, ok := strings.CutPrefix(d.Version, "v"); ok {
		d.SemanticVersion = number
	}
	for _, a := range opts.checks {
		d.Rules = append(d.Rules, rule(a))
	}
	return d
}

func rule(a *analysis.Analyzer) sarifRule {
	summary := title(a)
	_, text, _ := strings.Cut(a.Doc, "\n")
	text = strings.TrimSpace(text)
	printer := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	markdown := string(printer.Markdown(new(comment.Parser).Parse(text)))
	return sarifRule{
		ReportingDescriptor: sarif.ReportingDescriptor{
			ID:                   a.Name,
			ShortDescription:     sarif.Message{Text: summary},
			Help:                 sarif.Message{Text: cmp.Or(text, summary), Markdown: cmp.Or(markdown, summary)},
			HelpURI:              a.URL,
			DefaultConfiguration: sarif.ReportingConfiguration{Enabled: true, Level: sarif.Error},
		},
		FullDescription: sarif.Message{Text: summary},
	}
}

// sarifWriter turns findings into results.
type sarifWriter struct {
	root, wd  string
	describer *describer
	seen      map[baseline.Entry]int // how many findings have the description
}

func (l *sarifWriter) invocation(out *outcome, opts *options) sarifInvocation {
	code := out.exitCode(opts)
	inv := sarifInvocation{ExitCode: code, ExitCodeDescription: exitMeanings[code]}
	inv.ExecutionSuccessful = code != exitFailure
	inv.Arguments = os.Args[1:]
	inv.WorkingDirectory = sarif.ArtifactLocation{URI: fileURI(l.wd) + "/"}
	for _, f := range out.failures {
		n := sarifNotification{Level: sarif.Error, Message: sarif.Message{Text: f.message}}
		if f.pos.Filename != "" {
			n.Locations = []sarifLocation{l.location(f.pos, token.Position{}, "")}
		}
		inv.Notifications = append(inv.Notifications, n)
	}
	return inv
}

// results returns the findings that are reported, by place, and those that are
// not if they are asked for. Which ones these are changes nothing of the others.
func (l *sarifWriter) results(out *outcome, opts *options) []sarifResult {
	all := slices.Concat(out.findings, out.known, out.silenced)
	order := make([]int, len(all))
	for i := range all {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return compareFindings(all[i], all[j]) })
	results := []sarifResult{} // not null in the log
	for _, i := range order {
		r := l.result(all[i], opts)
		state, by := "new", []sarif.Suppression{}
		switch {
		case all[i].reason != "":
			by = append(by, sarif.Suppression{Kind: "inSource", Justification: all[i].reason})
		case i >= len(out.findings):
			state = "unchanged"
			by = append(by, sarif.Suppression{Kind: "external", Justification: "described in the baseline " + filepath.ToSlash(opts.baseline)})
		}
		if len(by) > 0 && !opts.suppressed {
			continue
		}
		if opts.baseline != "" {
			r.BaselineState = state
		}
		if opts.suppressed {
			r.Suppressions = by // of all results or of none
		}
		results = append(results, r)
	}
	return results
}

func (l *sarifWriter) result(f finding, opts *options) sarifResult {
	e := l.describer.describe(f)
	r := sarifResult{
		Result: sarif.Result{
			RuleID:  f.Category,
			Kind:    sarif.Fail,
			Level:   sarif.Error,
			Message: sarif.Message{Text: f.Message},
		},
		Locations:           []sarifLocation{l.location(f.Position, f.End, "")},
		PartialFingerprints: map[string]string{fingerprintKey: l.fingerprint(e)},
	}
	if e.Func != "" {
		r.Locations[0].LogicalLocations = []sarifLogical{{path.Dir(e.File) + "." + e.Func}}
	}
	if i := indexCheck(opts.checks, f.Category); i >= 0 {
		r.RuleIndex = &i
	}
	for i, rel := range f.Related {
		loc := l.location(rel.Position, rel.End, rel.Message)
		loc.ID = i + 1
		r.RelatedLocations = append(r.RelatedLocations, loc)
	}
	r.CodeFlows = l.codeFlows(f)
	for _, fix := range f.SuggestedFixes {
		r.Fixes = append(r.Fixes, l.fix(fix))
	}
	return r
}

// fingerprint returns a hash of a description and of how often it was met.
func (l *sarifWriter) fingerprint(e baseline.Entry) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q %d", e.Check, e.File, e.Func, e.Code, e.Message, l.seen[e]))
	l.seen[e]++
	return hex.EncodeToString(sum[:16])
}

// location returns a place, or the message alone if it is in no file.
func (l *sarifWriter) location(pos, end token.Position, message string) sarifLocation {
	var loc sarifLocation
	if message != "" {
		loc.Message = &sarif.Message{Text: message}
	}
	if pos.Filename != "" {
		loc.PhysicalLocation = &sarif.PhysicalLocation{ArtifactLocation: l.artifact(pos.Filename), Region: l.region(pos, end)}
	}
	return loc
}

// region returns the text from pos up to end, or at pos if end is none.
func (l *sarifWriter) region(pos, end token.Position) sarif.Region {
	file := l.describer.files.Get(pos.Filename)
	r := sarif.Region{StartLine: max(pos.Line, 1), StartColumn: max(file.UTF16Column(pos.Line, pos.Column), 1)}
	if end.Filename == pos.Filename && end.IsValid() {
		r.EndLine, r.EndColumn = end.Line, max(file.UTF16Column(end.Line, end.Column), 1)
	}
	return r
}

// artifact names a file: relative to the root if it is below, for a consumer
// that has the code elsewhere.
func (l *sarifWriter) artifact(file string) sarif.ArtifactLocation {
	rel, err := filepath.Rel(l.root, file)
	if err != nil || !filepath.IsLocal(rel) {
		return sarif.ArtifactLocation{URI: fileURI(file)}
	}
	u := url.URL{Path: filepath.ToSlash(rel)}
	return sarif.ArtifactLocation{URI: u.String(), URIBaseID: sourceRoot}
}

// fileURI returns the URI of an absolute file name.
func fileURI(file string) string {
	p := filepath.ToSlash(file)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/dir
	}
	u := url.URL{Scheme: "file", Path: p}
	return u.String()
}

func (l *sarifWriter) fix(fix runner.SuggestedFix) sarif.Fix {
	f := sarif.Fix{Description: sarif.Message{Text: fix.Message}}
	index := make(map[string]int)
	for _, e := range fix.TextEdits {
		name := e.Position.Filename
		i, ok := index[name]
		if !ok {
			i = len(f.ArtifactChanges)
			index[name] = i
			f.ArtifactChanges = append(f.ArtifactChanges, sarif.ArtifactChange{ArtifactLocation: l.artifact(name)})
		}
		end := e.End
		if end.Filename == "" {
			end = e.Position
		}
		f.ArtifactChanges[i].Replacements = append(f.ArtifactChanges[i].Replacements, sarif.Replacement{
			DeletedRegion:   l.region(e.Position, end),
			InsertedContent: sarif.ArtifactContent{Text: string(e.NewText)},
		})
	}
	return f
}
