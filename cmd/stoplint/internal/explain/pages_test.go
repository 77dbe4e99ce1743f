package explain

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer"
)

//go:generate go test -run=TestPages -update

var update = flag.Bool("update", false, "rewrite the pages")

// TestPages compares the README.md in the folder of each check with the page
// that is made from its package comment and its witnesses.
func TestPages(t *testing.T) {
	for _, a := range analyzer.All() {
		p, err := Of(a)
		if err != nil {
			t.Error(err)
			continue
		}
		file := filepath.Join("../../../../analyzer", a.Name, "README.md")
		want := p.Markdown()
		if *update {
			if err := os.WriteFile(file, []byte(want), 0o666); err != nil {
				t.Error(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s is stale (%v): run go generate ./cmd/stoplint/internal/explain", file, err)
		}
		if !strings.HasSuffix(p.URL, "/analyzer/"+a.Name) {
			t.Errorf("the address of %s is %s, not its folder", a.Name, p.URL)
		}
	}
}

func TestText(t *testing.T) {
	for _, a := range analyzer.All() {
		p, err := Of(a)
		if err != nil {
			t.Error(err)
			continue
		}
		text := p.Text()
		if !strings.HasPrefix(text, a.Name+": "+p.Summary+"\n\n") || !strings.HasSuffix(text, "\n\n"+a.URL+"\n") {
			t.Errorf("%s does not begin with its summary and end with its address:\n%s", a.Name, text)
		}
		_, body, _ := strings.Cut(text, "\n") // the summary is one line
		for line := range strings.Lines(body) {
			if !strings.HasPrefix(line, "\t") && !strings.HasPrefix(line, "    ") && len([]rune(line)) > 80 {
				t.Errorf("%s: long line: %s", a.Name, line)
			}
		}
	}
}

// whole is the documentation of a check, without witnesses.
const whole = "find x\n\nIntro.\n\n# Wrong\n\n\tx\n\n# Right\n\n\ty\n\n# What is proved\n\nA.\n\n# What is missed\n\nB.\n\n# Witness\n\nC."

func TestOfRefuses(t *testing.T) {
	for _, test := range []struct{ name, doc, problem string }{
		{"whole", whole, ""},
		{"nothing", "find x", `nothing stands under the heading ""`},
		{"a heading is missing", strings.Replace(whole, "# Right\n\n\ty\n\n", "", 1), `the heading "Right" is missing or out of place`},
		{"nothing under a heading", strings.Replace(whole, "\ty", "", 1), `nothing stands under the heading "Right"`},
		{"no word about witnesses", strings.Replace(whole, "# Witness\n\nC.", "", 1), `the heading "Witness" is missing or out of place`},
		{"an unknown heading", strings.Replace(whole, "# Wrong", "# Notes\n\nN.\n\n# Wrong", 1), `the heading "Wrong" is missing or out of place`},
		{"a heading twice", whole + "\n\n# Witness\n\nD.", `the heading "Silencing a finding" is missing or out of place`},
	} {
		_, err := Of(&analysis.Analyzer{Name: "nosuch", Doc: test.doc})
		if got := problemText(err); got != test.problem {
			t.Errorf("%s: %q, want %q", test.name, got, test.problem)
		}
	}
}

// What the package comment says about witnesses stands before them.
func TestWitnessesAfterText(t *testing.T) {
	p, err := Of(&analysis.Analyzer{Name: "valuestop", Doc: whole})
	if err != nil {
		t.Fatal(err)
	}
	text, program := strings.Index(p.Text(), "\nC.\n"), strings.Index(p.Text(), "func TestWrongValue(")
	if text < 0 || program < text {
		t.Errorf("the text is at %d and the program at %d:\n%s", text, program, p.Text())
	}
}

func problemText(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), "nosuch: ")
}
