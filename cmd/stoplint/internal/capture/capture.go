// Package capture draws what a terminal shows.
package capture

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// The measures of the picture, in pixels, and of the terminal, in characters.
const (
	Columns = 130

	lineHeight = 18
	charWidth  = 7.8
	padding    = 16
	titleBar   = 32
	tabWidth   = 8
)

// SVG returns a picture of a terminal with a session in it: lines that begin
// with "$ " were typed, the others printed. Lines wrap as in a terminal of
// [Columns] characters.
func SVG(title, session string) string {
	var lines []string
	var typed []bool
	for line := range strings.SplitSeq(strings.TrimRight(session, "\n"), "\n") {
		for _, row := range wrap(line) {
			lines = append(lines, row)
			typed = append(typed, strings.HasPrefix(line, "$ "))
		}
	}
	width := int(Columns*charWidth) + 2*padding
	height := titleBar + len(lines)*lineHeight + padding

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(title))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#1e2227"/>`+"\n", width, height)
	for i, colour := range []string{"#e06c75", "#e5c07b", "#98c379"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="16" r="6" fill="%s"/>`+"\n", padding+6+i*20, colour)
	}
	fmt.Fprintf(&b, `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" `+
		`font-size="13" fill="#d7dae0" xml:space="preserve">`+"\n")
	for i, line := range lines {
		style := ""
		if typed[i] {
			style = ` fill="#98c379" font-weight="bold"`
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
			padding, titleBar+(i+1)*lineHeight-4, float64(len([]rune(line)))*charWidth, style, escape(line))
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// wrap returns the rows of the terminal that a line takes.
func wrap(line string) []string {
	var row []rune
	var rows []string
	for _, r := range line {
		n := 1
		if r == '\t' {
			n, r = tabWidth-len(row)%tabWidth, ' '
		}
		for range n {
			if len(row) == Columns {
				rows = append(rows, string(row))
				row = row[:0]
			}
			row = append(row, r)
		}
	}
	return append(rows, string(row))
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}
