package realtree

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestStandardLibrary runs the built command over the standard library and compares
// what it finds with testdata/bases/std.txt. The list is of one version of Go, which
// it begins with, and says nothing of others.
func TestStandardLibrary(t *testing.T) {
	dir := filepath.Join(bases, "net")
	version, root := goEnv(t, dir, "GOVERSION"), filepath.ToSlash(goEnv(t, dir, "GOROOT"))
	l := readLedger(t, filepath.Join(bases, "std.txt"))
	if !*update && !slices.Equal(l.counts, []string{version}) {
		t.Skipf("%s is of %q, and this is %s", l.file, l.counts, version)
	}
	entries := findings(t, dir, lint(t, dir, t.TempDir(), []string{"std"}, "-json", "-tests=false"))
	for i, entry := range entries {
		entries[i] = strings.TrimPrefix(strings.TrimPrefix(entry, root+"/"), "src/")
	}
	slices.Sort(entries)
	l.check(t, []string{version}, numberRepeats(entries), "true", "accepted style")
}

func goEnv(t *testing.T, dir, name string) string {
	t.Helper()
	cmd := exec.Command("go", "env", name)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
