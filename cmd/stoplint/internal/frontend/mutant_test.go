package frontend

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// mutants is the reference with all the mistakes that are planted in it.
func mutants(t *testing.T, top string) subject {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "./reference/mutation", "-run=^TestWrite$", "-write="+dir)
	cmd.Dir = top
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go test: %v\n%s", err, out)
	}
	return subject{name: "mutants", dir: dir, patterns: []string{"./..."}, atLeast: 400}
}
