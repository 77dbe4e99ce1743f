package valuestop_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

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
		"valuestop/kernel", "valuestop/park", "valuestop/parkuser", "valuestop/parkthird")
}

func TestFixes(t *testing.T) {
	analysistest.RunWithSuggestedFixes(t, testdata(t), valuestop.Analyzer, "valuestop/fix", "valuestop/unfixable")
}

var wantComment = regexp.MustCompile(`(?m)[ \t]*// want .*$`)

// The result of the fixes is a package of its own without findings.
func TestFixedIsClean(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join(testdata(t), "src", "valuestop", "fix", "fix.go.golden"))
	if err != nil {
		t.Fatal(err)
	}
	fixed := wantComment.ReplaceAll(golden, nil)
	if bytes.Equal(fixed, golden) {
		t.Fatal("the golden file has no findings to begin with")
	}
	fact := `// want package:"fix.freshStop is begun as typed nil; fix.waitStop is begun as typed nil}"` + "\n\n"
	fixed = append([]byte(fact), fixed...)
	root := t.TempDir()
	dir := filepath.Join(root, "src", "fix")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "fix.go"), fixed, 0o666); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(t, root, valuestop.Analyzer, "fix")
}
