package kernel

// Kill ends the stop in force on t, unless it must be waited for.
func (t *Task) Kill() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.stop != nil && t.stop.Killable() {
		t.endInternalStopLocked()
	}
}

// KillLate is like Kill, but by the time it ends the stop, another goroutine
// may have ended it, and the task may be in a stop that is not killable.
func (t *Task) KillLate() {
	t.tg.signalHandlers.mu.Lock()
	killable := t.stop != nil && t.stop.Killable()
	t.tg.signalHandlers.mu.Unlock()
	if killable {
		t.endInternalStopLocked()
	}
}
