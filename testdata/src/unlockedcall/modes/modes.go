// Package modes has read-write mutexes.
package modes

func (ts *TaskSet) ReadForRead() int {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	return ts.countLocked()
}

func (ts *TaskSet) WriteForRead() *Task {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.countLocked() == 0 {
		return nil
	}
	return ts.lookupLocked(1)
}

func (ts *TaskSet) WriteForWrite(t *Task) {
	ts.mu.Lock()
	ts.addLocked(1, t)
	t.reparentLocked(nil)
	ts.mu.Unlock()
}

func (ts *TaskSet) ReadForWrite(t *Task) {
	ts.mu.RLock()
	ts.addLocked(1, t) // want `ts\.addLocked needs .*ts\.mu.* held for writing, but it is held for reading`
	ts.mu.RUnlock()
}

func (ts *TaskSet) ReadForWriteByName(t *Task) {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	if t.isOrphanLocked() {
		t.reparentLocked(ts.lookupLocked(1)) // want `t\.reparentLocked needs the TaskSet mutex .*held for writing, but it is held for reading`
	}
}

func (ts *TaskSet) NothingForWrite(t *Task) {
	ts.addLocked(1, t) // want `ts\.addLocked called without .*ts\.mu.* held`
}

func (ts *TaskSet) AfterRUnlock() int {
	ts.mu.RLock()
	n := ts.countLocked()
	ts.mu.RUnlock()
	return n + ts.countLocked() // want `ts\.countLocked called without .*ts\.mu.* held$`
}

// Upgrade lets go of the read lock and takes the write lock.
func (ts *TaskSet) Upgrade(t *Task) {
	ts.mu.RLock()
	n := ts.countLocked()
	ts.mu.RUnlock()
	if n == 0 {
		ts.mu.Lock()
		ts.addLocked(n, t)
		ts.mu.Unlock()
	}
}

// ModeByBranch takes the mutex in one mode or the other.
func (ts *TaskSet) ModeByBranch(t *Task) {
	if t.ts == ts {
		ts.mu.RLock()
		_ = ts.countLocked()
		ts.mu.RUnlock()
	} else {
		ts.mu.Lock()
		ts.addLocked(1, t)
		ts.mu.Unlock()
	}
}

// WrongModeOnOneBranch joins both modes before the write.
func (ts *TaskSet) WrongModeOnOneBranch(t *Task, known bool) {
	if known {
		ts.mu.RLock()
	} else {
		ts.mu.Lock()
	}
	_ = ts.countLocked()
	ts.addLocked(1, t) // want `ts\.addLocked needs .*ts\.mu.* held for writing, but it is held for reading`
	if known {
		ts.mu.RUnlock()
	} else {
		ts.mu.Unlock()
	}
}

func (ts *TaskSet) Downgrade(t *Task) int {
	ts.mu.Lock()
	ts.addLocked(1, t)
	ts.mu.DowngradeLock()
	n := ts.countLocked()
	ts.mu.RUnlock()
	return n
}

func (ts *TaskSet) DowngradeTooEarly(t *Task) {
	ts.mu.Lock()
	ts.mu.DowngradeLock()
	ts.addLocked(1, t) // want `ts\.addLocked needs .*ts\.mu.* held for writing, but it is held for reading`
	ts.mu.RUnlock()
}

func (ts *TaskSet) DowngradeDeferred(t *Task) int {
	ts.mu.Lock()
	defer func() { ts.mu.RUnlock() }()
	ts.addLocked(1, t)
	ts.mu.DowngradeLock()
	return ts.countLocked()
}

// add needs the mutex for writing, as its body shows.
func (ts *TaskSet) add(t *Task) {
	ts.addLocked(len(ts.tids), t)
}

func (ts *TaskSet) Add(t *Task) {
	ts.mu.Lock()
	ts.add(t)
	ts.mu.Unlock()
}

func (ts *TaskSet) AddUnderRead(t *Task) {
	ts.mu.RLock()
	ts.add(t) // want `ts\.add needs .*ts\.mu.* held for writing, but it is held for reading`
	ts.mu.RUnlock()
}
