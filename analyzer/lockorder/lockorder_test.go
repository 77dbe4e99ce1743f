package lockorder_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/stoplint/stoplint/analyzer/lockorder"
)

// TestFixtures runs the check over every topic in testdata/src/lockorder.
func TestFixtures(t *testing.T) {
	root, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	topics, err := os.ReadDir(filepath.Join(root, "src", "lockorder"))
	if err != nil {
		t.Fatal(err)
	}
	if len(topics) == 0 {
		t.Fatal("no fixtures")
	}
	analysistest.Run(t, root, lockorder.Analyzer, "lockorder/...")
}
