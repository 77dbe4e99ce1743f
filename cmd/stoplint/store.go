package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"honnef.co/go/tools/go/buildid"
	"honnef.co/go/tools/lintcmd/cache"
)

// store keeps facts and results between runs. What cannot be written to the
// cache directory goes to a directory that lives as long as the run, so that
// a full disk or a read-only cache costs time and nothing else. So does what
// must not be kept, because it was computed after something failed.
type store struct {
	kept   *cache.DiskCache // nil if the cache directory cannot be used
	failed func() bool
	stderr io.Writer

	mu       sync.Mutex
	passing  *cache.DiskCache // nil until it is needed
	dir      string           // of passing
	outputs  map[cache.OutputID]bool
	reported bool
}

// openStore opens the cache directory. Entries are bound to the identity of
// the running executable, which decides what every check computes.
func openStore(stderr io.Writer, failed func() bool) (*store, error) {
	salt, err := executableID()
	if err != nil {
		return nil, err
	}
	cache.SetSalt(salt)
	s := &store{failed: failed, stderr: stderr, outputs: make(map[cache.OutputID]bool)}
	s.kept, err = openCacheDir()
	if err != nil {
		s.report(err)
	}
	return s, nil
}

func openCacheDir() (*cache.DiskCache, error) {
	dir := os.Getenv("STOPLINT_CACHE")
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, err
		}
		dir = filepath.Join(base, "stoplint")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return cache.Open(dir)
}

// executableID identifies the code of the running program.
func executableID() ([]byte, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if id, err := buildid.ReadFile(path); err == nil && id != "" {
		return []byte(id), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}

// Get returns the entry of an earlier Put, of this run or another.
func (s *store) Get(id cache.ActionID) (cache.Entry, error) {
	if s.kept != nil {
		if e, err := s.kept.Get(id); err == nil {
			return e, nil
		}
	}
	s.mu.Lock()
	passing := s.passing
	s.mu.Unlock()
	if passing == nil {
		return cache.Entry{}, errNotStored
	}
	return passing.Get(id)
}

var errNotStored = errors.New("not in the cache")

// Put stores what r reads.
func (s *store) Put(id cache.ActionID, r io.ReadSeeker) (cache.OutputID, int64, error) {
	if s.kept != nil && !s.failed() {
		out, size, err := s.kept.Put(id, r)
		if err == nil {
			return out, size, nil
		}
		s.report(err)
	}
	passing, err := s.openPassing()
	if err != nil {
		return cache.OutputID{}, 0, err
	}
	out, size, err := passing.Put(id, r)
	if err == nil {
		s.mu.Lock()
		s.outputs[out] = true
		s.mu.Unlock()
	}
	return out, size, err
}

// OutputFile returns the name of the file that holds an output.
func (s *store) OutputFile(out cache.OutputID) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.outputs[out] {
		return s.passing.OutputFile(out)
	}
	return s.kept.OutputFile(out)
}

// Close drops old entries from the cache directory and what this run alone
// needed.
func (s *store) Close() error {
	if s.kept != nil {
		s.kept.Close()
	}
	if s.dir != "" {
		return os.RemoveAll(s.dir)
	}
	return nil
}

func (s *store) openPassing() (*cache.DiskCache, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.passing != nil {
		return s.passing, nil
	}
	dir, err := os.MkdirTemp("", "stoplint-")
	if err != nil {
		return nil, err
	}
	s.dir = dir
	s.passing, err = cache.Open(dir)
	return s.passing, err
}

// report says once that results will not be kept.
func (s *store) report(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.reported {
		s.reported = true
		fmt.Fprintf(s.stderr, "stoplint: results are not kept for the next run: %v\n", err)
	}
}
