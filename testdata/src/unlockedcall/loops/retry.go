package loops

// Retry releases the mutex to wait, and tries again.
func (t *Task) Retry(wake chan struct{}) {
	for {
		t.tg.signalHandlers.mu.Lock()
		if !t.isStoppedLocked() {
			t.stopLocked()
			t.tg.signalHandlers.mu.Unlock()
			return
		}
		t.tg.signalHandlers.mu.Unlock()
		<-wake
	}
}

// RetryHeld enters and leaves each iteration with the mutex held.
func (t *Task) RetryHeld(wake chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	for t.isStoppedLocked() {
		t.tg.signalHandlers.mu.Unlock()
		<-wake
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// RetryForgets tests the condition without the mutex from the second time on.
func (t *Task) RetryForgets(wake chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	for t.isStoppedLocked() { // want `t\.isStoppedLocked called without the signal mutex .* held on some paths`
		t.tg.signalHandlers.mu.Unlock()
		<-wake
	}
}

// RetryBreak leaves the loop with the mutex held.
func (t *Task) RetryBreak(wake chan struct{}) {
	for {
		t.tg.signalHandlers.mu.Lock()
		if !t.isStoppedLocked() {
			break
		}
		t.tg.signalHandlers.mu.Unlock()
		<-wake
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// RetryBreakWrong leaves the loop after the unlock.
func (t *Task) RetryBreakWrong(wake chan struct{}) {
	for {
		t.tg.signalHandlers.mu.Lock()
		stopped := t.isStoppedLocked()
		t.tg.signalHandlers.mu.Unlock()
		if !stopped {
			break
		}
		<-wake
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// Nested unlocks in the inner loop and continues the outer one.
func (tg *ThreadGroup) Nested(sigs []int) {
outer:
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		for _, sig := range sigs {
			if sig == t.id {
				t.tg.signalHandlers.mu.Unlock()
				continue outer
			}
			t.stopLocked()
		}
		t.tg.signalHandlers.mu.Unlock()
	}
}

// NestedWrong breaks out of the inner loop where it should leave the outer one.
func (tg *ThreadGroup) NestedWrong(sigs []int) {
	for _, t := range tg.tasks {
		t.tg.signalHandlers.mu.Lock()
		for _, sig := range sigs {
			if sig == t.id {
				t.tg.signalHandlers.mu.Unlock()
				break
			}
		}
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
		t.tg.signalHandlers.mu.Unlock()
	}
}

// each runs the loop body as a function: the body of a range over an iterator
// runs at once, under what the loop's function holds.
func (tg *ThreadGroup) each(yield func(*Task) bool) {
	for _, t := range tg.tasks {
		if !yield(t) {
			return
		}
	}
}

func (tg *ThreadGroup) OverIterator() {
	tg.signalHandlers.mu.Lock()
	for t := range tg.each {
		t.stopLocked()
	}
	tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) OverIteratorBare() {
	for t := range tg.each {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}
}

func (tg *ThreadGroup) OverIteratorPerItem() {
	for t := range tg.each {
		t.tg.signalHandlers.mu.Lock()
		if t.isStoppedLocked() {
			t.tg.signalHandlers.mu.Unlock()
			continue
		}
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}
