// Package aliases locks through one expression and calls through another.
package aliases

// SameClass locks through the thread group and calls on its leader. Whether
// the two are the same mutex is not for a reader of this function to prove.
func (tg *ThreadGroup) SameClass() {
	tg.signalHandlers.mu.Lock()
	tg.leader.stopLocked()
	tg.signalHandlers.mu.Unlock()
	tg.leader.endStopLocked() // want `tg\.leader\.endStopLocked called without the signal mutex .* held$`
}

// Sibling locks through t and calls on a task of the same thread group.
func (t *Task) Sibling(u *Task) {
	t.tg.signalHandlers.mu.Lock()
	u.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) SiblingBare(u *Task) {
	t.mu.Lock()
	u.stopLocked() // want `u\.stopLocked called without the signal mutex .* held$`
	t.mu.Unlock()
}

func (t *Task) Siblings() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	for _, u := range t.tg.tasks {
		if u != t {
			u.stopLocked()
		}
	}
}

// Handlers locks through a local copy of the pointer to the owner.
func (t *Task) Handlers() {
	sh := t.tg.signalHandlers
	sh.mu.Lock()
	t.stopLocked()
	sh.mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// HandlersParam is handed the owner.
func (t *Task) HandlersParam(sh *SignalHandlers) {
	sh.mu.Lock()
	t.stopLocked()
	sh.mu.Unlock()
}

// Pointer locks through a pointer to the mutex.
func (t *Task) Pointer() {
	mu := &t.tg.signalHandlers.mu
	mu.Lock()
	t.stopLocked()
	mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// PointerMixed locks by the pointer and unlocks by the path.
func (t *Task) PointerMixed() {
	mu := &t.tg.signalHandlers.mu
	mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

func (t *Task) PointerDeferred() {
	mu := &t.tg.signalHandlers.mu
	mu.Lock()
	defer mu.Unlock()
	t.stopLocked()
}

// PointerToOther locks something else through a pointer.
func (t *Task) PointerToOther() {
	mu := &t.mu
	mu.Lock()
	defer mu.Unlock()
	t.renameLocked("x")
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// PointerParam is handed a mutex it knows nothing of but its type, which only
// the owner's field has.
func (t *Task) PointerParam(mu *signalHandlersMutex) {
	mu.Lock()
	t.stopLocked()
	mu.Unlock()
}

// Renamed copies the task's own pointer.
func (t *Task) Renamed() {
	self := t
	self.mu.Lock()
	t.renameLocked("x")
	t.mu.Unlock()
	self.renameLocked("y") // want `self\.renameLocked called without .*\.mu held$`
}

// Phi chooses between two tasks, and sticks to the choice.
func Phi(a, b *Task, first bool) {
	t := a
	if !first {
		t = b
	}
	t.mu.Lock()
	t.renameLocked("x")
	t.mu.Unlock()
}

// group is a getter.
func (t *Task) group() *ThreadGroup { return t.tg }

func (t *Task) Getter() {
	t.group().signalHandlers.mu.Lock()
	t.stopLocked()
	t.group().signalHandlers.mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}
