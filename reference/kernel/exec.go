package kernel

import "github.com/stoplint/stoplint/reference/guest"

// siblingExitStop is the internal stop of a task that executes exec and waits
// for the other tasks of its thread group to exit.
type siblingExitStop struct{}

// Killable implements TaskStop.Killable.
func (*siblingExitStop) Killable() bool { return true }

// sysExec implements guest.Exec.
func sysExec(t *Task, step *guest.Step) (taskRunState, error) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.tg.exiting || t.tg.execing != nil {
		// t has been killed, by a group exit or by a sibling's exec.
		return nil, errInterrupted
	}
	t.tg.endGroupStopLocked(false)
	t.tg.execing = t
	for _, sibling := range t.tg.tasks {
		if sibling != t {
			sibling.killLocked()
		}
	}
	if t.tg.siblingsRunLocked(t) {
		t.beginInternalStopLocked((*siblingExitStop)(nil))
	}
	return &runExecAfterSiblings{program: step.Body}, nil
}

// siblingsRunLocked returns true if a task of tg other than t has not exited.
//
// Preconditions: The TaskSet mutex or the signal mutex must be locked.
func (tg *ThreadGroup) siblingsRunLocked(t *Task) bool {
	for _, sibling := range tg.tasks {
		if sibling != t && sibling.exitState < exitZombie {
			return true
		}
	}
	return false
}

// wakeExecingLocked ends the siblingExitStop of the task of tg that executes
// exec, if there is one and all its siblings have exited.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - The signal mutex must be locked.
func (tg *ThreadGroup) wakeExecingLocked() {
	if tg.execing == nil || tg.siblingsRunLocked(tg.execing) {
		return
	}
	if _, ok := tg.execing.stop.(*siblingExitStop); ok {
		tg.execing.endInternalStopLocked()
	}
}

// runExecAfterSiblings completes an exec after the other tasks of the thread
// group have exited.
type runExecAfterSiblings struct {
	program guest.Program
}

// execute implements taskRunState.execute.
func (r *runExecAfterSiblings) execute(t *Task) taskRunState {
	if !t.finishExec() {
		return (*runInterrupt)(nil)
	}
	t.p.regs = registers{Program: r.program}
	t.unstopVforkParent()
	return (*runApp)(nil)
}

// finishExec makes t the leader of its thread group and replaces the signal
// handlers by a copy of their own. It does nothing and returns false if t has
// been killed.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor the signal mutex may be locked.
func (t *Task) finishExec() bool {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	// t.tg.signalHandlers is another object when this returns, whose mutex is
	// not the one that is locked here.
	old := t.tg.signalHandlers
	old.mu.Lock()
	defer old.mu.Unlock()
	t.tg.execing = nil
	if t.killedLocked() {
		return false
	}
	t.promoteLocked()
	t.tg.setSignalHandlersLocked(old.copyForExecLocked())
	t.endStopCond.L = &t.tg.signalHandlers.mu
	return true
}

// promoteLocked makes t, whose siblings have all exited, the leader of its
// thread group. t's own thread ID is no longer in use after that.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The TaskSet mutex must be locked for writing.
//   - The signal mutex must be locked.
func (t *Task) promoteLocked() {
	old := t.tg.leader
	if old == t {
		return
	}
	old.exitState = exitDead
	t.tg.removeTaskLocked(old)
	t.tg.pidns.removeLocked(t)
	t.tg.pidns.setTIDLocked(t, old.tid)
	t.tg.leader = t
}
