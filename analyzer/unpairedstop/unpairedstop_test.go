package unpairedstop_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/unpairedstop"
)

// TestFixtures runs the check over every topic in testdata/src/unpairedstop.
func TestFixtures(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	topics, err := os.ReadDir(filepath.Join(root, "src", "unpairedstop"))
	if err != nil {
		t.Fatal(err)
	}
	if len(topics) == 0 {
		t.Fatal("no fixtures")
	}
	analysistest.Run(t, root, unpairedstop.Analyzer, "unpairedstop/...")
}

// TestFix compares what the fixes make of a package with its golden file.
func TestFix(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	analysistest.RunWithSuggestedFixes(t, root, unpairedstop.Analyzer, "unpairedstop/fix")
}
