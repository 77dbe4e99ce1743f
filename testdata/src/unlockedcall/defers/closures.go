package defers

// Closure unlocks, and calls, in a deferred closure.
func (t *Task) Closure() {
	t.tg.signalHandlers.mu.Lock()
	defer func() {
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}()
	t.stopLocked()
}

func (t *Task) ClosureTooLate() {
	t.tg.signalHandlers.mu.Lock()
	defer func() {
		t.tg.signalHandlers.mu.Unlock()
		t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	}()
	t.stopLocked()
}

// ClosureOwnLock takes the mutex itself.
func (t *Task) ClosureOwnLock() {
	defer func() {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
		t.endStopLocked()
	}()
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ClosureAfterUnlock() {
	defer func() {
		t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	}()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

// ClosureFlag unlocks unless the body already did.
func (t *Task) ClosureFlag(early bool) {
	t.tg.signalHandlers.mu.Lock()
	locked := true
	defer func() {
		if locked {
			t.endStopLocked()
			t.tg.signalHandlers.mu.Unlock()
		}
	}()
	t.stopLocked()
	if early {
		t.tg.signalHandlers.mu.Unlock()
		locked = false
		t.interrupt()
	}
}

// Conditional locks under a condition, with the unlock deferred beside it.
func (t *Task) Conditional(stop bool) {
	if stop {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
	}
	t.interrupt()
	if stop {
		t.stopLocked()
	}
}

func (t *Task) ConditionalOther() {
	if t.id != 0 {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

// ConditionalCall defers the call on one branch only, the one that locks.
func (t *Task) ConditionalCall(stop bool) {
	if stop {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
		defer t.endStopLocked()
		t.stopLocked()
	}
	t.interrupt()
}

func (t *Task) ConditionalUnlock(keep bool) {
	t.tg.signalHandlers.mu.Lock()
	defer t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held on some paths`
	if !keep {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// LateRegistration returns before the defer is reached on one path.
func (t *Task) LateRegistration(n int) {
	if n == 0 {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if n == 1 {
		return
	}
	t.stopLocked()
}

// Panics runs the deferred calls in the same order when the body panics.
func (t *Task) Panics(sig int) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	defer t.endStopLocked()
	if sig < 0 {
		panic("negative signal")
	}
	t.stopLocked()
}

// UnlocksThenPanics has unlocked by hand when it panics.
func (t *Task) UnlocksThenPanics(sig int) {
	t.tg.signalHandlers.mu.Lock()
	defer t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held on some paths`
	if sig < 0 {
		t.tg.signalHandlers.mu.Unlock()
		panic("negative signal")
	}
	t.stopLocked()
}

// Recovers keeps the mutex over a recovered panic.
func (t *Task) Recovers() (err any) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	defer func() {
		if err = recover(); err != nil {
			t.endStopLocked()
		}
	}()
	t.stopLocked()
	return nil
}

// NamedClosure defers a closure held in a local.
func (t *Task) NamedClosure() {
	undo := func() {
		t.endStopLocked()
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	defer undo()
	t.stopLocked()
}

func (t *Task) NamedClosureTooLate() {
	undo := func() {
		t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	}
	defer undo()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}
