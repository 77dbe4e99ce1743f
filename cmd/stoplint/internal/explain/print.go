package explain

import (
	"fmt"
	"go/doc/comment"
	"strings"
)

// Text returns the page for a terminal.
func (p *Page) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", p.Name, p.Summary)
	printer := &comment.Printer{TextWidth: 78}
	for _, s := range p.Sections {
		if s.Title != "" {
			fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(s.Title))
		}
		b.WriteByte('\n')
		b.Write(printer.Text(&comment.Doc{Content: s.Content}))
	}
	fmt.Fprintf(&b, "\n%s\n", p.URL)
	return b.String()
}

// Markdown returns the page as the README.md of the check's folder.
func (p *Page) Markdown() string {
	var b strings.Builder
	b.WriteString("<!-- Made from doc.go and the check's witnesses: go generate ./cmd/stoplint/internal/explain -->\n\n")
	fmt.Fprintf(&b, "# %s\n\n%s%s.\n", p.Name, strings.ToUpper(p.Summary[:1]), p.Summary[1:])
	printer := &comment.Printer{}
	for _, s := range p.Sections {
		if s.Title != "" {
			fmt.Fprintf(&b, "\n## %s\n", s.Title)
		}
		for _, block := range s.Content {
			b.WriteByte('\n')
			if code, ok := block.(*comment.Code); ok {
				fmt.Fprintf(&b, "```go\n%s\n```\n", strings.TrimRight(code.Text, "\n"))
				continue
			}
			b.Write(printer.Markdown(&comment.Doc{Content: []comment.Block{block}}))
		}
	}
	return b.String()
}
