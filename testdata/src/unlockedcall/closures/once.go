package closures

// inside calls f once, whatever happens.
func inside(f func()) {
	defer f()
}

// around hands f on, to be called once.
func around(f func()) { inside(f) }

// perhaps calls f on one way out.
func perhaps(c bool, f func()) {
	if c {
		f()
	}
}

// twice calls f two times.
func twice(f func()) {
	f()
	f()
}

func (t *Task) DroppedInside() {
	t.tg.signalHandlers.mu.Lock()
	inside(func() { t.tg.signalHandlers.mu.Unlock() })
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) DroppedAround() {
	t.tg.signalHandlers.mu.Lock()
	around(t.tg.signalHandlers.mu.Unlock)
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) DroppedPerhaps(c bool) {
	t.tg.signalHandlers.mu.Lock()
	perhaps(c, func() { t.tg.signalHandlers.mu.Unlock() })
	if !c {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) TakenInside() {
	inside(func() { t.tg.signalHandlers.mu.Lock() })
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) StopTwice() {
	t.tg.signalHandlers.mu.Lock()
	twice(func() {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
		t.tg.signalHandlers.mu.Lock()
	})
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}
