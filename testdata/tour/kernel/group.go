package kernel

// groupStop stops every task of a thread group, until it is continued.
type groupStop struct{}

func (*groupStop) Killable() bool { return true }

// stopGroup stops t as a member of its group. The typed nil is what
// ThreadGroup.Continue recognises.
func (t *Task) stopGroup() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// stopGroupFresh is like stopGroup, but the stop is a new pointer: it is not
// equal to the typed nil, so nothing ever ends it.
func (t *Task) stopGroupFresh() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked(&groupStop{})
}

// Stop asks every task in tg to begin a group stop.
func (tg *ThreadGroup) Stop() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tg.tasks {
		t.asked = true
	}
}

// Continue ends the group stop of every task in tg.
func (tg *ThreadGroup) Continue() {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tg.tasks {
		t.asked = false
		if t.stop == (*groupStop)(nil) {
			t.endInternalStopLocked()
		}
	}
}
