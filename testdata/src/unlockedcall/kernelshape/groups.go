package kernelshape

// forEachGroupLocked calls f at once, for each thread group.
//
// Preconditions: ts.mu must be locked.
func (ts *TaskSet) forEachGroupLocked(f func(tg *ThreadGroup, leader *Task)) {
	for _, t := range ts.root.tasks {
		f(t.tg, t)
	}
}

// StopAll takes and releases each group's mutex in a callback.
func (ts *TaskSet) StopAll() {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	ts.forEachGroupLocked(func(tg *ThreadGroup, leader *Task) {
		if tg == ts.root {
			return
		}
		tg.signalHandlers.mu.NestedLock(signalHandlersLockTg)
		leader.stopLocked()
		tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
	})
}

func (ts *TaskSet) StopAllBad() {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	ts.forEachGroupLocked(func(tg *ThreadGroup, leader *Task) {
		tg.signalHandlers.mu.NestedLock(signalHandlersLockTg)
		if tg == ts.root {
			tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
		}
		leader.stopLocked() // want `leader\.stopLocked called without the signal mutex .* held on some paths`
		if tg != ts.root {
			tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
		}
	})
}

// SignalChildren locks under a condition in a loop, with continue.
func (ts *TaskSet) SignalChildren(sig int) (last error) {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	for _, t := range ts.root.tasks {
		if t.id == sig {
			continue
		}
		t.tg.signalHandlers.mu.Lock()
		if t.isStoppedLocked() {
			t.endStopLocked()
			last = errAgain
		}
		t.tg.signalHandlers.mu.Unlock()
	}
	return last
}

// copyForExecLocked returns a copy of sh.
//
// Preconditions: sh.mu must be locked.
func (sh *SignalHandlers) copyForExecLocked() *SignalHandlers {
	return &SignalHandlers{actions: sh.actions}
}

// setSignalHandlersLocked replaces the handlers of tg.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) setSignalHandlersLocked(sh *SignalHandlers) {
	tg.signalHandlers = sh
}

// Exec replaces the handlers while it holds the old ones' mutex.
func (t *Task) Exec() {
	old := t.tg.signalHandlers
	old.mu.Lock()
	t.tg.setSignalHandlersLocked(old.copyForExecLocked())
	old.mu.Unlock()
	t.interrupt()
}

func (t *Task) ExecBad() {
	old := t.tg.signalHandlers
	fresh := old.copyForExecLocked() // want `old\.copyForExecLocked called without .*old\.mu.* held$`
	old.mu.Lock()
	t.tg.setSignalHandlersLocked(fresh)
	old.mu.Unlock()
}

// ExecAll ends with a stop whose handlers may be the new ones or the old ones:
// nothing is proved.
func (t *Task) ExecAll() {
	old := t.tg.signalHandlers
	old.mu.Lock()
	t.tg.setSignalHandlersLocked(old.copyForExecLocked())
	t.stopLocked()
	old.mu.Unlock()
}

// SetAction locks the handlers, and drops signals of every task that uses them.
func (tg *ThreadGroup) SetAction(sig int, action *int) int {
	tg.ts.mu.RLock()
	defer tg.ts.mu.RUnlock()
	sh := tg.signalHandlers
	sh.mu.Lock()
	defer sh.mu.Unlock()
	old := sh.actions[sig]
	if action != nil {
		sh.actions[sig] = *action
		for _, t := range tg.tasks {
			_ = t.dequeueLocked()
		}
	}
	return old
}

// Exit unlocks before it tells the parent, on both ways out.
func (t *Task) Exit() bool {
	t.tg.ts.mu.Lock()
	defer t.tg.ts.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	last := len(t.tg.tasks) == 1
	if !t.isStoppedLocked() {
		t.tg.signalHandlers.mu.Unlock()
		return last
	}
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
	if parent := t.tg.leader; parent != nil && last {
		parent.beginTrace()
	}
	return last
}

// ExitBad begins the trace before it unlocks.
func (t *Task) ExitBad() {
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.beginTrace() // want `t\.beginTrace called with the signal mutex .* held: it locks`
	t.tg.signalHandlers.mu.Unlock()
}
