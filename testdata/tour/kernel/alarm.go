package kernel

import "time"

// stopNow stops t, which calls it on its own goroutine.
func (t *Task) stopNow() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// stopSoon is like stopNow, but a timer calls it: t may be in another stop by
// then, or run on without looking.
func (t *Task) stopSoon() {
	time.AfterFunc(time.Second, t.stopNow)
}
