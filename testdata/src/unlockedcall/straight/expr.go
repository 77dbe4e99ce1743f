package straight

// Calls in every place an expression can stand.

type snapshot struct {
	id      int
	stopped bool
}

func (t *Task) StoppedRight() bool {
	t.tg.signalHandlers.mu.Lock()
	stopped := t.isStoppedLocked()
	t.tg.signalHandlers.mu.Unlock()
	return stopped
}

func (t *Task) StoppedReturn() bool {
	return t.isStoppedLocked() // want `t\.isStoppedLocked called without the signal mutex .* held$`
}

func (t *Task) SnapshotRight() snapshot {
	t.tg.signalHandlers.mu.Lock()
	s := snapshot{id: t.id, stopped: t.isStoppedLocked()}
	t.tg.signalHandlers.mu.Unlock()
	return s
}

func (t *Task) Snapshot() snapshot {
	t.tg.signalHandlers.mu.Lock()
	t.pending = nil
	t.tg.signalHandlers.mu.Unlock()
	return snapshot{id: t.id, stopped: t.isStoppedLocked()} // want `t\.isStoppedLocked called without the signal mutex .* held$`
}

func (t *Task) ShortCircuit(quick bool) bool {
	if quick || t.isStoppedLocked() { // want `t\.isStoppedLocked called without the signal mutex .* held$`
		return true
	}
	t.tg.signalHandlers.mu.Lock()
	ok := quick && t.isStoppedLocked()
	t.tg.signalHandlers.mu.Unlock()
	return ok
}

// stopTaskLocked stops t.
//
// Preconditions: t's signal mutex must be locked.
func stopTaskLocked(t *Task) {
	t.stopLocked()
}

// stopAllLocked stops every task of tg.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) stopAllLocked() {
	for _, t := range tg.tasks {
		t.stopLocked()
	}
}

func (tg *ThreadGroup) StopAll() {
	tg.signalHandlers.mu.Lock()
	stopTaskLocked(tg.leader)
	tg.stopAllLocked()
	tg.signalHandlers.mu.Unlock()
}

func StopFirst(u *Task) {
	stopTaskLocked(u) // want `stopTaskLocked called without the signal mutex \(u\.tg\.signalHandlers\.mu\) held$`
}

func (tg *ThreadGroup) StopAllBare() {
	tg.stopAllLocked() // want `tg\.stopAllLocked called without the signal mutex \(tg\.signalHandlers\.mu\) held$`
}

// yieldLocked gives others a chance to take the mutex that its caller holds.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) yieldLocked() {
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
}
