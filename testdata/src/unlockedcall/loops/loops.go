// Package loops has locks around, inside and across loops.
package loops

func (tg *ThreadGroup) AroundLoop() {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		t.stopLocked()
	}
	tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) PerItem() {
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
		t.interrupt()
	}
}

func (tg *ThreadGroup) PerItemTooLate() {
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		t.pending = nil
		t.tg.signalHandlers.mu.Unlock()
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

func (tg *ThreadGroup) AfterLoop() {
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	tg.leader.stopLocked() // want `tg\.leader\.stopLocked called without the signal mutex .* held$`
}

// FirstOnly holds the mutex in the first iteration only. The call is the one
// finding: what is reported as missing counts as held from there on.
func (tg *ThreadGroup) FirstOnly() {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
		tg.signalHandlers.mu.Unlock()
	}
}

// FirstOnlyLeaves unlocks in the loop, and leaves it.
func (tg *ThreadGroup) FirstOnlyLeaves() *Task {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		if !t.isStoppedLocked() {
			t.stopLocked()
			tg.signalHandlers.mu.Unlock()
			return t
		}
	}
	tg.signalHandlers.mu.Unlock()
	return nil
}

// Breaks unlocks after the loop, whichever way it was left.
func (tg *ThreadGroup) Breaks() {
	var found *Task
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		if t.isStoppedLocked() {
			found = t
			break
		}
	}
	if found != nil {
		found.endStopLocked()
	}
	tg.signalHandlers.mu.Unlock()
}

// BreaksUnlocked leaves the loop without the mutex on one way out.
func (tg *ThreadGroup) BreaksUnlocked() {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		if t.id == 0 {
			tg.signalHandlers.mu.Unlock()
			break
		}
	}
	tg.leader.stopLocked() // want `tg\.leader\.stopLocked called without the signal mutex .* held on some paths`
}

func (tg *ThreadGroup) Continues() {
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		if t.isStoppedLocked() {
			t.tg.signalHandlers.mu.Unlock()
			continue
		}
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

// ContinueForgets goes on to the next item with the mutex released.
func (tg *ThreadGroup) ContinueForgets() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock() // want `tg\.signalHandlers\.mu.* unlocked while not held`
	for _, t := range tg.tasks {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
		if t.id == 0 {
			tg.signalHandlers.mu.Unlock()
			t.interrupt()
			continue
		}
	}
}

func (tg *ThreadGroup) ContinueRelocks() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tg.tasks {
		t.stopLocked()
		if t.id == 0 {
			tg.signalHandlers.mu.Unlock()
			t.interrupt()
			tg.signalHandlers.mu.Lock()
			continue
		}
	}
}

// LeakIntoNext locks the mutex again in the next iteration.
func (tg *ThreadGroup) LeakIntoNext() {
	for _, t := range tg.tasks {
		tg.signalHandlers.mu.Lock() // want `tg\.signalHandlers\.mu.* locked again while held`
		if t.isStoppedLocked() {
			continue
		}
		t.stopLocked()
		tg.signalHandlers.mu.Unlock()
	}
}

// LockAllThenUnlockAll holds the mutex of every item at once.
func (ts *TaskSet) LockAllThenUnlockAll(tgs []*ThreadGroup) {
	for _, tg := range tgs {
		tg.signalHandlers.mu.NestedLock(signalHandlersLockTg)
	}
	for _, tg := range tgs {
		tg.leader.stopLocked()
	}
	for _, tg := range tgs {
		tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
	}
}

// A select chooses one of its cases, or waits.
func (t *Task) waits(done, more chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	for {
		t.tg.signalHandlers.mu.Unlock()
		select {
		case <-done:
			t.tg.signalHandlers.mu.Lock()
			return
		case <-more:
		}
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
	}
}
