package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"honnef.co/go/tools/lintcmd/cache"
)

// TestStoreAfterFailure makes the cache directory unusable between two writes,
// as a disk that fills up would.
func TestStoreAfterFailure(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	t.Setenv("STOPLINT_CACHE", dir)
	var stderr bytes.Buffer
	s, err := openStore(&stderr, func() bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	first, second, third := cache.ActionID{1}, cache.ActionID{2}, cache.ActionID{3}
	put(t, s, first, "one")
	check(t, s, first, "one")
	if stderr.Len() > 0 {
		t.Errorf("complaint %q", &stderr)
	}

	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	put(t, s, second, "two")
	put(t, s, third, "three")
	check(t, s, second, "two")
	check(t, s, third, "three")
	if _, _, err := cache.GetFile(s, cache.ActionID{4}); err == nil {
		t.Error("found what was never put")
	}
	if n := strings.Count(stderr.String(), "results are not kept"); n != 1 {
		t.Errorf("%d complaints: %q", n, &stderr)
	}

	passing := s.dir
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(passing); !os.IsNotExist(err) {
		t.Errorf("%s is left behind: %v", passing, err)
	}
}

func put(t *testing.T, s *store, id cache.ActionID, text string) {
	t.Helper()
	out, _, err := s.Put(id, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(s.OutputFile(out)); err != nil || string(got) != text {
		t.Errorf("output file holds %q, %v", got, err)
	}
}

func check(t *testing.T, s *store, id cache.ActionID, want string) {
	t.Helper()
	file, _, err := cache.GetFile(s, id)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("stored %q, got %q, %v", want, got, err)
	}
}
