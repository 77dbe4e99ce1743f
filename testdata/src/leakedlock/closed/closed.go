// Package closed has a mutex that only the package can unlock.
package closed

import (
	"errors"
	"sync"
)

var errBusy = errors.New("busy")

// Queue is a queue.
type Queue struct {
	// mu protects n.
	mu sync.Mutex

	// n is protected by mu.
	n      int
	closed bool
}

// lenLocked returns the length.
//
// Preconditions: q.mu must be locked.
func (q *Queue) lenLocked() int { return q.n }

func (q *Queue) Len() int {
	q.mu.Lock()
	n := q.lenLocked()
	return n // want `q.mu is still locked when this returns: it stays locked`
}

func (q *Queue) Get() (int, error) {
	q.mu.Lock()
	if q.lenLocked() == 0 {
		q.mu.Unlock()
		return 0, errBusy
	}
	return q.n, nil // want `q.mu is still locked when this returns: it stays locked`
}

func (q *Queue) Close() {
	q.mu.Lock()
	if q.closed {
		return // want `q.mu is still locked when this returns: it stays locked`
	}
	q.closed = true
	q.mu.Unlock()
}

// MISS: a function without a result may lock the mutex for good.
func (q *Queue) freeze() {
	q.mu.Lock()
	q.closed = true
}

// lock is an acquirer, as its caller shows.
func (q *Queue) lock() *int {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return nil
	}
	return &q.n
}

func (q *Queue) useLock() {
	if n := q.lock(); n != nil {
		*n++
		q.mu.Unlock()
	}
}

// Set has its mutex unlocked by others.
type Set struct {
	// mu protects n.
	mu sync.Mutex

	// n is protected by mu.
	n      int
	closed bool
}

// MISS: begin and End look like a pair.
func (s *Set) Begin() {
	s.mu.Lock()
	if s.closed {
		return
	}
	s.mu.Unlock()
}

// End ends what Begin began.
func (s *Set) End() {
	if s.closed {
		s.mu.Unlock()
	}
}

func (s *Set) Leak() error {
	s.mu.Lock()
	if s.n > 3 {
		return errBusy // want `s.mu is still locked when this returns: it stays locked`
	}
	s.mu.Unlock()
	return nil
}

// Cleanup is a list of what is to be done.
type Cleanup struct{ fns []func() }

// Add adds f.
func (c *Cleanup) Add(f func()) { c.fns = append(c.fns, f) }

func (q *Queue) addsUnlock(c *Cleanup) int {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return 0
	}
	c.Add(func() { q.mu.Unlock() })
	return q.n
}
