// Package store has a mutex behind lock operations that are declared.
package store

import "sync"

// Store has state.
type Store struct {
	//stoplint:mutex state
	mu    sync.Mutex
	names []string
}

// Lock locks the state.
//
//stoplint:acquires state
func (s *Store) Lock() { s.mu.Lock() }

// Unlock unlocks the state.
//
//stoplint:releases state
func (s *Store) Unlock() { s.mu.Unlock() }

// Add adds a name.
//
//stoplint:requires state
func (s *Store) Add(name string) { s.names = append(s.names, name) }

// Inc adds a name under the lock.
func (s *Store) Inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Add("")
}

// Do calls f under the lock.
func (s *Store) Do(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
