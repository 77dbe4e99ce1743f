package offtask_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/offtask"
)

// TestFixtures runs the check over every topic in testdata/src/offtask.
func TestFixtures(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	topics, err := os.ReadDir(filepath.Join(root, "src", "offtask"))
	if err != nil {
		t.Fatal(err)
	}
	if len(topics) == 0 {
		t.Fatal("no fixtures")
	}
	analysistest.Run(t, root, offtask.Analyzer, "offtask/...")
}
