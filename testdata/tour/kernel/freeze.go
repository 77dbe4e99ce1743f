package kernel

// freeze begins a group stop if t is asked to.
func (t *Task) freeze() {
	t.tg.mu.Lock()
	defer t.tg.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.asked {
		t.beginInternalStopLocked((*groupStop)(nil))
		t.tg.stopped++
	}
}

// freezeLate is like freeze, but by the time it begins the stop, Continue may
// have taken back what Stop asked for: then nothing ever ends the stop.
func (t *Task) freezeLate() {
	t.tg.signalHandlers.mu.Lock()
	asked := t.asked
	t.tg.signalHandlers.mu.Unlock()
	if !asked {
		return
	}
	t.tg.mu.Lock()
	defer t.tg.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
	t.tg.stopped++
}
