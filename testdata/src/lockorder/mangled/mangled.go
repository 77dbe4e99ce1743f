// Package mangled writes its lock order down, in a way that gofmt has made tabs of.
//
// Lock order:
//
//	Registry.mu
//		Set.mu
//	  	Task.mu
//	    	Files.mu
//	        Log.mu
package mangled

import "sync"

type Registry struct {
	mu sync.Mutex
	n  int
}

type Set struct {
	mu sync.Mutex
	n  int
}

type Task struct {
	mu sync.Mutex
	n  int
}

type Files struct {
	mu sync.Mutex
	n  int
}

type Log struct {
	mu sync.Mutex
	n  int
}

func right(r *Registry, s *Set, t *Task, f *Files) {
	r.mu.Lock()
	s.mu.Lock()
	t.mu.Lock()
	f.mu.Lock()
	f.n++
	f.mu.Unlock()
	t.mu.Unlock()
	s.mu.Unlock()
	r.mu.Unlock()
}

func filesFirst(s *Set, f *Files) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.mu.Lock() // want `s.mu locked with f.mu held: it must be locked first`
	defer s.mu.Unlock()
	s.n++
}

func taskFirst(s *Set, t *Task) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s.mu.Lock() // want `s.mu locked with t.mu held: it must be locked first`
	defer s.mu.Unlock()
	s.n++
}

// logFirst has two of which it does not show whether one is the inner one.
//
// MISS: spaces alone are no tab.
func logFirst(s *Set, l *Log) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
}
