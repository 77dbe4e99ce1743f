// Package kernel is a miniature of a sandbox's kernel, for a tour of stoplint.
// Each mistake in it stands beside the code that does the same thing right.
package kernel

import "sync"

// TaskStop is the reason for an internal stop of a task.
type TaskStop interface {
	// Killable reports whether a kill may end the stop early.
	Killable() bool
}

// SignalHandlers is the signal state that the thread groups of a process share.
type SignalHandlers struct {
	mu sync.Mutex
}

// ThreadGroup is a group of tasks.
type ThreadGroup struct {
	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of
	// the group's tasks.
	signalHandlers *SignalHandlers
	tasks          []*Task

	mu sync.Mutex // locked before the signal mutex

	// stopped counts the group stops begun. It is protected by mu.
	stopped int
}

// Task is one thread of the guest, driven by one goroutine.
type Task struct {
	tg *ThreadGroup

	// stop is the internal stop in force, or nil. It is protected by the
	// signal mutex.
	stop TaskStop

	// stopCount is the number of stops in force. It is protected by the
	// signal mutex.
	stopCount int
	resumed   sync.Cond

	// asked says that t is to begin a group stop. It is protected by the signal
	// mutex.
	asked bool
}

// beginInternalStopLocked puts s in force.
//
// Preconditions:
//   - The signal mutex must be locked.
//   - The caller must be running on the task goroutine.
func (t *Task) beginInternalStopLocked(s TaskStop) {
	if t.stop != nil {
		panic("a stop is in force already")
	}
	t.stop = s
	t.stopCount++
}

// endInternalStopLocked ends the stop in force.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endInternalStopLocked() {
	if t.stop == nil {
		panic("no stop is in force")
	}
	t.stop = nil
	t.stopCount--
	if t.stopCount == 0 {
		t.resumed.Signal()
	}
}

// doStop waits until no stop is in force.
func (t *Task) doStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	for t.stopCount > 0 {
		t.resumed.Wait()
	}
}
