package valuestop_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/valuestop"
)

func testdata(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFindings(t *testing.T) {
	analysistest.Run(t, testdata(t), valuestop.Analyzer,
		"valuestop/kernel", "valuestop/labelled", "valuestop/park", "valuestop/parkuser", "valuestop/parkthird", "valuestop/factories")
}

func TestFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, testdata(t), valuestop.Analyzer, "valuestop/fix", "valuestop/unfixable")
}

// A finding shows where the stop is made, how it reaches the begin or the
// comparison, and what does not match it.
func TestRelated(t *testing.T) {
	want := []string{
		"valueStop.Killable has a value receiver, so",
		"made is begun",
		"  23 valueStop{}: the stop is made here",
		"  19 t.beginInternalStop(s): the stop is begun here",
		"  28 t.stop.(*valueStop): this never matches it",
		"nilStop.Killable has a value receiver: calling",
		"  37 (*nilStop)(nil): the typed nil is begun here",
		"t.stop.(nilStop) never matches:",
		"  37 (*nilStop)(nil): the pointer is begun here",
		"nilStop{} flows to",
		"  41 t.stop == s: the stop is compared here",
	}
	var got []string
	for _, result := range analysistest.Run(t, testdata(t), valuestop.Analyzer, "valuestop/related") {
		file := result.Pass.Fset.File(result.Pass.Files[0].FileStart)
		src, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(result.Diagnostics, func(a, b analysis.Diagnostic) int { return cmp.Compare(a.Pos, b.Pos) })
		for _, d := range result.Diagnostics {
			got = append(got, strings.Join(strings.Fields(d.Message)[:3], " "))
			for _, r := range d.Related {
				text := src[file.Offset(r.Pos):file.Offset(r.End)]
				got = append(got, fmt.Sprintf("  %d %s: %s", file.Line(r.Pos), text, r.Message))
			}
		}
	}
	if !slices.EqualFunc(got, want, func(got, want string) bool { return strings.HasPrefix(want, got) }) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestValid(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{valuestop.Analyzer}); err != nil {
		t.Error(err)
	}
}

// The result of the fixes has no findings.
func TestFixedIsClean(t *testing.T) {
	for _, test := range []struct {
		suffix string
		clean  bool
	}{{"", false}, {".golden", true}} {
		root := t.TempDir()
		dir := filepath.Join(root, "src", "fix")
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"fix.go", "other.go"} {
			src, err := os.ReadFile(filepath.Join(testdata(t), "src", "valuestop", "fix", name+test.suffix))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), src, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		results := analysistest.Run(expectationsAside{}, root, valuestop.Analyzer, "fix")
		if len(results) != 1 || results[0].Err != nil {
			t.Fatalf("fix%s cannot be analysed", test.suffix)
		}
		if clean := len(results[0].Diagnostics) == 0; clean != test.clean {
			t.Errorf("fix%s: clean = %t, want %t: %v", test.suffix, clean, test.clean, results[0].Diagnostics)
		}
	}
}

// expectationsAside makes analysistest deaf to the want comments, which the
// golden files still have.
type expectationsAside struct{}

func (expectationsAside) Errorf(string, ...any) {}
