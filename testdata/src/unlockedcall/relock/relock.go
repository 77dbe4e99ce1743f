// Package relock has functions that release and retake what their caller holds.
package relock

// waitLocked releases the mutex while it waits.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) waitLocked(c chan struct{}) {
	t.tg.signalHandlers.mu.Unlock()
	defer t.tg.signalHandlers.mu.Lock()
	<-c
}

func (t *Task) Wait(c chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	for t.isStoppedLocked() {
		t.waitLocked(c)
	}
	t.stopLocked()
}

func (t *Task) WaitBare(c chan struct{}) {
	t.waitLocked(c) // want `t\.waitLocked called without the signal mutex .* held$`
}

// flush is waitLocked with nothing written.
func (t *Task) flush(c chan struct{}) {
	t.tg.signalHandlers.mu.Unlock()
	<-c
	t.tg.signalHandlers.mu.Lock()
}

func (t *Task) Flush(c chan struct{}) {
	t.tg.signalHandlers.mu.Lock()
	t.flush(c)
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) FlushBare(c chan struct{}) {
	t.flush(c) // want `t\.flush called without the signal mutex .* held`
}

// drainLocked ends the stop before it has retaken the mutex.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) drainLocked(c chan struct{}) {
	t.tg.signalHandlers.mu.Unlock()
	select {
	case <-c:
	default:
		t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	}
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
}

// finishLocked releases the mutex for good, and says so.
//
// Preconditions: The signal mutex must be locked.
// Postconditions: The signal mutex is unlocked.
func (t *Task) finishLocked() {
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Finish() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.finishLocked()
	t.interrupt()
}

func (t *Task) FinishTooMuch() {
	t.tg.signalHandlers.mu.Lock()
	t.finishLocked()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) FinishTwice() {
	t.tg.signalHandlers.mu.Lock()
	t.finishLocked()
	t.tg.signalHandlers.mu.Unlock() // want `t\.tg\.signalHandlers\.mu.* unlocked while not held`
}

// swapLocked releases the mutex to take an outer one first.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) swapLocked() {
	t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.mu.Lock()
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.ts.mu.Unlock()
}

func (t *Task) Swap() {
	t.tg.signalHandlers.mu.Lock()
	t.swapLocked()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
}
