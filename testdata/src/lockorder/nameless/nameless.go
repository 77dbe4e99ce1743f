// Package nameless has mutexes in structs without a name, which are no less
// different for that.
package nameless

import "sync"

type Account struct {
	mu    sync.Mutex
	stats struct {
		sync.Mutex
		n int
	}
}

type Server struct {
	pasi struct {
		sync.Mutex
		m map[string]int
	}
}

func (a *Account) Count() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stats.Lock()
	a.stats.n++
	a.stats.Unlock()
}

func (s *Server) Note(a *Account) {
	s.pasi.Lock()
	defer s.pasi.Unlock()
	a.mu.Lock()
	s.pasi.m[""]++
	a.mu.Unlock()
}
