// Package stepfuncs has run states that are functions.
package stepfuncs

import "sync"

// TaskStop is the reason for an internal stop.
type TaskStop interface{ Killable() bool }

type vforkStop struct{}

func (*vforkStop) Killable() bool { return true }

type SignalHandlers struct{ mu sync.Mutex }

type Task struct {
	// sh.mu is the signal mutex of the task.
	sh   *SignalHandlers
	next step

	// stop is protected by the signal mutex.
	stop TaskStop
}

// step is what a task does next.
type step func(t *Task) step

func (t *Task) Start() { go t.run() }

// run is the task goroutine.
func (t *Task) run() {
	for t.next != nil {
		t.next = t.next(t)
	}
}

// beginInternalStop begins s.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) beginInternalStop(s TaskStop) {
	t.sh.mu.Lock()
	defer t.sh.mu.Unlock()
	t.stop = s
}

func fork(t *Task) step {
	t.beginInternalStop((*vforkStop)(nil))
	return forked
}

func impatient(t *Task) step {
	t.beginInternalStop((*vforkStop)(nil))
	return forked(t) // want `forked runs the next state before the stop begun on t takes effect`
}

func forked(t *Task) step {
	if t.sh == nil {
		return nil
	}
	return func(t *Task) step {
		t.beginInternalStop((*vforkStop)(nil))
		return nil // want `nil is returned as the next state while a stop begun on t is in force`
	}
}

// describe takes a task, too, and returns no step.
func describe(t *Task) error {
	t.beginInternalStop((*vforkStop)(nil))
	return nil
}
