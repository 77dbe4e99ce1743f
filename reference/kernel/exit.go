package kernel

import "github.com/stoplint/stoplint/reference/guest"

// exitState is how far a task has exited.
type exitState uint8

const (
	// exitNone means that the task has not begun to exit.
	exitNone exitState = iota

	// exitInitiated means that it takes no part in its thread group's affairs
	// any more.
	exitInitiated

	// exitZombie means that its goroutine is about to exit, or has, and that
	// its parent has yet to be told.
	exitZombie

	// exitDead means that it is not in any thread group any more.
	exitDead
)

// killLocked makes t exit as soon as no stop keeps it from doing so, and ends
// the internal stop it is in if that is killable.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) killLocked() {
	t.pending |= setOf(guest.KILL)
	if t.stop != nil && t.stop.Killable() {
		t.endInternalStopLocked()
	}
	t.interrupt()
}

// killedLocked returns true if t has been killed and has not begun to exit for
// that reason.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) killedLocked() bool { return t.pending&setOf(guest.KILL) != 0 }

// killLocked kills all tasks of tg, which exits with the given status unless
// it exits already.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) killLocked(status ExitStatus) {
	if !tg.exiting {
		tg.exiting = true
		tg.exitStatus = status
	}
	for _, t := range tg.tasks {
		t.killLocked()
	}
}

// Kill kills all tasks of ts, and lets no more be created: a task that is
// about to create one would do so after all others have been killed. Kill does
// not wait for tasks to exit.
//
// Preconditions: Neither ts.mu nor any signal mutex may be locked.
func (ts *TaskSet) Kill(status ExitStatus) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.Root.exiting = true
	for t := range ts.Root.tids {
		t.tg.signalHandlers.mu.Lock()
		if !t.tg.exiting {
			t.tg.exiting = true
			t.tg.exitStatus = status
		}
		t.killLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

// prepareGroupExit makes all tasks of t's thread group exit with status. The
// caller's next run state must be runExit.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must not be locked.
func (t *Task) prepareGroupExit(status ExitStatus) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.prepareGroupExitLocked(status)
}

// prepareGroupExitLocked is equivalent to prepareGroupExit for a caller that
// locked the signal mutex.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must be locked.
func (t *Task) prepareGroupExitLocked(status ExitStatus) {
	if t.tg.exiting || t.tg.execing != nil {
		// Another group exit was first. The siblings of a task that executes
		// exec exit with status 0.
		t.exitStatus = t.tg.exitStatus
		return
	}
	t.tg.exiting = true
	t.tg.exitStatus = status
	t.exitStatus = status
	for _, sibling := range t.tg.tasks {
		if sibling != t {
			sibling.killLocked()
		}
	}
}

// runExit is where a task begins to exit.
type runExit struct{}

// execute implements taskRunState.execute.
func (*runExit) execute(t *Task) taskRunState {
	t.exitThreadGroup()
	t.unstopVforkParent()
	return (*runExitNotify)(nil)
}

// exitThreadGroup makes t take no part in its thread group's affairs any more.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor the signal mutex may be locked.
func (t *Task) exitThreadGroup() {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	t.tg.signalHandlers.mu.Lock()
	t.exitState = exitInitiated
	t.tg.activeTasks--
	if t.tg.activeTasks == 0 && !t.tg.exiting {
		t.tg.exiting = true
		t.tg.exitStatus = t.exitStatus
	}
	t.setSignalMaskLocked(allSignals)
	completed := false
	if t.groupStopPending {
		t.groupStopPending = false
		completed = t.participateGroupStopLocked()
	}
	t.tg.signalHandlers.mu.Unlock()
	ts.mu.Unlock()
	if completed {
		t.tg.notifyParent()
	}
}

// runExitNotify is where a task tells others that it has exited.
type runExitNotify struct{}

// execute implements taskRunState.execute.
func (*runExitNotify) execute(t *Task) taskRunState {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t.tracer != nil {
		t.forgetTracerLocked()
	}
	t.tg.signalHandlers.mu.Lock()
	if t == t.tg.leader {
		t.exitState = exitZombie
	} else {
		t.exitState = exitDead
		t.tg.removeTaskLocked(t)
	}
	t.tg.wakeExecingLocked()
	gone := t.tg.goneLocked()
	t.tg.signalHandlers.mu.Unlock()
	if gone {
		t.tg.exitLocked()
	}
	return nil
}

// goneLocked returns true if all tasks of tg have exited and none of them is
// about to take the leader's place.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) goneLocked() bool {
	return tg.execing == nil && len(tg.tasks) == 1 && tg.leader.exitState == exitZombie
}

// exitLocked tells the parent that tg has exited, ends the tracing of its
// tracees, and makes orphans of its children. Nobody waits for an orphan, so
// one that has exited is reaped.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - No signal mutex may be locked.
func (tg *ThreadGroup) exitLocked() {
	for tracee := range tg.tracees {
		tracee.forgetTracerLocked()
	}
	for child := range tg.children {
		child.parent = nil
		child.signalHandlers.mu.Lock()
		gone := child.goneLocked()
		child.signalHandlers.mu.Unlock()
		if gone {
			child.reapLocked()
		}
	}
	clear(tg.children)
	close(tg.exited)
	if tg.parent == nil {
		tg.reapLocked()
		return
	}
	tg.parent.notifyChildLocked()
}

// reapLocked removes the last trace of tg, which has exited.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - No signal mutex may be locked.
func (tg *ThreadGroup) reapLocked() {
	tg.signalHandlers.mu.Lock()
	tg.leader.exitState = exitDead
	tg.removeTaskLocked(tg.leader)
	tg.signalHandlers.mu.Unlock()
	if tg.parent != nil {
		delete(tg.parent.children, tg)
	}
}
