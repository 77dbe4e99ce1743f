package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stoplint/stoplint/analyzer"
)

const readme = "../../README.md"

// testReadme compares the parts of the README that are made from other files
// with those files: the output of the tour, the list of checks and the
// comparison of linters.
func testReadme(t *testing.T, binary string) {
	var checks strings.Builder
	for _, a := range analyzer.Suite() {
		summary, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(&checks, "| [%[1]s](analyzer/%[1]s) | %[2]s |\n", a.Name, summary)
	}
	for _, a := range analyzer.Advice() {
		summary, _, _ := strings.Cut(a.Doc, "\n")
		fmt.Fprintf(&checks, "| [%[1]s](analyzer/%[1]s) | %[2]s; asked for by `-checks=all,%[1]s` |\n", a.Name, summary)
	}
	text := readFile(t, readme)
	for _, part := range []struct{ after, before, want string }{
		{"```console\n$ go run ./cmd/stoplint " + tourPatterns + "\n", "```\n", readFile(t, tourExpected)},
		{"| check | what it does |\n| --- | --- |\n", "\n", checks.String()},
		{compareHead, "\n", compareRows(t, binary)},
	} {
		head, rest, ok := strings.Cut(text, part.after)
		if !ok {
			t.Fatalf("the README has no %q", part.after)
		}
		end := strings.Index(rest, "\n"+part.before)
		if end < 0 {
			t.Fatalf("nothing ends the part of the README after %q", part.after)
		}
		if got := rest[:end+1]; got != part.want && !*update {
			t.Errorf("the README is stale; got:\n%s\nwant:\n%s", got, part.want)
		}
		text = head + part.after + part.want + rest[end+1:]
	}
	if *update {
		if err := os.WriteFile(readme, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
