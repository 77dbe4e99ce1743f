// Package trylock has locks that may not be taken.
package trylock

func (t *Task) IfTaken() bool {
	if t.tg.signalHandlers.mu.TryLock() {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
		return true
	}
	return false
}

func (t *Task) IfNotTaken() {
	if t.tg.signalHandlers.mu.TryLock() {
		t.tg.signalHandlers.mu.Unlock()
	} else {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

func (t *Task) ReturnsIfNotTaken() {
	if !t.tg.signalHandlers.mu.TryLock() {
		return
	}
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func (t *Task) ReturnsIfTaken() {
	if t.tg.signalHandlers.mu.TryLock() {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) Untested() {
	t.tg.signalHandlers.mu.TryLock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) Stored() {
	ok := t.tg.signalHandlers.mu.TryLock()
	t.interrupt()
	if ok {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) StoredInverted() {
	ok := t.tg.signalHandlers.mu.TryLock()
	if !ok {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
		return
	}
	t.tg.signalHandlers.mu.Unlock()
}

// FallsBack waits for the mutex if it could not be had at once.
func (t *Task) FallsBack() {
	if !t.tg.signalHandlers.mu.TryLock() {
		t.interrupt()
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) FallsThrough() {
	if !t.tg.signalHandlers.mu.TryLock() {
		t.interrupt()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) Spins() {
	for !t.tg.signalHandlers.mu.TryLock() {
		t.interrupt()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Gives(limit int) {
	for i := 0; i < limit; i++ {
		if t.tg.signalHandlers.mu.TryLock() {
			break
		}
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) WithAnd(stop bool) {
	if stop && t.tg.signalHandlers.mu.TryLock() {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) WithOr() {
	if t.id == 0 || t.tg.signalHandlers.mu.TryLock() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	}
}

func (ts *TaskSet) ReadTaken() {
	if ts.mu.TryRLock() {
		ts.countLocked()
		ts.mu.RUnlock()
	}
}

func (ts *TaskSet) ReadNotTaken() {
	if !ts.mu.TryRLock() {
		ts.countLocked() // want `ts\.countLocked called without ts\.mu held$`
		return
	}
	ts.mu.RUnlock()
}

func (ts *TaskSet) ReadTakenForWriting() {
	if ts.mu.TryRLock() {
		ts.clearLocked() // want `ts\.clearLocked needs .*ts\.mu.* held for writing, but it is held for reading`
		ts.mu.RUnlock()
	}
}

// tryStopMutex reports whether it took the signal mutex.
func (t *Task) tryStopMutex() bool {
	return t.tg.signalHandlers.mu.TryLock()
}

func (t *Task) ThroughHelper() {
	if t.tryStopMutex() {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ThroughHelperInverted() {
	if !t.tryStopMutex() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

// countLocked returns the number of tasks.
//
// Preconditions: ts.mu must be locked.
func (ts *TaskSet) countLocked() int { return len(ts.root.tasks) }

// clearLocked removes every task.
//
// Preconditions: ts.mu must be locked for writing.
func (ts *TaskSet) clearLocked() { ts.root = nil }
