// Package defers has deferred locks, unlocks and calls.
package defers

func (t *Task) DeferredUnlock(n int) bool {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if n == 0 {
		return t.isStoppedLocked()
	}
	t.stopLocked()
	return false
}

// DeferredUnlockFirst registers the unlock before it locks, which is odd and right.
func (t *Task) DeferredUnlockFirst() {
	defer t.tg.signalHandlers.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
}

// DeferredLock says Lock where Unlock was meant.
func (t *Task) DeferredLock() {
	defer t.tg.signalHandlers.mu.Lock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// Relocks releases the mutex for a while under a deferred unlock.
func (t *Task) Relocks() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.interrupt()
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
}

func (t *Task) CallsInTheGap() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
}

// ManualAndDeferred unlocks by hand and then again by the defer.
func (t *Task) ManualAndDeferred() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock() // want `t\.tg\.signalHandlers\.mu.* unlocked while not held`
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.interrupt()
}

// CallBeforeUnlock: deferred calls run last in, first out, so the call runs
// before the unlock.
func (t *Task) CallBeforeUnlock() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	defer t.endStopLocked()
	t.stopLocked()
}

func (t *Task) CallAfterUnlock() {
	defer t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

// CallAfterManualUnlock defers a call past an unlock made by hand.
func (t *Task) CallAfterManualUnlock() {
	t.tg.signalHandlers.mu.Lock()
	defer t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// CallUnderLaterLock defers a call before the lock that it will run under.
func (t *Task) CallUnderLaterLock() {
	defer t.tg.signalHandlers.mu.Unlock()
	defer t.endStopLocked()
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
}

// ArgumentNow evaluates a deferred call's argument at once, under the mutex.
func (t *Task) ArgumentNow() {
	t.tg.signalHandlers.mu.Lock()
	defer use(t.isStoppedLocked())
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ArgumentTooEarly() {
	defer use(t.isStoppedLocked()) // want `t\.isStoppedLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func use(bool) {}
