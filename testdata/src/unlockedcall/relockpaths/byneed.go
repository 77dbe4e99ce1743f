package relockpaths

import "sync"

type store struct{ mu sync.RWMutex }

type backend struct{ store *store }

// Preconditions: store.mu must be locked.
func (b *backend) fetch() bool { return b.store != nil }

type entry struct {
	store   *store
	backend *backend
	kind    int
}

// refill needs the mutex by way of the backend, and lets go of it in between by
// its own way to it.
func (e *entry) refill() {
	for !e.backend.fetch() {
		e.store.mu.RUnlock()
		e.wait()
		e.store.mu.RLock()
	}
}

func (e *entry) wait() {}

func (e *entry) Refill() {
	e.store.mu.RLock()
	e.refill()
	e.store.mu.RUnlock()
}

// scan locks the mutex itself, however its backend is called.
func (e *entry) scan() {
	e.store.mu.RLock()
	e.backend.fetch()
	e.store.mu.RUnlock()
}

func (e *entry) Scan() {
	e.store.mu.RLock()
	e.scan() // want `e\.scan called with e\.store\.mu held: it locks e\.store\.mu itself`
	e.store.mu.RUnlock()
}

// pause locks the mutex on one path, and lets go of it in between for one kind. What
// is amiss on the other path is not the callers' fault.
//
// MISS: the unlock on the path without the lock.
func (e *entry) pause() {
	if e.backend != nil {
		e.store.mu.RLock()
		defer e.store.mu.RUnlock()
	}
	if e.kind == 2 {
		e.store.mu.RUnlock()
		e.wait()
		e.store.mu.RLock()
	}
}

func (e *entry) Pause() { e.pause() }

// pauseUnless leaves it to its callers to lock the mutex.
func (e *entry) pauseUnless(locked bool) {
	if !locked {
		e.store.mu.RLock()
		defer e.store.mu.RUnlock()
	}
	e.store.mu.RUnlock()
	e.wait()
	e.store.mu.RLock()
}

func (e *entry) PauseUnless() {
	e.pauseUnless(false)
	e.pauseUnless(true) // want `e\.pauseUnless called without e\.store\.mu held: it calls e\.store\.mu\.RUnlock`
}

// drain lets go of the mutex again and again, and never has it otherwise than from
// its callers.
func (e *entry) drain() {
	for e.kind > 0 {
		e.store.mu.RUnlock()
		e.wait()
		e.store.mu.RLock()
	}
}

func (e *entry) Drain() {
	e.drain() // want `e\.drain called without e\.store\.mu held: it calls e\.store\.mu\.RUnlock`
}
