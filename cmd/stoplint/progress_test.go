package main

import (
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"honnef.co/go/tools/lintcmd/runner"
)

// screen is what a terminal with one line would show.
type screen struct {
	mu      sync.Mutex
	written string
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.written += string(p)
	return len(p), nil
}

func (s *screen) line() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.written[strings.LastIndex(s.written, "\x1b[K")+len("\x1b[K"):]
}

func TestProgressOfLongWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		stop := showProgress(&s, &runner.Stats{})
		time.Sleep(progressDelay - time.Millisecond)
		synctest.Wait()
		if s.written != "" {
			t.Errorf("written early: %q", s.written)
		}
		time.Sleep(10 * progressPeriod)
		synctest.Wait()
		if got, want := s.line(), "stoplint: loading packages"; got != want {
			t.Errorf("line is %q, want %q", got, want)
		}
		stop()
		if got := s.line(); got != "" {
			t.Errorf("line is %q after the end", got)
		}
	})
}

func TestProgressOfShortWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s screen
		stop := showProgress(&s, &runner.Stats{})
		time.Sleep(progressDelay / 2)
		stop()
		time.Sleep(10 * progressDelay)
		if s.written != "" {
			t.Errorf("written: %q", s.written)
		}
	})
}

func TestIsTerminal(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, w := range map[string]io.Writer{"null device": null, "file": file, "buffer": &screen{}} {
		if isTerminal(w) {
			t.Errorf("the %s passes for a terminal", name)
		}
	}
}
