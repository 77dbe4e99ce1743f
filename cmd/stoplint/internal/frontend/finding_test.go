package frontend

import (
	"cmp"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A finding is a diagnostic as every front end can tell it.
type finding struct {
	Check   string
	Posn    string // "file:line:column"
	End     string
	Message string
	Related []related
	Fixes   []fix `json:"suggested_fixes,omitempty"`
}

type related struct {
	Posn, Message string
}

type fix struct {
	Message string
	Edits   []edit
}

// An edit is a replacement, without its place: front ends count differently.
type edit struct {
	Filename, New string
}

// String shows all of the finding, on as many lines as it takes.
func (f *finding) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s-%s: %s (%s)", f.Posn, f.End[strings.IndexByte(f.End, ':')+1:], f.Message, f.Check)
	for _, r := range f.Related {
		fmt.Fprintf(&b, "\n\t%s: %s", r.Posn, r.Message)
	}
	for _, x := range f.Fixes {
		fmt.Fprintf(&b, "\n\tfix: %s", x.Message)
		for _, e := range x.Edits {
			fmt.Fprintf(&b, "\n\t\t%s: %q", e.Filename, e.New)
		}
	}
	return b.String()
}

// texts returns the findings in order, as text, with the names of files
// relative to dir. A finding that several variants of a package share is there
// once.
func texts(fs []finding, dir string) []string {
	relative := func(name string) string {
		if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsAbs(name) {
			return rel
		}
		return name
	}
	var out []string
	for _, f := range fs {
		f.Posn, f.End = relative(f.Posn), cmp.Or(f.End, f.Posn)
		for i := range f.Related {
			f.Related[i].Posn = relative(f.Related[i].Posn)
		}
		for _, x := range f.Fixes {
			for i := range x.Edits {
				x.Edits[i].Filename = relative(x.Edits[i].Filename)
			}
			slices.SortFunc(x.Edits, func(a, b edit) int {
				return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.New, b.New))
			})
		}
		out = append(out, f.String())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// findingOf is a diagnostic of the check called name.
func findingOf(fset *token.FileSet, name string, d analysis.Diagnostic) finding {
	f := finding{Check: name, Posn: fset.Position(d.Pos).String(), Message: d.Message}
	if d.End.IsValid() {
		f.End = fset.Position(d.End).String()
	}
	for _, r := range d.Related {
		rel := related{Message: r.Message}
		if r.Pos.IsValid() {
			rel.Posn = fset.Position(r.Pos).String()
		}
		f.Related = append(f.Related, rel)
	}
	for _, x := range d.SuggestedFixes {
		var edits []edit
		for _, e := range x.TextEdits {
			edits = append(edits, edit{fset.Position(e.Pos).Filename, string(e.NewText)})
		}
		f.Fixes = append(f.Fixes, fix{x.Message, edits})
	}
	return f
}
