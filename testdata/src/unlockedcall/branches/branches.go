// Package branches has locks held on some branches only.
package branches

func (t *Task) HeldOnBoth(fast bool) {
	if fast {
		t.tg.signalHandlers.mu.Lock()
		t.pending = nil
	} else {
		t.interrupt()
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) HeldOnOne() {
	fast := t.id == 0
	if !fast {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held on some paths`
	if !fast {
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ReleasedOnOne(early bool) {
	t.tg.signalHandlers.mu.Lock()
	if early {
		t.tg.signalHandlers.mu.Unlock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	if !early {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// ReleasedAndLeft leaves the function on the branch that unlocks.
func (t *Task) ReleasedAndLeft(early bool) {
	t.tg.signalHandlers.mu.Lock()
	if early {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) EveryBranchUnlocks(n int) int {
	t.tg.signalHandlers.mu.Lock()
	if n == 0 {
		t.tg.signalHandlers.mu.Unlock()
		return 0
	}
	if t.isStoppedLocked() {
		t.tg.signalHandlers.mu.Unlock()
		t.interrupt()
		return n
	}
	switch {
	case n > 10:
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
		return 10
	case n > 5:
		t.tg.signalHandlers.mu.Unlock()
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
		return 5
	default:
		t.stopLocked()
	}
	t.tg.signalHandlers.mu.Unlock()
	return -1
}

func (t *Task) CallOnUnlockedBranch(n int) {
	if n > 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	} else {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

// SwitchForgetsOne locks in all cases but one.
func (t *Task) SwitchForgetsOne(sig int) {
	switch sig {
	case 9, 19:
		t.tg.signalHandlers.mu.Lock()
	case 18:
		t.interrupt()
	default:
		t.tg.signalHandlers.mu.Lock()
		t.pending = append(t.pending, sig)
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) SwitchReturnsOne(sig int) {
	switch sig {
	case 9, 19:
		t.tg.signalHandlers.mu.Lock()
	case 18:
		t.interrupt()
		return
	default:
		t.tg.signalHandlers.mu.Lock()
		t.pending = append(t.pending, sig)
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Fallthrough(sig int) {
	switch sig {
	case 1:
		t.tg.signalHandlers.mu.Lock()
		fallthrough
	case 2:
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
	}
}

func (t *Task) Select(c, d chan int) {
	select {
	case <-c:
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	case <-d:
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

func (t *Task) Goto(again bool) {
	t.tg.signalHandlers.mu.Lock()
	if again {
		goto out
	}
	t.stopLocked()
out:
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) GotoPastLock() {
	if t.id == 0 {
		goto stop
	}
	t.tg.signalHandlers.mu.Lock()
stop:
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

func (t *Task) TypeSwitch(v any) {
	switch v := v.(type) {
	case int:
		t.tg.signalHandlers.mu.Lock()
		t.pending = append(t.pending, v)
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	case string:
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}
