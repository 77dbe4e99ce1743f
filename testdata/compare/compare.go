// Package compare has one mistake in each of its functions that are no methods,
// to compare linters by. Their comments say what is wrong, and which linters
// besides stoplint find it.
package compare

import (
	"errors"
	"sync"
	"sync/atomic"
)

// TaskStop is the reason for an internal stop.
type TaskStop interface {
	// Killable reports whether a kill may end the stop early.
	Killable() bool
}

// SignalHandlers is the signal state of a process.
type SignalHandlers struct{ mu sync.Mutex }

// Task is one thread of the guest.
type Task struct {
	handlers *SignalHandlers

	// stop is protected by handlers.mu.
	stop TaskStop

	// runs is protected by handlers.mu.
	//
	// +checklocks:handlers.mu
	runs int

	stopCount atomic.Int32
}

// endInternalStopLocked ends the stop in force.
//
// Preconditions: t.handlers.mu must be locked.
func (t *Task) endInternalStopLocked() { t.stop = nil }

// annotated ends the stop in force.
//
// +checklocks:t.handlers.mu
func (t *Task) annotated() { t.stop = nil }

// beginInternalStopLocked begins a stop.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - t.handlers.mu must be locked.
func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

// beginInternalStop begins a stop.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - t.handlers.mu must not be locked.
func (t *Task) beginInternalStop(s TaskStop) {
	t.handlers.mu.Lock()
	defer t.handlers.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// BeginExternalStop begins an external stop.
func (t *Task) BeginExternalStop() { t.stopCount.Add(1) }

// EndExternalStop ends an external stop that BeginExternalStop began.
func (t *Task) EndExternalStop() { t.stopCount.Add(-1) }

// GroupStop is the stop of a task in a group stop.
type GroupStop struct{}

// Killable implements [TaskStop].
func (*GroupStop) Killable() bool { return true }

// Prose has a call without the mutex that the doc comment asks for.
//
// Found by: none.
func Prose(t *Task) {
	t.endInternalStopLocked()
}

// Annotation has a call without the mutex that an annotation asks for.
//
// Found by: checklocks.
func Annotation(t *Task) {
	t.annotated()
}

// Spawned has the same in a goroutine that is started with the mutex held.
//
// Found by: none.
func Spawned(t *Task) {
	t.handlers.mu.Lock()
	go t.annotated()
	t.handlers.mu.Unlock()
}

// LockedTwice has a mutex locked twice.
//
// Found by: checklocks, staticcheck.
func LockedTwice(t *Task) {
	t.handlers.mu.Lock()
	t.handlers.mu.Lock()
	t.handlers.mu.Unlock()
}

// SelfDeadlock has a call of a function that locks the mutex, with the mutex held.
//
// Found by: none.
func SelfDeadlock(t *Task) {
	t.handlers.mu.Lock()
	t.beginInternalStop((*GroupStop)(nil))
	t.handlers.mu.Unlock()
}

// UnlockedTwice has a mutex unlocked twice.
//
// Found by: checklocks.
func UnlockedTwice(t *Task) {
	t.handlers.mu.Lock()
	t.stop = nil
	t.handlers.mu.Unlock()
	t.handlers.mu.Unlock()
}

// Replaced has a mutex unlocked whose owner was replaced since it was locked.
//
// Found by: none.
func Replaced(t *Task) {
	t.handlers.mu.Lock()
	t.handlers = new(SignalHandlers)
	t.handlers.mu.Unlock()
}

// NewPointer has a stop begun as a pointer that need not equal any other.
//
// Found by: none.
func NewPointer(t *Task) {
	t.beginInternalStop(&GroupStop{})
}

// Unended has an external stop that one path does not end.
//
// Found by: none.
func Unended(t *Task, save func(*Task) error) error {
	t.BeginExternalStop()
	if err := save(t); err != nil {
		return err
	}
	t.EndExternalStop()
	return nil
}

// OffTask has an internal stop begun on a goroutine that is not the task's.
//
// Found by: none.
func OffTask(t *Task) {
	go t.beginInternalStop((*GroupStop)(nil))
}

// LeakedOnError has a mutex that an error return does not unlock.
//
// Found by: checklocks.
func LeakedOnError(t *Task) error {
	t.handlers.mu.Lock()
	if t.stop == nil {
		return errors.New("not stopped")
	}
	t.stop = nil
	t.handlers.mu.Unlock()
	return nil
}

// Leaked has a mutex that a function keeps locked if a parameter says so.
//
// Found by: checklocks.
func Leaked(t *Task, early bool) {
	t.handlers.mu.Lock()
	t.stop = nil
	if early {
		return
	}
	t.handlers.mu.Unlock()
}

// Field has a field accessed without the mutex that an annotation asks for.
//
// Found by: checklocks.
func Field(t *Task) {
	t.runs++
}
