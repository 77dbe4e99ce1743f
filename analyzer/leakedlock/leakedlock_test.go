package leakedlock_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/leakedlock"
)

// TestFixtures runs the check over every topic in testdata/src/leakedlock.
func TestFixtures(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	topics, err := os.ReadDir(filepath.Join(root, "src", "leakedlock"))
	if err != nil {
		t.Fatal(err)
	}
	if len(topics) == 0 {
		t.Fatal("no fixtures")
	}
	analysistest.Run(t, root, leakedlock.Analyzer, "leakedlock/...")
}
