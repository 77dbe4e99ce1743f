package defers

// PerItem keeps every item's mutex until it returns.
func PerItem(tasks []*Task) {
	for _, t := range tasks {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.renameLocked("x")
	}
}

// SameItem defers the unlock past the next iteration's lock.
func (tg *ThreadGroup) SameItem() {
	for _, t := range tg.tasks {
		tg.signalHandlers.mu.Lock() // want `tg\.signalHandlers\.mu.* locked again while held`
		defer tg.signalHandlers.mu.Unlock()
		t.stopLocked()
	}
}

// InClosure ends each iteration's scope with a literal.
func (tg *ThreadGroup) InClosure() {
	for _, t := range tg.tasks {
		func() {
			tg.signalHandlers.mu.Lock()
			defer tg.signalHandlers.mu.Unlock()
			t.stopLocked()
		}()
	}
}

// CallPerItem defers a call for each item, to run under the mutex.
func (tg *ThreadGroup) CallPerItem() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tg.tasks {
		defer t.endStopLocked()
		t.stopLocked()
	}
}

func (tg *ThreadGroup) CallPerItemTooLate() {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		defer t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held`
		t.stopLocked()
	}
	tg.signalHandlers.mu.Unlock()
}
