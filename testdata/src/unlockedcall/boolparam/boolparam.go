// Package boolparam has functions that are told by a parameter whether their
// caller holds the mutex.
package boolparam

import "sync"

// kill stops t. locked says whether the caller holds the signal mutex.
func (t *Task) kill(locked bool) {
	if !locked {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
	}
	t.stopLocked()
}

func (t *Task) KillRight() {
	t.kill(false)
	t.tg.signalHandlers.mu.Lock()
	t.kill(true)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) KillClaimingTooMuch() {
	t.kill(true) // want `t\.kill called without the signal mutex .* held`
}

// killAndWake passes on what it was told.
func (t *Task) killAndWake(locked bool) {
	t.kill(locked)
	t.interrupt()
}

func (t *Task) KillPassedOnRight() {
	t.killAndWake(false)
	t.tg.signalHandlers.mu.Lock()
	t.killAndWake(true)
	t.tg.signalHandlers.mu.Unlock()
}

// resume unlocks before it returns if it locked, without a defer.
func (t *Task) resume(haveMutex bool) {
	if !haveMutex {
		t.tg.signalHandlers.mu.Lock()
	}
	t.endStopLocked()
	if !haveMutex {
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ResumeRight() {
	t.resume(false)
	t.tg.signalHandlers.mu.Lock()
	t.resume(true)
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ResumeClaimingTooMuch() {
	t.tg.signalHandlers.mu.Lock()
	t.pending = nil
	t.tg.signalHandlers.mu.Unlock()
	t.resume(true) // want `t\.resume called without the signal mutex .* held`
}

func (t *Task) ResumeClaimingTooLittle() {
	t.tg.signalHandlers.mu.Lock()
	t.resume(false) // want `t\.resume called with the signal mutex .* held`
	t.tg.signalHandlers.mu.Unlock()
}

// Stop is exported: nobody knows what its callers pass, so nothing is proved.
func (t *Task) Stop(locked bool) {
	if !locked {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
	}
	t.stopLocked()
}

// StopQuietly has a parameter that says nothing about the mutex: the lock is
// skipped where the call is not.
func (t *Task) StopQuietly(quiet bool) {
	t.interrupt()
	if !quiet {
		t.tg.signalHandlers.mu.Lock()
		t.pending = nil
		t.tg.signalHandlers.mu.Unlock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
}

// reap locks the mutex itself if it is told to, and hands on the need for it if
// not.
func (q *queue) reapNoLock(needLock bool) {
	q.dropNoLock(needLock)
	if needLock {
		q.mu.Lock()
		defer q.mu.Unlock()
	}
	q.n--
}

func (q *queue) dropNoLock(needLock bool) {
	if needLock {
		q.mu.Lock()
	}
	q.popLocked()
	if needLock {
		q.mu.Unlock()
	}
}

// Preconditions: q.mu must be locked.
func (q *queue) popLocked() { q.n-- }

func (q *queue) Reap() { q.reapNoLock(true) }

func (q *queue) ReapAll() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reapNoLock(false)
}

func (q *queue) ReapBare() {
	q.reapNoLock(false) // want `q\.reapNoLock called without q\.mu held`
}

type queue struct {
	mu sync.Mutex
	n  int
}
