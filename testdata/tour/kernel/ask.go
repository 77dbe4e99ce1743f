package kernel

// ask asks t to begin a group stop.
func (t *Task) ask() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.asked = true
}

// takeBack is like ask for the opposite, but writes too late.
func (t *Task) takeBack() {
	t.tg.signalHandlers.mu.Lock()
	asked := t.asked
	t.tg.signalHandlers.mu.Unlock()
	if asked {
		t.asked = false
	}
}
