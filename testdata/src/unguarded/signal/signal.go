// Package signal has a mutex that is locked by a function that returns its
// owner.
package signal

import (
	"sync"
	"sync/atomic"
)

type handlers struct{ mu sync.Mutex }

type group struct {
	// n is protected by the signal mutex.
	n int

	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of
	// the group's tasks.
	signalHandlers *handlers

	current atomic.Pointer[handlers]
}

// signalLock locks the signal mutex and returns its owner.
func (tg *group) signalLock() *handlers {
	for {
		sh := tg.current.Load()
		sh.mu.Lock()
		if sh == tg.current.Load() {
			return sh
		}
		sh.mu.Unlock()
	}
}

type task struct {
	tg *group

	// stop is protected by the signal mutex.
	stop int
}

func (t *task) Held() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stop = 1
}

func (t *task) After() {
	sh := t.tg.signalLock()
	sh.mu.Unlock()
	t.stop = 1 // want `t.stop written after the signal mutex \(handlers.mu\) is unlocked`
}

func (t *task) Before() {
	t.stop = 1 // want `t.stop written before the signal mutex \(handlers.mu\) is locked`
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stop = 2
}

// Sibling accesses another task, whose signal mutex may be the same.
func (t *task) Sibling(u *task) {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	u.stop = 1
}

func (tg *group) After() {
	sh := tg.signalLock()
	sh.mu.Unlock()
	tg.n = 1 // want `tg.n written after the signal mutex \(tg.signalHandlers.mu\) is unlocked`
}

func (tg *group) Before() {
	tg.n = 1 // want `tg.n written before the signal mutex \(tg.signalHandlers.mu\) is locked`
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	tg.n = 2
}
