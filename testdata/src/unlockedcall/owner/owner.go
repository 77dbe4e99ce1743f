// Package owner has lock helpers that return the owner of the mutex they hold.
package owner

// SignalHandlers returns the handlers in use. They may be replaced any time.
func (tg *ThreadGroup) SignalHandlers() *SignalHandlers { return tg.signalHandlers }

// signalLock locks the signal mutex and returns its owner.
func (tg *ThreadGroup) signalLock() *SignalHandlers {
	sh := tg.SignalHandlers()
	for {
		sh.mu.Lock()
		now := tg.SignalHandlers()
		if sh == now {
			return sh
		}
		sh.mu.Unlock()
		sh = now
	}
}

func (t *Task) Stop() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stopLocked()
}

func (t *Task) StopTooLate() {
	sh := t.tg.signalLock()
	t.pending = nil
	sh.mu.Unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) StopOnce() {
	sh := t.tg.signalLock()
	if t.isStoppedLocked() {
		sh.mu.Unlock()
		return
	}
	t.stopLocked()
	sh.mu.Unlock()
}

func (t *Task) StopTwice(again bool) {
	sh := t.tg.signalLock()
	t.stopLocked()
	if again {
		sh.mu.Unlock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	if !again {
		sh.mu.Unlock()
	}
}

// Chained unlocks without a name for the owner.
func (t *Task) Chained() {
	defer t.tg.signalLock().mu.Unlock()
	t.stopLocked()
}

// copyLocked returns a copy of sh.
//
// Preconditions: sh.mu must be locked.
func (sh *SignalHandlers) copyLocked() *SignalHandlers {
	return &SignalHandlers{actions: sh.actions}
}

func (tg *ThreadGroup) Copy() *SignalHandlers {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	return sh.copyLocked()
}

func (tg *ThreadGroup) CopyBare() *SignalHandlers {
	sh := tg.SignalHandlers()
	return sh.copyLocked() // want `sh\.copyLocked called without .*sh\.mu.* held$`
}

// Exec replaces the handlers. The mutex held is the old one's.
func (tg *ThreadGroup) Exec() {
	old := tg.signalLock()
	fresh := old.copyLocked()
	tg.signalHandlers = fresh
	old.mu.Unlock()
}

// ExecCopies asks handlers that nobody else has seen yet: they need no mutex.
func (tg *ThreadGroup) ExecCopies() *SignalHandlers {
	old := tg.signalLock()
	defer old.mu.Unlock()
	fresh := &SignalHandlers{actions: map[int]int{}}
	return fresh.copyLocked()
}

// ExecUnlocksOther unlocks through a pointer that was replaced meanwhile.
func (tg *ThreadGroup) ExecUnlocksOther() {
	tg.signalHandlers.mu.Lock()
	tg.signalHandlers = &SignalHandlers{}
	tg.signalHandlers.mu.Unlock() // want `tg\.signalHandlers\.mu.* unlocked while not held`
}

// signalLockBoth returns the owner beside another result.
func (tg *ThreadGroup) signalLockBoth() (*Task, *SignalHandlers) {
	sh := tg.signalLock()
	return tg.leader, sh
}

func (tg *ThreadGroup) StopLeader() {
	t, sh := tg.signalLockBoth()
	t.stopLocked()
	sh.mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}
