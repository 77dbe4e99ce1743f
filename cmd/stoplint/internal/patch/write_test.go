package patch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	put(t, a, "old a", 0o640)
	put(t, b, "old b", 0o755)
	link := filepath.Join(dir, "link")
	if err := os.Symlink("b", link); err != nil {
		t.Fatal(err)
	}
	if err := Write([]File{file(a, "old a", "new a"), file(link, "old b", "new b")}); err != nil {
		t.Fatal(err)
	}
	holds(t, a, "new a", 0o640)
	holds(t, b, "new b", 0o755)
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v %v", info, err)
	}
	alone(t, dir, 3)
}

// If one file cannot be written, none is.
func TestWriteNothing(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for _, test := range []struct {
		name  string
		files []File
		want  string
	}{
		{"changed", []File{file(a, "old a", "new a"), file(b, "older b", "new b")}, "b has changed on disk"},
		{"missing", []File{file(a, "old a", "new a"), file(filepath.Join(dir, "c"), "", "new c")}, "no such file"},
		{"no directory", []File{file(a, "old a", "new a"), file(filepath.Join(dir, "d", "c"), "", "new c")}, "no such file"},
	} {
		put(t, a, "old a", 0o600)
		put(t, b, "old b", 0o644)
		if err := Write(test.files); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
		holds(t, a, "old a", 0o600)
		holds(t, b, "old b", 0o644)
		alone(t, dir, 2)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a")
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		holds(t, name, text, 0o644)
	}
	alone(t, dir, 1)
	if err := WriteFile(filepath.Join(dir, "nosuch", "a"), nil); err == nil {
		t.Error("written into a directory that is not there")
	}
}

func file(name, old, new string) File { return File{name, []byte(old), []byte(new)} }

func put(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != text || info.Mode().Perm() != mode {
		t.Errorf("%s holds %q with mode %v, want %q with %v", name, got, info.Mode(), text, mode)
	}
}

// alone checks that no temporary file is left.
func alone(t *testing.T, dir string, n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != n {
		t.Errorf("%d files, want %d: %v %v", len(entries), n, entries, err)
	}
}
