package gclplugin

import (
	"path/filepath"
	"testing"
)

// TestMutants compares what golangci-lint and stoplint say about the reference
// with all the mistakes that are planted in it.
func TestMutants(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := output(rootDir, nil, "go", "test", "./reference/mutation", "-run=^TestWrite$", "-write="+dir); err != nil {
		t.Fatal(err)
	}
	if found := compare(t, dir, "./..."); len(found) < 400 {
		t.Errorf("%d findings", len(found))
	}
}
