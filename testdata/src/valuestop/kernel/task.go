// Package kernel holds the fixtures of valuestop that are shaped like a
// kernel's task stop protocol and need no directives.
package kernel

import "sync"

// A TaskStop is a condition that stops a task.
type TaskStop interface {
	// Killable returns true if a kill may end the stop early.
	Killable() bool
}

type signalHandlers struct {
	mu sync.Mutex
}

type threadGroup struct {
	signalHandlers *signalHandlers
	tasks          []*Task
}

// Task is a thread of the guest.
type Task struct {
	tg *threadGroup

	// stop is the internal stop in force, or nil.
	//
	// stop is protected by the signal mutex.
	stop TaskStop

	stopCount int
}

// beginInternalStop begins an internal stop.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// beginInternalStopLocked is beginInternalStop for callers that hold the
// signal mutex.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) beginInternalStopLocked(s TaskStop) {
	if t.stop != nil {
		panic("a stop is in force")
	}
	t.stop = s
	t.stopCount++
}

// endInternalStopLocked ends the internal stop in force.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endInternalStopLocked() {
	t.stop = nil
	t.stopCount--
}
