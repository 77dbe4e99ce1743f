// Package straight accesses protected fields without branches or calls.
package straight

import "sync"

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int

	rw sync.RWMutex

	// level is protected by rw.
	level int // plain
}

func (t *task) Held() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	return t.n
}

func (t *task) Bare() {
	t.n = 1 // want `t.n written without t.mu held`
}

func (t *task) BareRead() int {
	return t.n // want `t.n read without t.mu held`
}

func (t *task) After() {
	t.mu.Lock()
	t.n = 1
	t.mu.Unlock()
	t.n = 2 // want `t.n written after t.mu is unlocked`
	t.n = 3 // the same mistake
}

func (t *task) Before() {
	t.n = 1 // want `t.n written before t.mu is locked`
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = 2
}

func (t *task) ReadBefore() bool {
	if t.n == 0 { // want `t.n read before t.mu is locked`
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n == 1
}

func (t *task) Some() {
	if ready() {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	t.n = 1 // want `t.n written without t.mu held on some paths`
}

// AsTold may be called with the mutex if c is false.
func (t *task) AsTold(c bool) {
	if c {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	t.n = 1 // MISS: it depends on what callers out of sight pass
}

var isReady bool

func ready() bool { return isReady }

func (t *task) Correlated(c bool) {
	if c {
		t.mu.Lock()
	}
	if c {
		t.n = 1
		t.mu.Unlock()
	}
}

func (t *task) Try() {
	if t.mu.TryLock() {
		t.n = 1
		t.mu.Unlock()
	}
}

func (t *task) ReadLocked() int {
	t.rw.RLock()
	defer t.rw.RUnlock()
	return t.level
}

func (t *task) WriteUnderRead() {
	t.rw.RLock()
	defer t.rw.RUnlock()
	t.level = 1 // want `t.level written with t.rw held for reading only`
}

func (t *task) WriteUnderWrite() {
	t.rw.Lock()
	defer t.rw.Unlock()
	t.level = 1
}

// DeferredAfter runs its closure after the unlock: deferred calls run in
// reverse order.
func (t *task) DeferredAfter() {
	defer func() {
		t.n = 0 // want `t.n written without t.mu held`
	}()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = 1
}

func (t *task) DeferredBefore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() {
		t.n = 0
	}()
}

// Loop holds the mutex in its first round only.
func (t *task) Loop(m int) {
	t.mu.Lock()
	for range m {
		t.n++ // MISS: the second round runs without the mutex, the first with it
		if m > 2 {
			t.mu.Unlock()
			t.mu.Lock()
		}
	}
	t.mu.Unlock()
}
