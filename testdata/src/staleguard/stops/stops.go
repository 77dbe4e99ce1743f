// Package stops has stops that are begun and ended because of checks made before
// the signal mutex was released.
package stops

// before is how a continue was lost: the outer mutex has to be taken first.
func (t *Task) before() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil)) // want `t\.beginInternalStopLocked begins a stop because of a check of t\.stopPending made before the signal mutex \(t\.tg\.signalHandlers\.mu\) was unlocked and locked again`
}

// after checks again.
func (t *Task) after() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.stopPending {
		return
	}
	t.beginInternalStopLocked((*groupStop)(nil))
}

// afterByHelper has a helper check again.
func (t *Task) afterByHelper() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.stopPending {
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	t.tg.signalHandlers.mu.Lock()
	t.tg.ts.mu.RUnlock()
	if !t.isPendingLocked() {
		return
	}
	t.beginInternalStopLocked((*groupStop)(nil))
}

// outerFirst takes both in order.
func (t *Task) outerFirst() {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.stopPending {
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

func (t *Task) nested() {
	t.tg.signalHandlers.mu.Lock()
	if t.stopPending && t.tg.phase == 1 {
		t.tg.signalHandlers.mu.Unlock()
		t.tg.ts.mu.RLock()
		t.tg.signalHandlers.mu.Lock()
		t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.(stopPending|tg\.phase) made before`
		t.tg.ts.mu.RUnlock()
	}
	t.tg.signalHandlers.mu.Unlock()
}

// remembered keeps what was found in a variable.
func (t *Task) remembered() {
	t.tg.signalHandlers.mu.Lock()
	pending := t.stopPending
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if pending {
		t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.stopPending made before`
	}
}

// itself calls what takes the mutex itself.
func (t *Task) itself() {
	t.tg.signalHandlers.mu.Lock()
	pending := t.stopPending
	t.tg.signalHandlers.mu.Unlock()
	if pending {
		t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop begins a stop because of a check of t\.stopPending made before the signal mutex \(t\.tg\.signalHandlers\.mu\) was unlocked$`
	}
}

// waitLocked releases the mutex while it waits.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) waitLocked(c chan struct{}) {
	t.tg.signalHandlers.mu.Unlock()
	defer t.tg.signalHandlers.mu.Lock()
	<-c
}

// inCallee has a callee release the mutex.
func (t *Task) inCallee(c chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.stopPending {
		return
	}
	t.waitLocked(c)
	t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.stopPending made before`
}

// inLoop checks in every round.
func (t *Task) inLoop(c chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	for !t.stopPending {
		t.waitLocked(c)
	}
	t.beginInternalStopLocked((*groupStop)(nil))
}

// endStale ends a stop that another may have taken the place of.
func (t *Task) endStale() {
	t.tg.signalHandlers.mu.Lock()
	if t.stop != (*groupStop)(nil) {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.Lock()
	defer t.tg.ts.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	t.endInternalStopLocked() // want `t\.endInternalStopLocked ends a stop because of a check of t\.stop made before`
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) endAsserted() {
	t.tg.signalHandlers.mu.Lock()
	_, ok := t.stop.(*groupStop)
	t.tg.signalHandlers.mu.Unlock()
	if !ok {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.endInternalStopLocked() // want `ends a stop because of a check of t\.stop made before`
}

// monotonic relies on what never changes back.
func (t *Task) monotonic() {
	t.tg.signalHandlers.mu.Lock()
	exiting := t.tg.exiting
	t.tg.signalHandlers.mu.Unlock()
	if exiting {
		t.tg.signalHandlers.mu.Lock()
		t.beginInternalStopLocked((*groupStop)(nil))
		t.tg.signalHandlers.mu.Unlock()
	}
}

// notExiting relies on what may change.
func (t *Task) notExiting() {
	t.tg.signalHandlers.mu.Lock()
	exiting := t.tg.exiting
	t.tg.signalHandlers.mu.Unlock()
	if exiting {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	t.beginInternalStopLocked((*groupStop)(nil)) // want `because of a check of t\.tg\.exiting made before`
	t.tg.signalHandlers.mu.Unlock()
}

// spent resets what Continue would have reset, so that Continue finds nothing to
// take back.
func (t *Task) spent() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.stopPending = false
	t.joinLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.stopPending made before`
}

// spentOfSeveral asks for other things, too, once before and once after.
func (t *Task) spentOfSeveral() {
	t.tg.signalHandlers.mu.Lock()
	if t.stopPending || t.tg.phase > 0 {
		if t.stopPending {
			t.stopPending = false
			t.joinLocked()
		}
		t.tg.phase = 0
		t.tg.signalHandlers.mu.Unlock()
		t.tg.ts.mu.RLock()
		defer t.tg.ts.mu.RUnlock()
		t.tg.signalHandlers.mu.Lock()
		if !t.isKilledLocked() {
			t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.stopPending made before`
		}
	}
	t.tg.signalHandlers.mu.Unlock()
}

// spentLater keeps the mutex until the stop has begun.
func (t *Task) spentLater() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.stopPending {
		t.stopPending = false
		t.joinLocked()
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

// spentAndAskedFor looks at what Continue tells, in vain if nothing was called off.
func (t *Task) spentAndAskedFor() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.stopPending = false
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.continuedLocked() {
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

func (t *Task) isKilledLocked() bool { return t.killed }

func (t *Task) continuedLocked() bool { return t.continued }

// claimed tells others first.
func (t *Task) claimed() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.phase = 2
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// claimedByHelper has a helper tell others first.
func (t *Task) claimedByHelper() {
	t.tg.signalHandlers.mu.Lock()
	if !t.stopPending {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.joinLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// unrelated begins a stop whether or not the check succeeds.
func (t *Task) unrelated() {
	n := 0
	t.tg.signalHandlers.mu.Lock()
	if t.stopPending {
		n++
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
	t.tg.phase = n
}

// unprotected relies on a field that no mutex protects.
func (t *Task) unprotected() {
	t.tg.signalHandlers.mu.Lock()
	if t.seen {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// freezeAlone relies on what only it sets.
func (t *Task) freezeAlone() {
	t.tg.signalHandlers.mu.Lock()
	if t.alone {
		t.tg.signalHandlers.mu.Unlock()
		return
	}
	t.tg.signalHandlers.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
	t.alone = true
}

// byHelper has a callee make the check and return the outcome.
func (t *Task) byHelper() {
	t.tg.signalHandlers.mu.Lock()
	pending := t.isPendingLocked()
	t.tg.signalHandlers.mu.Unlock()
	if !pending {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t\.stopPending made before the signal mutex \(t\.tg\.signalHandlers\.mu\) was unlocked and locked again`
}

// assertedByHelper asserts what a callee returns.
func (t *Task) assertedByHelper() {
	if _, ok := t.current().(*groupStop); !ok {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.endInternalStopLocked() // want `ends a stop because of a check of t\.stop made before`
}
