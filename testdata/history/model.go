// Package history has the shapes of the mistakes that were made with the stop
// protocol in its history, each before and after it was mended. What is found in
// a function whose name begins with before is listed above it; in the others,
// nothing may be found.
//
// Lock order:
//
//	TTY.mu
//	  TaskSet.mu
//	    SignalHandlers.mu
package history

import (
	"sync"
	"sync/atomic"
)

// TaskStop is the reason for an internal stop.
type TaskStop interface{ Killable() bool }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

// SignalHandlers may be shared by several thread groups.
type SignalHandlers struct{ mu sync.Mutex }

// copyForExec returns handlers that nobody shares.
func (sh *SignalHandlers) copyForExec() *SignalHandlers { return &SignalHandlers{} }

// TaskSet is the set of all tasks.
type TaskSet struct {
	mu sync.RWMutex // the TaskSet mutex

	// count is protected by mu.
	count int
}

// remove forgets t.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (ts *TaskSet) remove(t *Task) { ts.count-- }

// find looks for a task.
//
// Preconditions: The TaskSet mutex must be locked.
func (ts *TaskSet) find(id int) *Task { return nil }

// BeginExternalStop stops all tasks.
func (ts *TaskSet) BeginExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.count++
}

// EndExternalStop ends a stop that BeginExternalStop began.
func (ts *TaskSet) EndExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.count--
}

// ThreadGroup is a group of tasks.
type ThreadGroup struct {
	ts *TaskSet

	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of the
	// group's tasks. The pointer is protected by ts.mu.
	signalHandlers *SignalHandlers

	// lockable equals signalHandlers, and may be read anywhere. It is there for
	// signalLock, which must not lock ts.mu with the signal mutex held.
	lockable atomic.Pointer[SignalHandlers]
}

// signalLock locks the signal mutex of tg, whichever it is.
func (tg *ThreadGroup) signalLock() *SignalHandlers {
	sh := tg.lockable.Load()
	for {
		sh.mu.Lock()
		now := tg.lockable.Load()
		if now == sh {
			return sh
		}
		sh.mu.Unlock()
		sh = now
	}
}

// handlers returns the signal handlers that tg has now.
func (tg *ThreadGroup) handlers() *SignalHandlers {
	tg.ts.mu.RLock()
	defer tg.ts.mu.RUnlock()
	return tg.signalHandlers
}

// exec replaces the handlers of tg.
func (tg *ThreadGroup) exec() {
	tg.ts.mu.Lock()
	defer tg.ts.mu.Unlock()
	tg.signalHandlers = tg.signalHandlers.copyForExec()
	tg.lockable.Store(tg.signalHandlers)
}

// TTY is a terminal.
type TTY struct {
	mu sync.Mutex

	// tg is the group that the terminal controls. It is protected by mu.
	tg *ThreadGroup
}

// Task is a thread of the guest.
type Task struct {
	tg    *ThreadGroup
	state taskRunState

	// stop is protected by the signal mutex.
	stop TaskStop

	// stopPending is protected by the signal mutex.
	stopPending bool

	// killed is protected by the signal mutex.
	killed bool

	// exitCode is protected by the signal mutex.
	exitCode int
}

// taskRunState is what a task does next.
type taskRunState interface {
	// execute runs on the task goroutine of t.
	execute(t *Task) taskRunState
}

// Start starts the task goroutine.
func (t *Task) Start() { go t.run() }

func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

// beginInternalStopLocked begins s.
//
// Preconditions:
//   - The signal mutex must be locked.
//   - The caller must be running on the task goroutine.
func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

// endInternalStopLocked ends the stop in force.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endInternalStopLocked() { t.stop = nil }

// pend asks t to stop, or takes that back.
func (t *Task) pend(yes bool) {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stopPending = yes
}

// killedLocked reports whether t is to exit.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) killedLocked() bool { return t.killed }
