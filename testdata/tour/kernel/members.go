package kernel

// members returns the number of tasks of tg that have been asked to stop.
func (tg *ThreadGroup) members() int {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	n := 0
	for _, t := range tg.tasks {
		if t.asked {
			n++
		}
	}
	return n
}

// anyAsked reports whether any task of tg has been asked to stop. If one has,
// the signal mutex stays locked.
func (tg *ThreadGroup) anyAsked() bool {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		if t.asked {
			return true
		}
	}
	tg.signalHandlers.mu.Unlock()
	return false
}
