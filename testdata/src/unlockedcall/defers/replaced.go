package defers

// exec replaces the handlers, and unlocks others than it has locked.
func (tg *ThreadGroup) exec(sh *SignalHandlers) {
	tg.signalHandlers.mu.Lock()
	tg.signalHandlers = sh
	tg.signalHandlers.mu.Unlock() // want `tg.signalHandlers.mu unlocked while not held: it was replaced since the lock`
}

// execPinned unlocks what it has locked.
func (tg *ThreadGroup) execPinned(sh *SignalHandlers) {
	old := tg.signalHandlers
	old.mu.Lock()
	tg.signalHandlers = sh
	old.mu.Unlock()
}

// execDeferred does, too: the mutex is settled by the defer statement.
func (tg *ThreadGroup) execDeferred(sh *SignalHandlers) {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	tg.signalHandlers = sh
}

// disown forgets the leader, whose mutex it reaches by a variable.
func (tg *ThreadGroup) disown() {
	if t := tg.leader; t != nil {
		t.tg.signalHandlers.mu.Lock()
		tg.leader = nil
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (tg *ThreadGroup) disownDeferred() {
	if t := tg.leader; t != nil {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
		t.stopLocked()
		tg.leader = nil
	}
}
