package capture

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestSVG(t *testing.T) {
	got := SVG("a < b", "$ echo '<&>'\n<&>\n\tindented\n\n"+strings.Repeat("x", Columns)+"yz\n")
	var rows []string
	var title string
	var element string
	for d := xml.NewDecoder(strings.NewReader(got)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		switch token := token.(type) {
		case xml.StartElement:
			element = token.Name.Local
			if element == "text" {
				rows = append(rows, "")
			}
		case xml.CharData:
			switch element {
			case "text":
				rows[len(rows)-1] += string(token)
			case "title":
				title += string(token)
			}
		case xml.EndElement:
			element = ""
		}
	}
	want := []string{"$ echo '<&>'", "<&>", "        indented", "", strings.Repeat("x", Columns), "yz"}
	if !slices.Equal(rows, want) {
		t.Errorf("rows %q, want %q", rows, want)
	}
	if title != "a < b" {
		t.Errorf("title %q", title)
	}
	if n := strings.Count(got, `font-weight="bold"`); n != 1 {
		t.Errorf("%d rows are typed, want 1", n)
	}
}

func TestWrap(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"", []string{""}},
		{"a\tb", []string{"a       b"}},
		{strings.Repeat("é", Columns+1), []string{strings.Repeat("é", Columns), "é"}},
		{strings.Repeat("x", Columns), []string{strings.Repeat("x", Columns)}},
	} {
		if got := wrap(test.line); !slices.Equal(got, test.want) {
			t.Errorf("wrap(%q) = %q, want %q", test.line, got, test.want)
		}
	}
}
