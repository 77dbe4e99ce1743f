// Package kernel declares what the examples in the documentation of the checks
// use.
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

// TaskSet is the set of all tasks.
type TaskSet struct {
	// mu is locked before any signal mutex.
	mu sync.RWMutex
}

// ThreadGroup is a group of tasks.
type ThreadGroup struct {
	ts *TaskSet

	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of
	// the group's tasks.
	signalHandlers *SignalHandlers
	tasks          []*Task
	leader         *Task

	// stopPending says that the tasks of the group are to stop. It is protected
	// by the signal mutex.
	stopPending bool
}

// stopAll asks all tasks of tg to stop.
func (tg *ThreadGroup) stopAll() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	tg.stopPending = true
}

// resume takes back what stopAll asked for.
func (tg *ThreadGroup) resume() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	tg.stopPending = false
}

// Task is one thread of the guest, driven by one goroutine.
type Task struct {
	tg *ThreadGroup

	// runState is what the task goroutine does next.
	runState taskRunState

	// stop is the internal stop in force, or nil. It is protected by the
	// signal mutex.
	stop TaskStop

	// stopCount is the number of stops in force. It is protected by the
	// signal mutex.
	stopCount int
	resumed   sync.Cond
}

// taskRunState is a state of a task's control flow.
type taskRunState interface {
	// execute runs on the task goroutine of t and returns the next state, or
	// nil to exit.
	execute(t *Task) taskRunState
}

// Start starts the task goroutine of t.
func (t *Task) Start() { go t.run() }

// run is the task goroutine of t.
func (t *Task) run() {
	for t.runState != nil {
		t.doStop()
		t.runState = t.runState.execute(t)
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

// beginInternalStop puts s in force.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// beginInternalStopLocked puts s in force.
//
// Preconditions: Same as beginInternalStop, plus:
//   - The signal mutex must be locked.
func (t *Task) beginInternalStopLocked(s TaskStop) {
	if t.stop != nil {
		panic("a stop is in force already")
	}
	t.stop = s
	t.beginStopLocked()
}

// endInternalStopLocked ends the stop in force.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endInternalStopLocked() {
	if t.stop == nil {
		panic("no stop is in force")
	}
	t.stop = nil
	t.endStopLocked()
}

// BeginExternalStop begins an external stop on t.
func (t *Task) BeginExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginStopLocked()
}

// EndExternalStop ends an external stop on t that BeginExternalStop began.
func (t *Task) EndExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.endStopLocked()
}

// beginStopLocked counts one stop more.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) beginStopLocked() { t.stopCount++ }

// endStopLocked counts one stop less.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endStopLocked() {
	t.stopCount--
	if t.stopCount == 0 {
		t.resumed.Signal()
	}
}

// copyMemory copies the memory of t, which must be stopped.
func (t *Task) copyMemory() error { return nil }
