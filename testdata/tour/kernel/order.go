package kernel

import "sync"

// journal is where a thread group writes down what happens to it.
//
// Lock order: SignalHandlers.mu -> journal.mu
type journal struct {
	mu      sync.Mutex
	entries []string
}

// note adds how many tasks tg has.
func (j *journal) note(tg *ThreadGroup) {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, tg.describeLocked())
}

// noteBackwards is like note, but another goroutine that is in note waits for it,
// and it for that goroutine.
func (j *journal) noteBackwards(tg *ThreadGroup) {
	j.mu.Lock()
	defer j.mu.Unlock()
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	j.entries = append(j.entries, tg.describeLocked())
}

// describeLocked says how many tasks tg has.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) describeLocked() string {
	if len(tg.tasks) > 1 {
		return "many"
	}
	return "one"
}
