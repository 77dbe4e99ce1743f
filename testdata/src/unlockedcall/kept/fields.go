package kept

// listener keeps callbacks.
type listener struct {
	// onEvent is called with nothing held.
	onEvent func()

	// onStop is called under the mutex of the task that stops.
	onStop func()

	events []func()
}

// Fire runs onEvent and events with nothing held.
func (l *listener) Fire() {
	l.onEvent()
	for _, f := range l.events {
		f()
	}
}

func (t *Task) KeptInField(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	l.onEvent = func() {
		t.stopLocked() // want `t\.stopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	}
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) KeptInFieldOwnLock(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	l.onEvent = func() {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) KeptInSlice(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	l.events = append(l.events, func() {
		t.stopLocked() // want `t\.stopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	})
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) KeptMethod(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	l.onEvent = t.stopLocked // want `t\.stopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	t.tg.signalHandlers.mu.Unlock()
}

// RunsStop runs the callback under the mutex that it needs.
func (t *Task) RunsStop(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	l.onStop()
}

// KeptForHolder is kept in a field whose every caller holds the mutex.
func (t *Task) KeptForHolder(l *listener) {
	t.tg.signalHandlers.mu.Lock()
	l.onStop = func() {
		t.stopLocked()
	}
	t.tg.signalHandlers.mu.Unlock()
}

// cleanup is a list of things to undo.
type cleanup struct {
	undo []func()
}

func (c *cleanup) add(f func()) { c.undo = append(c.undo, f) }

func (c *cleanup) run() {
	for i := len(c.undo) - 1; i >= 0; i-- {
		c.undo[i]()
	}
	c.undo = nil
}

// Cleanup pushes the unlock on a list of its own, and a call that the list
// runs before the unlock.
func (t *Task) Cleanup() {
	var c cleanup
	defer c.run()
	t.tg.signalHandlers.mu.Lock()
	c.add(func() { t.tg.signalHandlers.mu.Unlock() })
	t.stopLocked()
	c.add(func() { t.endStopLocked() })
}

// CleanupTooLate runs the list after the mutex was released.
//
// MISS: what a list of functions holds when it is run is beyond the analysis.
func (t *Task) CleanupTooLate() {
	var c cleanup
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	c.add(func() { t.endStopLocked() })
	t.tg.signalHandlers.mu.Unlock()
	c.run()
}

// CleanupByHand pushes the unlock on a plain slice, and runs it under a defer.
func (t *Task) CleanupByHand() {
	var undo []func()
	defer func() {
		for _, f := range undo {
			f()
		}
	}()
	t.tg.signalHandlers.mu.Lock()
	undo = append(undo, func() {
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	})
	t.stopLocked()
}

// Returned is called by whoever gets it.
func (t *Task) Returned() func() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	return func() {
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

// ReturnedAfterUnlock cannot count on a mutex that its creator has released.
//
// MISS: the function that gets the closure may take the mutex before it calls.
func (t *Task) ReturnedAfterUnlock() func() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	return func() {
		t.endStopLocked()
	}
}
