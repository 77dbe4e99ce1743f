package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"honnef.co/go/tools/lintcmd/cache"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/patch"
)

// fixing is what -fix and -diff are about to do.
type fixing struct {
	fixable []finding   // that have a fix, in the order of fixes
	fixes   []patch.Fix // the first of each
	plan    *patch.Plan
}

// planFixes fits the fixes of the findings together, and makes sure that what
// compiles goes on to do so.
func planFixes(out *outcome, opts *options) (*fixing, error) {
	sources, err := newSources(out, opts)
	if err != nil {
		return nil, err
	}
	f := &fixing{}
	barred := make(map[int]string)
	show := displayPaths()
	for _, d := range out.findings {
		if len(d.SuggestedFixes) == 0 {
			continue
		}
		edits, err := sources.edits(d.SuggestedFixes[0])
		if err != nil {
			barred[len(f.fixes)] = err.Error()
		}
		f.fixable = append(f.fixable, d)
		f.fixes = append(f.fixes, patch.Fix{Name: fixName(d, show), Edits: edits})
	}
	for {
		f.plan = patch.New(f.fixes, sources.read, barred)
		broken, err := compile(f.plan.Files, opts)
		if err != nil {
			return nil, err
		}
		if len(broken) == 0 {
			return f, nil
		}
		f.bar(broken, barred)
	}
}

// fixName names a fix in messages.
func fixName(f finding, show func(string) string) string {
	return fmt.Sprintf("the fix %q of %s", f.SuggestedFixes[0].Message, positionText(f.Position, show))
}

// bar refuses the fixes that change a package which does not compile with
// them, or all if no fix does: the package may import one that is changed.
func (f *fixing) bar(broken []brokenPackage, barred map[int]string) {
	before := len(barred)
	for _, p := range broken {
		for i, fix := range f.fixes {
			if f.plan.Refused[i] == "" && slices.ContainsFunc(fix.Edits, func(e patch.Edit) bool { return p.files[e.File] }) {
				barred[i] = p.reason
			}
		}
	}
	if len(barred) > before {
		return
	}
	for i := range f.fixes {
		if f.plan.Refused[i] == "" {
			barred[i] = broken[0].reason
		}
	}
}

// writeRefusals says which fixes are not made, and why.
func (f *fixing) writeRefusals(w io.Writer, show func(string) string) {
	for _, i := range slices.Sorted(maps.Keys(f.plan.Refused)) {
		at := f.fixable[i].Position
		fmt.Fprintf(w, "%s: not fixed by %q: %s\n", positionText(at, show), f.fixable[i].SuggestedFixes[0].Message, f.plan.Refused[i])
	}
}

// write changes the files.
func (f *fixing) write(stderr io.Writer) error {
	if err := patch.Write(f.plan.Files); err != nil {
		return fmt.Errorf("no file is changed: %w", err)
	}
	for _, file := range f.plan.Files {
		cache.SetFileHash(file.Name, sha256.Sum256(file.New))
	}
	fmt.Fprintf(stderr, "stoplint: %s fixed in %s\n", count(len(f.fixes)-len(f.plan.Refused), "finding"), count(len(f.plan.Files), "file"))
	return nil
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// writeDiff writes what would change to stdout, and to stderr the findings
// that would stay and what could not be analysed.
func (f *fixing) writeDiff(out *outcome, stdout, stderr io.Writer, show func(string) string) (int, error) {
	for _, file := range f.plan.Files {
		name := filepath.ToSlash(show(file.Name))
		if _, err := stdout.Write(diff.Diff("a/"+name, file.Old, "b/"+name, file.New)); err != nil {
			return exitFailure, err
		}
	}
	if err := writeText(stderr, f.unfixed(out.findings), show); err != nil {
		return exitFailure, err
	}
	for _, failure := range out.failures {
		fmt.Fprintln(stderr, failure.text(show))
	}
	return out.exitCode(&options{}), nil
}

// unfixed returns those of the findings that no fix of the plan is for.
func (f *fixing) unfixed(all []finding) []finding {
	var rest []finding
	i := 0
	for _, d := range all {
		if len(d.SuggestedFixes) == 0 {
			rest = append(rest, d)
			continue
		}
		if f.plan.Refused[i] != "" {
			rest = append(rest, d)
		}
		i++
	}
	return rest
}
