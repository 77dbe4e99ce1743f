package tasks

// Scope locks the signal mutex and returns what unlocks it.
func (t *Task) Scope() func() {
	t.Handlers.Mu.Lock()
	return t.Handlers.Mu.Unlock
}
