package kernel

import (
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/stoplint/stoplint/reference/guest"
)

// A ThreadGroup is a process: tasks that receive signals together and end
// together.
type ThreadGroup struct {
	// pidns is the namespace of the thread group's tasks. pidns is immutable.
	pidns *PIDNamespace

	// signalHandlers says what the thread group does on a signal. It may be
	// shared with other thread groups.
	//
	// signalHandlers.mu (hereafter "the signal mutex") protects the signal and
	// stop state of all thread groups and tasks that use signalHandlers.
	//
	// The pointer is replaced only when a task of the thread group completes
	// an exec, on that task's goroutine, with the TaskSet mutex locked for
	// writing and the replaced signal mutex locked. So it may be read:
	//
	//   - with the TaskSet mutex locked;
	//   - on the task goroutine of a task that has not exited, since an exec
	//     is not completed before all other tasks have;
	//   - if something else keeps an exec from being completed.
	//
	// In all other places, signalLock locks the signal mutex.
	signalHandlers *SignalHandlers

	// lockableHandlers equals signalHandlers, and may be read anywhere. It is
	// there for signalLock.
	lockableHandlers atomic.Pointer[SignalHandlers]

	// leader is the task whose thread ID is the thread group's ID.
	//
	// leader is changed with the TaskSet mutex locked for writing and the
	// signal mutex locked, and may be read with either.
	leader *Task

	// tasks are the thread group's tasks, those left out that have exited,
	// except for a leader that has yet to be reaped.
	//
	// tasks is changed with the TaskSet mutex locked for writing and the
	// signal mutex locked, and may be read with either.
	tasks []*Task

	// parent is the thread group that is told what happens to this one, or
	// nil. children are those whose parent this one is.
	//
	// parent and children are protected by the TaskSet mutex.
	parent   *ThreadGroup
	children map[*ThreadGroup]struct{}

	// tracees maps each task that the thread group traces to the stop that
	// was last reported to it, or to nil.
	//
	// tracees is protected by the TaskSet mutex.
	tracees map[*Task]*ptraceStop

	// exited is closed when all tasks have exited. exited is immutable.
	exited chan struct{}

	// events is notified when there may be something for Wait.
	events waitQueue

	// activeTasks is the number of tasks that have not begun to exit.
	//
	// activeTasks is protected by the signal mutex.
	activeTasks int

	// exiting is true if all tasks are to exit, with exitStatus.
	//
	// exiting and exitStatus are protected by the signal mutex.
	exiting    bool
	exitStatus ExitStatus

	// execing is the task that waits for its siblings to exit, or nil.
	//
	// execing is changed with the TaskSet mutex locked for writing and the
	// signal mutex locked, and may be read with either.
	execing *Task

	// pending is the set of signals that were sent to the thread group and
	// not yet delivered to one of its tasks.
	//
	// pending is protected by the signal mutex.
	pending signalSet

	// groupStopDequeued is true if a task has dequeued a stop signal and no
	// CONT has come since.
	//
	// groupStopDequeued is protected by the signal mutex.
	groupStopDequeued bool

	// groupStopPendingCount is the number of tasks that have yet to enter the
	// group stop that was initiated last.
	//
	// groupStopPendingCount is protected by the signal mutex.
	groupStopPendingCount int

	// groupStopComplete is true if all tasks have entered the group stop, and
	// no CONT has come since.
	//
	// groupStopComplete is protected by the signal mutex.
	groupStopComplete bool

	// groupStopSignal is the signal that initiated the group stop.
	//
	// groupStopSignal is protected by the signal mutex.
	groupStopSignal guest.Signal

	// groupContNotify is true if the parent has yet to be told that a group
	// stop has ended.
	//
	// groupContNotify is protected by the signal mutex.
	groupContNotify bool

	// waitable is what Wait reports about the thread group, if its parent
	// waits, before it has exited.
	//
	// waitable is protected by the signal mutex.
	waitable waitable
}

// waitable is a change of a thread group that its parent has not waited for.
type waitable uint8

const (
	waitableNone waitable = iota
	waitableStopped
	waitableContinued
)

// newThreadGroup returns a thread group without tasks.
func newThreadGroup(ns *PIDNamespace, sh *SignalHandlers, parent *ThreadGroup) *ThreadGroup {
	tg := &ThreadGroup{
		pidns:          ns,
		signalHandlers: sh,
		parent:         parent,
		children:       make(map[*ThreadGroup]struct{}),
		tracees:        make(map[*Task]*ptraceStop),
		exited:         make(chan struct{}),
	}
	tg.lockableHandlers.Store(sh)
	return tg
}

// signalLock locks tg's signal mutex, which may be replaced before it is
// locked, and returns the SignalHandlers whose mutex it locked. The caller
// unlocks the mutex of these, whatever tg.signalHandlers is then.
//
//	sh := tg.signalLock()
//	defer sh.mu.Unlock()
//
// Preconditions: The signal mutex must not be locked.
func (tg *ThreadGroup) signalLock() *SignalHandlers {
	for {
		sh := tg.lockableHandlers.Load()
		sh.mu.Lock()
		if sh == tg.lockableHandlers.Load() {
			return sh
		}
		sh.mu.Unlock()
	}
}

// setSignalHandlersLocked replaces tg.signalHandlers.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - The signal mutex must be locked.
func (tg *ThreadGroup) setSignalHandlersLocked(sh *SignalHandlers) {
	tg.signalHandlers = sh
	tg.lockableHandlers.Store(sh)
}

// removeTaskLocked removes t from tg and from its namespace.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - The signal mutex must be locked.
func (tg *ThreadGroup) removeTaskLocked(t *Task) {
	tg.tasks = slices.DeleteFunc(tg.tasks, func(other *Task) bool { return other == t })
	tg.pidns.removeLocked(t)
}

// WaitExited waits until all tasks of tg have exited, and returns how.
//
// Preconditions:
//   - The caller must not be running on a task goroutine.
//   - No mutex may be locked.
func (tg *ThreadGroup) WaitExited() ExitStatus {
	<-tg.exited
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	return tg.exitStatus
}

// ID returns the thread group's ID.
//
// Preconditions: The TaskSet mutex must not be locked.
func (tg *ThreadGroup) ID() ThreadID {
	tg.pidns.owner.mu.RLock()
	defer tg.pidns.owner.mu.RUnlock()
	return tg.leader.tid
}

// ExitStatus is how a task or a thread group has ended.
type ExitStatus struct {
	// Code is the argument of Exit or ExitGroup.
	Code int `json:"code,omitempty"`

	// Signal is the signal that ended it, or 0.
	Signal guest.Signal `json:"signal,omitempty"`
}

// String returns "exited 3" or "killed by KILL".
func (s ExitStatus) String() string {
	if s.Signal != 0 {
		return "killed by " + s.Signal.String()
	}
	return fmt.Sprintf("exited %d", s.Code)
}
