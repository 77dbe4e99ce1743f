package lockhelpers

// lockScope returns the function that ends the scope of the lock it takes.
func (t *Task) lockScope() func() {
	t.tg.signalHandlers.mu.Lock()
	return t.tg.signalHandlers.mu.Unlock
}

func (t *Task) Scoped() {
	defer t.lockScope()()
	t.stopLocked()
}

// lockScopeClosure is lockScope with a closure.
func (t *Task) lockScopeClosure() func() {
	t.tg.signalHandlers.mu.Lock()
	return func() {
		t.interrupt()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ScopedClosure() {
	unlock := t.lockScopeClosure()
	t.stopLocked()
	unlock()
}

// ScopedTooLate calls after the scope was ended.
//
// MISS: what the returned function does to the mutex is unknown to its caller.
func (t *Task) ScopedTooLate() {
	unlock := t.lockScopeClosure()
	unlock()
	t.stopLocked()
}
