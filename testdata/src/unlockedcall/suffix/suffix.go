// Package suffix has functions named *Locked that do not need the signal mutex.
package suffix

// sizeLocked needs the TaskSet's mutex, not the signal mutex.
//
// Preconditions: ts.mu must be locked.
func (ts *TaskSet) sizeLocked() int { return len(ts.root.tasks) }

func (ts *TaskSet) Size() int {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	return ts.sizeLocked()
}

func (ts *TaskSet) SizeUnderSignals() int {
	ts.root.signalHandlers.mu.Lock()
	defer ts.root.signalHandlers.mu.Unlock()
	return ts.sizeLocked() // want `ts\.sizeLocked called without ts\.mu held$`
}

// isLocked is a predicate.
func (t *Task) isLocked() bool { return t.id == 0 }

// setBlocked ends in "locked".
func (t *Task) setBlocked() { t.id = 1 }

// screenLocked is an event handler: it is run when the screen is locked.
func (t *Task) screenLocked() { t.interrupt() }

// countLocked counts and needs nothing at all.
func countLocked(tasks []*Task) int { return len(tasks) }

// killLocked locks for itself, whatever its name says.
func (t *Task) killLocked() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func (t *Task) Names() {
	if t.isLocked() {
		t.setBlocked()
	}
	t.screenLocked()
	_ = countLocked(t.tg.tasks)
	t.killLocked()
}

func (t *Task) KillHeld() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.killLocked() // want `t\.killLocked called with the signal mutex .* held: it locks`
}

// park has no suffix, and a need.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) park() { t.stopCount++ }

func (t *Task) Park() {
	t.tg.signalHandlers.mu.Lock()
	t.park()
	t.tg.signalHandlers.mu.Unlock()
	t.park() // want `t\.park called without the signal mutex .* held$`
}

// moveLocked needs two mutexes.
//
// Preconditions:
//   - ts.mu must be locked for writing.
//   - t.mu must be locked.
func (ts *TaskSet) moveLocked(t *Task) {
	ts.root = t.tg
	t.renameLocked("moved")
}

func (ts *TaskSet) Move(t *Task) {
	ts.mu.Lock()
	t.mu.Lock()
	ts.moveLocked(t)
	t.mu.Unlock()
	ts.mu.Unlock()
}

func (ts *TaskSet) MoveWithOne(t *Task) {
	ts.mu.Lock()
	ts.moveLocked(t) // want `ts\.moveLocked called without t\.mu held$`
	ts.mu.Unlock()
}

func (ts *TaskSet) MoveWithOther(t *Task) {
	t.mu.Lock()
	ts.moveLocked(t) // want `ts\.moveLocked called without ts\.mu held`
	t.mu.Unlock()
}

func (ts *TaskSet) MoveWithNone(t *Task) {
	ts.moveLocked(t) // want `ts\.moveLocked called without ts\.mu held` `ts\.moveLocked called without t\.mu held`
}
