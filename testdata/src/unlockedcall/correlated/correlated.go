// Package correlated locks and calls under conditions that go together.
package correlated

// UnderSameBool locks, calls and unlocks under the same parameter.
func (t *Task) UnderSameBool(stop bool) {
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	t.interrupt()
	if stop {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) UnderOppositeBool(sig int) {
	stop := sig != 0
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	if !stop {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
	}
	if stop {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// UnderOtherBool calls under a condition that has nothing to do with the lock.
func (t *Task) UnderOtherBool(sig int, quiet bool) {
	stop := sig != 0
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	if quiet {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	}
	if stop {
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) Negated(shared bool) {
	if !shared {
		t.tg.signalHandlers.mu.Lock()
	}
	t.interrupt()
	if shared {
		return
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// LocalFlag remembers in a local whether the mutex is held.
func (t *Task) LocalFlag(sig int) {
	locked := false
	if sig != 0 {
		t.tg.signalHandlers.mu.Lock()
		locked = true
	}
	t.interrupt()
	if locked {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) LocalFlagInverted(sig int) {
	locked := false
	if sig != 0 {
		t.tg.signalHandlers.mu.Lock()
		locked = true
	}
	if !locked {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
	}
	if locked {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// Guarded locks only if there is a thread group, and calls under the same test.
func Guarded(t *Task) {
	if t != nil {
		t.tg.signalHandlers.mu.Lock()
	}
	if t != nil {
		t.stopLocked()
	}
	if t != nil {
		t.tg.signalHandlers.mu.Unlock()
	}
}

func GuardedInverted(t, u *Task) {
	if u != nil {
		t.tg.signalHandlers.mu.Lock()
	}
	if u == nil {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
	}
	if u != nil {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// Compared repeats a comparison with a constant.
func (t *Task) Compared(sig int) {
	if sig == 9 {
		t.tg.signalHandlers.mu.Lock()
	}
	t.interrupt()
	if sig == 9 {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ComparedOther(sig int) {
	if sig == 9 {
		t.tg.signalHandlers.mu.Lock()
	}
	if sig == 19 {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
	}
	if sig == 9 {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// Changed reassigns the flag between lock and call.
func (t *Task) Changed(sig int) {
	stop := sig != 0
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	held := stop
	stop = true
	if stop {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	}
	if held {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// Conjunction calls under a stronger condition than the lock's.
func (t *Task) Conjunction(sig int, quiet bool) {
	stop := sig != 0
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	if stop && !quiet {
		t.stopLocked()
	}
	if stop || quiet {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	}
	if stop {
		t.tg.signalHandlers.mu.Unlock()
	}
}
