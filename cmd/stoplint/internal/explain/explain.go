// Package explain lays out what is known about a check: what its package
// comment says, and what its witnesses did when they ran.
//
// A package comment has one section for the check, which [analysis.Analyzer.Doc]
// holds. It begins with a summary and with what the check finds, and has
// further headings, in this order:
//
//	# Wrong             code with the mistake; lines that are reported end in "// wrong"
//	# Right             the same without it
//	# What is proved    what a finding means
//	# What is assumed   may be left out
//	# What is missed    what no finding does not mean
//	# Witness           why no witness shows the mistake, or some kind of it
package explain

import (
	"fmt"
	"go/doc/comment"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/reference/witness"
)

// A Page is what is known about a check.
type Page struct {
	Name     string
	Summary  string // one line: what is found
	URL      string
	Sections []Section
}

// A Section is a heading, which is empty for the first section, and what
// stands under it.
type Section struct {
	Title   string
	Content []comment.Block
}

// Titles of the sections.
const (
	Wrong   = "Wrong"
	Right   = "Right"
	Proved  = "What is proved"
	Assumed = "What is assumed"
	Missed  = "What is missed"
	Witness = "Witness"
	Silence = "Silencing a finding"
)

// Of returns the page about a check. Its error says what the package comment
// of the check lacks.
func Of(check *analysis.Analyzer) (*Page, error) {
	summary, body, _ := strings.Cut(check.Doc, "\n")
	p := &Page{Name: check.Name, Summary: strings.TrimPrefix(summary, check.Name+": "), URL: check.URL}
	section := Section{}
	for _, block := range new(comment.Parser).Parse(body).Content {
		heading, ok := block.(*comment.Heading)
		if !ok {
			section.Content = append(section.Content, block)
			continue
		}
		p.Sections = append(p.Sections, section)
		section = Section{Title: plain(heading.Text)}
	}
	p.Sections = append(p.Sections, section)
	witnesses, err := witness.Of(check.Name)
	if err != nil {
		return nil, err
	}
	if len(witnesses) > 0 {
		if p.Sections[len(p.Sections)-1].Title != Witness {
			p.Sections = append(p.Sections, Section{Title: Witness})
		}
		last := &p.Sections[len(p.Sections)-1]
		last.Content = append(last.Content, showWitnesses(check.Name, witnesses)...)
	}
	p.Sections = append(p.Sections, Section{Silence, silencing(check.Name)})
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", check.Name, err)
	}
	return p, nil
}

// validate finds what is missing or out of place.
func (p *Page) validate() error {
	rest := p.Sections
	for _, title := range []string{"", Wrong, Right, Proved, Assumed, Missed, Witness, Silence} {
		if len(rest) > 0 && rest[0].Title == title {
			if len(rest[0].Content) == 0 {
				return fmt.Errorf("nothing stands under the heading %q", title)
			}
			rest = rest[1:]
		} else if title != Assumed {
			return fmt.Errorf("the heading %q is missing or out of place", title)
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("the heading %q is out of place", rest[0].Title)
	}
	return nil
}

// Code returns the blocks of code in the section with the title.
func (p *Page) Code(title string) []string {
	var code []string
	for _, s := range p.Sections {
		if s.Title != title {
			continue
		}
		for _, block := range s.Content {
			if c, ok := block.(*comment.Code); ok {
				code = append(code, c.Text)
			}
		}
	}
	return code
}

// showWitnesses shows the first wrong witness and its right neighbour, which
// follows it; of the others it tells the outcome.
func showWitnesses(check string, witnesses []witness.Witness) []comment.Block {
	i := slices.IndexFunc(witnesses, func(w witness.Witness) bool { return !w.Right() })
	if i < 0 {
		return nil
	}
	wrong, after := witnesses[i], witnesses[i+1:]
	shown := []comment.Block{
		paragraph(wrong.Doc), program(wrong.Program),
		paragraph("Run against the reference, it fails: " + wrong.Fails),
	}
	if i := slices.IndexFunc(after, witness.Witness.Right); i >= 0 {
		right := after[i]
		known := func(decl string) bool { return slices.Contains(wrong.Program, decl) }
		shown = append(shown, paragraph(right.Doc+" This one passes:"),
			program(slices.DeleteFunc(slices.Clone(right.Program), known)))
	}
	others := &comment.List{}
	for _, w := range after {
		if !w.Right() {
			others.Items = append(others.Items, &comment.ListItem{Content: []comment.Block{
				paragraph(w.Title() + ". " + w.Doc + " It fails: " + w.Fails),
			}})
		}
	}
	if len(others.Items) > 0 {
		shown = append(shown, paragraph("The others, in "+witness.File(check)+":"), others)
	}
	return shown
}

func program(decls []string) *comment.Code {
	return &comment.Code{Text: strings.Join(decls, "\n")}
}

// silencing says how a finding of the check is silenced.
func silencing(check string) []comment.Block {
	return []comment.Block{
		paragraph("In every front end, a comment on the line of the finding or on the line above silences it:"),
		&comment.Code{Text: "//lint:ignore " + check + " the reason\n"},
		paragraph("The reason is required, and a comment that silences nothing is a finding. " +
			"A //lint:file-ignore comment does the same for its file, " +
			"and -checks=-" + check + " runs the command without the check."),
	}
}

func paragraph(text string) *comment.Paragraph {
	return &comment.Paragraph{Text: []comment.Text{comment.Plain(text)}}
}

// plain returns the text of a heading.
func plain(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		switch t := t.(type) {
		case comment.Plain:
			b.WriteString(string(t))
		case comment.Italic:
			b.WriteString(string(t))
		case *comment.Link:
			b.WriteString(plain(t.Text))
		case *comment.DocLink:
			b.WriteString(plain(t.Text))
		}
	}
	return b.String()
}
