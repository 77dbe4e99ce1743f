// Package tasks declares the protocol that other packages use.
package tasks

import "sync"

// SignalHandlers holds signal actions.
type SignalHandlers struct {
	Mu sync.Mutex
}

// Set is the set of all tasks.
type Set struct {
	Mu   sync.RWMutex
	Root *Task
}

// Task is a thread of the guest.
type Task struct {
	// Handlers.Mu (hereafter "the signal mutex") protects stops.
	Handlers *SignalHandlers

	// Mu protects Name.
	Mu   sync.Mutex
	Name string

	Set *Set

	// stops is protected by the signal mutex.
	stops int
}

// StopLocked begins a stop.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) StopLocked() { t.stops++ }

// RenameLocked sets the name.
//
// Preconditions: t.Mu must be locked.
func (t *Task) RenameLocked(name string) { t.Name = name }

// ReplaceLocked replaces the root.
//
// Preconditions: s.Mu must be locked for writing.
func (s *Set) ReplaceLocked(t *Task) { s.Root = t }

// StopTaskLocked is a function with a contract about its parameter.
//
// Preconditions: t's signal mutex must be locked.
func StopTaskLocked(t *Task) { t.StopLocked() }

// Stop locks for itself.
func (t *Task) Stop() {
	t.Handlers.Mu.Lock()
	defer t.Handlers.Mu.Unlock()
	t.StopLocked()
}

// LockSignals locks the signal mutex and returns its owner.
func (t *Task) LockSignals() *SignalHandlers {
	h := t.Handlers
	h.Mu.Lock()
	return h
}

// Acquire takes the signal mutex for its caller.
func (t *Task) Acquire() { t.Handlers.Mu.Lock() }

// Release lets go of the signal mutex for its caller.
func (t *Task) Release() { t.Handlers.Mu.Unlock() }

// TryAcquire reports whether it took the signal mutex.
func (t *Task) TryAcquire() bool { return t.Handlers.Mu.TryLock() }

// AcquireChecked takes the signal mutex unless it fails.
func (t *Task) AcquireChecked() error {
	t.Handlers.Mu.Lock()
	if t.stops < 0 {
		t.Handlers.Mu.Unlock()
		return errGone
	}
	return nil
}

// Each calls f at once, for each task.
func (s *Set) Each(f func(*Task)) { f(s.Root) }

// Later keeps f and calls it with nothing held.
func (s *Set) Later(f func()) {
	go f()
}

// ParkLocked has a need that is written nowhere.
func (t *Task) ParkLocked() { t.StopLocked() }

// Stopper is anything that stops.
type Stopper interface {
	// HaltLocked stops it.
	//
	// Preconditions: The signal mutex must be locked.
	HaltLocked()
}

// Fatal never returns.
func Fatal(msg string) {
	panic(msg)
}

type goneError struct{}

func (goneError) Error() string { return "gone" }

var errGone error = goneError{}
