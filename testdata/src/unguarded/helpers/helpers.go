// Package helpers accesses protected fields in functions that are called with
// the mutex held, or should be.
package helpers

import "sync"

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int

	// m is protected by mu.
	m int

	// k is protected by mu.
	k int
}

// set is called with the mutex nearly everywhere.
func (t *task) set(n int) { t.n = n }

func (t *task) One() {
	t.mu.Lock()
	t.set(1)
	t.mu.Unlock()
}

func (t *task) Two() {
	t.mu.Lock()
	t.set(2)
	t.mu.Unlock()
	t.set(3) // want `t.set called after t.mu is unlocked: it writes t.n`
}

// outer is on the way to set.
func (t *task) outer() { t.set(4) }

func (t *task) Three() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.outer()
}

// wild is called without the mutex nearly everywhere: the mistake is its own.
func (t *task) wild() {
	t.m = 1 // want `t.m written without t.mu held`
}

func (t *task) Four() { t.wild() }

func (t *task) Five() { t.wild() }

func (t *task) Six() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wild()
}

// bumpLocked says by its name that it is to be called with the mutex.
func (t *task) bumpLocked() { t.k++ }

func (t *task) Seven() {
	t.bumpLocked() // want `t.bumpLocked called without t.mu held: it writes t.k`
}

func (t *task) Eight() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bumpLocked()
}

// documented needs the mutex.
//
// Preconditions: t.mu must be locked.
func (t *task) documented() { t.k = 0 }

// Nine is the business of unlockedcall.
func (t *task) Nine() { t.documented() }

// reset needs the mutex only if its argument says so.
func (t *task) reset(all bool) {
	if all {
		t.k = 0
	}
}

func (t *task) Ten() {
	t.reset(false)
	t.mu.Lock()
	t.reset(true)
	t.mu.Unlock()
}

func (t *task) Eleven() {
	t.reset(true) // want `t.reset called without t.mu held: it writes t.k`
}

// Through runs what it is given with the mutex held.
func (t *task) through(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

func (t *task) Twelve() {
	t.through(func() { t.n = 5 })
}

// A handler is told of changes with the mutex held.
type handler interface{ changed(t *task) }

type counter struct{}

func (counter) changed(t *task) { t.n++ }

func (t *task) Tell(h handler) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h.changed(t)
}

// A listener is told of more.
type listener interface {
	bumped(t *task)
	closed()
}

// Defaults is for listeners to embed: it is none by itself.
type Defaults struct{}

func (Defaults) bumped(t *task) { t.n++ }

func (t *task) Bump(l listener) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l.bumped(t)
}
