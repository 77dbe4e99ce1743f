package modes

// Read and write locks that do not pair.

func (ts *TaskSet) RecursiveRead() int {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	ts.mu.RLock() // want `ts\.mu.* locked .*while held`
	defer ts.mu.RUnlock()
	return ts.countLocked()
}

func (ts *TaskSet) ReadAgain() int {
	ts.mu.RLock()
	n := ts.countLocked()
	ts.mu.RUnlock()
	ts.mu.RLock()
	n += ts.countLocked()
	ts.mu.RUnlock()
	return n
}

func (ts *TaskSet) WriteUnderRead() {
	ts.mu.RLock()
	ts.mu.Lock() // want `ts\.mu.* locked for writing while held for reading`
	ts.mu.Unlock()
	ts.mu.RUnlock()
}

func (ts *TaskSet) ReadUnderWrite() {
	ts.mu.Lock()
	ts.mu.RLock() // want `ts\.mu.* locked .*while held`
	ts.mu.RUnlock()
	ts.mu.Unlock()
}

func (ts *TaskSet) UnlockOfRead() {
	ts.mu.RLock()
	_ = ts.countLocked()
	ts.mu.Unlock() // want `ts\.mu.* unlocked .*while`
}

func (ts *TaskSet) RUnlockOfWrite() {
	ts.mu.Lock()
	_ = ts.countLocked()
	ts.mu.RUnlock() // want `ts\.mu.* unlocked .*while`
}

func (ts *TaskSet) DeferredRUnlockOfWrite() {
	ts.mu.Lock()
	defer ts.mu.RUnlock() // want `ts\.mu.* unlocked .*while`
	_ = ts.countLocked()
}

// Count takes the mutex for reading.
func (ts *TaskSet) Count() int {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	return ts.countLocked()
}

func (ts *TaskSet) CountTwice() int {
	ts.mu.RLock()
	n := ts.countLocked()
	ts.mu.RUnlock()
	return n + ts.Count()
}

func (ts *TaskSet) CountUnderRead() int {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	return ts.Count() // want `ts\.Count called with .*ts\.mu.* held: it locks .*ts\.mu.* itself`
}

func (ts *TaskSet) CountUnderWrite() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.Count() // want `ts\.Count called with .*ts\.mu.* held: it locks .*ts\.mu.* itself`
}

// TwoSets locks two mutexes of one class.
func TwoSets(a, b *TaskSet, t *Task) {
	a.mu.RLock()
	b.mu.Lock()
	b.addLocked(a.countLocked(), t)
	b.mu.Unlock()
	a.mu.RUnlock()
}

// TwoSetsSwapped writes to the one it only reads.
func TwoSetsSwapped(a, b *TaskSet, t *Task) {
	a.mu.RLock()
	b.mu.Lock()
	a.addLocked(b.countLocked(), t) // want `a\.addLocked needs .*a\.mu.* held for writing, but it is held for reading`
	b.mu.Unlock()
	a.mu.RUnlock()
}
