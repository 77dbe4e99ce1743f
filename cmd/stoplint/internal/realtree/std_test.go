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
// it begins with. In another version, most of what is found must be in the list.
func TestStandardLibrary(t *testing.T) {
	dir := filepath.Join(bases, "net")
	version, root := goEnv(t, dir, "GOVERSION"), filepath.ToSlash(goEnv(t, dir, "GOROOT"))
	l := readLedger(t, filepath.Join(bases, "std.txt"))
	entries := findings(t, dir, lint(t, dir, t.TempDir(), []string{"std"}, "-json", "-tests=false"))
	for i, entry := range entries {
		entries[i] = strings.TrimPrefix(strings.TrimPrefix(entry, root+"/"), "src/")
	}
	slices.Sort(entries)
	entries = numberRepeats(entries)
	if *update || slices.Equal(l.counts, []string{version}) {
		l.check(t, []string{version}, entries, "true", "accepted style")
		return
	}
	unread := slices.DeleteFunc(entries, func(e string) bool { return slices.Contains(l.entries, e) })
	if len(unread) > len(l.entries) {
		t.Errorf("%s is of %q; in %s there are many others:\n%s", l.file, l.counts, version, strings.Join(unread, "\n"))
		return
	}
	t.Logf("%s is of %q; not read in %s:\n%s", l.file, l.counts, version, strings.Join(unread, "\n"))
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
