package kernel

// This file is the protocol itself. Who calls what:
//
//   - A task goroutine begins an internal stop on its own task with
//     Task.beginInternalStop or Task.beginInternalStopLocked, and then returns
//     to the run loop. The stop takes effect there and nowhere else: a run
//     state that blocks, or that calls another run state's execute, after it
//     began a stop runs on in spite of it. The task needs no interrupt, since
//     its goroutine is evidently not blocked.
//
//   - Any goroutine ends an internal stop that it knows to be its to end with
//     Task.endInternalStopLocked. It knows by looking at Task.stop, which is
//     why the signal mutex must be locked before and stay locked.
//
//   - Any goroutine begins and ends external stops on any task with
//     Task.BeginExternalStop and Task.EndExternalStop, and on all tasks with
//     the same methods of TaskSet. The task goroutine may be blocked or
//     execute guest code, so beginning an external stop interrupts it.

import (
	"errors"
	"fmt"
	"math"
)

// A TaskStop is an internal stop: a condition that keeps a task goroutine from
// running, named so that whoever ends it can tell that it is the one.
//
// Implementations are pointers. A stop without data is a nil pointer of its
// type, which is recognised by type:
//
//	type lunchStop struct{}
//
//	func (*lunchStop) Killable() bool { return false }
//
//	t.beginInternalStop((*lunchStop)(nil))
//	…
//	if _, ok := t.stop.(*lunchStop); ok {
//		t.endInternalStopLocked()
//	}
//
// A value, lunchStop{}, is never recognised by this type assertion, and the
// task stays stopped. Nor does it help to compare &lunchStop{} with another
// such pointer: they may or may not be equal.
//
// A stop with data is a pointer to it, &T{…}, kept by whoever has to name that
// very stop again. Restoring a kernel restores both properties: a nil pointer
// of the same type, and one pointer wherever there was one pointer.
type TaskStop interface {
	// Killable returns true if killing the task ends the stop.
	//
	// Preconditions: The signal mutex must be locked.
	Killable() bool
}

// beginInternalStop begins the internal stop s on t.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - t must not be in an internal stop.
//   - The signal mutex must not be locked.
func (t *Task) beginInternalStop(s TaskStop) {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// beginInternalStopLocked is equivalent to beginInternalStop for a caller
// that locked the signal mutex.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - t must not be in an internal stop.
//   - The signal mutex must be locked.
func (t *Task) beginInternalStopLocked(s TaskStop) {
	if t.stop != nil {
		panic(fmt.Sprintf("task %d: beginning internal stop %#v in internal stop %#v", t.tid, s, t.stop))
	}
	t.beginStopLocked()
	t.stop = s
}

// endInternalStopLocked ends the internal stop that t is in, and does not wait
// until t runs. It is up to the caller to know that this is the stop it means
// to end.
//
// Preconditions:
//   - The signal mutex must be locked.
//   - t must be in an internal stop.
func (t *Task) endInternalStopLocked() {
	if t.stop == nil {
		panic(fmt.Sprintf("task %d: ending an internal stop, but none is in force", t.tid))
	}
	t.stop = nil
	// Nobody notifies a task in an internal stop of a signal (see
	// canReceiveSignalLocked), so t has to look for those that came meanwhile.
	if (t.pending|t.tg.pending)&^t.signalMask != 0 {
		t.interrupt()
	}
	t.endStopLocked()
}

// BeginExternalStop begins an external stop on t. It does not wait for t's
// task goroutine to stop.
//
// Preconditions: The signal mutex must not be locked.
func (t *Task) BeginExternalStop() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.beginStopLocked()
	t.interrupt()
}

// EndExternalStop ends an external stop that Task.BeginExternalStop began. It
// does not wait for t's task goroutine to run.
//
// Preconditions: The signal mutex must not be locked.
func (t *Task) EndExternalStop() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.endStopLocked()
}

// beginStopLocked counts one more stop in force on t.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) beginStopLocked() {
	n := t.stopCount.Load()
	if n == math.MaxInt32 {
		panic(fmt.Sprintf("task %d: beginning a stop overflows stop count %d", t.tid, n))
	}
	t.stopCount.Store(n + 1)
}

// endStopLocked counts one stop less in force on t, and wakes t's task
// goroutine if it was the last.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endStopLocked() {
	n := t.stopCount.Load()
	if n == 0 {
		panic(fmt.Sprintf("task %d: ending a stop, but stop count is 0", t.tid))
	}
	t.stopCount.Store(n - 1)
	if n == 1 {
		t.endStopCond.Signal()
	}
}

// BeginExternalStop begins an external stop on all present and future tasks
// of ts. It does not wait for task goroutines to stop.
//
// Preconditions: Neither ts.mu nor any signal mutex may be locked.
func (ts *TaskSet) BeginExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.stopCount == math.MaxInt32 {
		panic(fmt.Sprintf("task set: beginning a stop overflows stop count %d", ts.stopCount))
	}
	ts.stopCount++
	for t := range ts.Root.tids {
		t.tg.signalHandlers.mu.Lock()
		t.beginStopLocked()
		t.tg.signalHandlers.mu.Unlock()
		t.interrupt()
	}
}

// EndExternalStop ends an external stop that TaskSet.BeginExternalStop began.
// It does not wait for task goroutines to run.
//
// Preconditions: Neither ts.mu nor any signal mutex may be locked.
func (ts *TaskSet) EndExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.stopCount == 0 {
		panic("task set: ending a stop, but stop count is 0")
	}
	ts.stopCount--
	for t := range ts.Root.tids {
		t.tg.signalHandlers.mu.Lock()
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

// errNotStopped is returned if tasks run that must not.
var errNotStopped = errors.New("kernel: not paused")

// PullFullState copies the registers of every task from the context that
// executes its guest code to where the kernel may read them.
//
// It returns an error, and does nothing, if no external stop on ts is in
// force or if a task goroutine has yet to park.
//
// Preconditions:
//   - The kernel must be paused.
//   - ts.mu must not be locked.
func (ts *TaskSet) PullFullState() error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.pullFullStateLocked()
}

// pullFullStateLocked is equivalent to PullFullState for a caller that locked
// ts.mu.
//
// Preconditions:
//   - The kernel must be paused.
//   - ts.mu must be locked.
func (ts *TaskSet) pullFullStateLocked() error {
	if ts.stopCount == 0 || ts.accounts.runningCount() != 0 {
		return errNotStopped
	}
	for t := range ts.Root.tids {
		t.mu.Lock()
		t.regs = t.p.regs
		t.mu.Unlock()
	}
	return nil
}

// isExternallyStopped returns true if an external stop on ts is in force.
//
// Preconditions: ts.mu must not be locked.
func (ts *TaskSet) isExternallyStopped() bool {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	return ts.stopCount > 0
}
