package kernel

// BeginExternalStop begins an external stop on t.
func (t *Task) BeginExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopCount++
}

// EndExternalStop ends an external stop on t that BeginExternalStop began.
func (t *Task) EndExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopCount--
	if t.stopCount == 0 {
		t.resumed.Signal()
	}
}

// Copy stops t while it is written.
func (t *Task) Copy(write func(*Task) error) error {
	t.BeginExternalStop()
	defer t.EndExternalStop()
	return write(t)
}

// CopyLeaving is like Copy, but if it fails, t is not written and never runs
// again.
func (t *Task) CopyLeaving(write func(*Task) error) error {
	t.BeginExternalStop()
	if err := write(t); err != nil {
		return err
	}
	t.EndExternalStop()
	return nil
}
