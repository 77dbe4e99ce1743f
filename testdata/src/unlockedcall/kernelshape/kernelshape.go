// Package kernelshape has the longer shapes of a guest kernel.
package kernelshape

import "errors"

type runState interface {
	execute(t *Task) runState
}

type (
	runApp       struct{}
	runInterrupt struct{}
	runBad       struct{}
)

func (*runApp) execute(t *Task) runState {
	t.tg.signalHandlers.mu.Lock()
	if t.isStoppedLocked() {
		t.tg.signalHandlers.mu.Unlock()
		return (*runInterrupt)(nil)
	}
	t.tg.signalHandlers.mu.Unlock()
	return (*runApp)(nil)
}

// traceSignalLocked lets a tracer see a signal.
//
// Preconditions:
//   - The signal mutex must be locked.
//   - The caller must be running on the task goroutine.
//
// +checklocks:t.tg.signalHandlers.mu
func (t *Task) traceSignalLocked(sig int) bool {
	if sig == 9 {
		return false
	}
	// The TaskSet mutex is taken before any signal mutex.
	t.tg.signalHandlers.mu.Unlock()
	defer t.tg.signalHandlers.mu.Lock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	if t.tg.leader == nil {
		return false
	}
	return t.beginTrace()
}

// beginTrace takes the signal mutex itself.
func (t *Task) beginTrace() bool {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	return true
}

// dequeueLocked takes a pending signal.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) dequeueLocked() int {
	if len(t.pending) == 0 {
		return 0
	}
	sig := t.pending[0]
	t.pending = t.pending[1:]
	return sig
}

func (*runInterrupt) execute(t *Task) runState {
	t.tg.signalHandlers.mu.Lock()

	if t.stopCount < 0 {
		t.stopCount = 0
		t.tg.signalHandlers.mu.Unlock()
		t.tg.ts.mu.RLock()
		t.interrupt()
		t.tg.ts.mu.RUnlock()
		return (*runInterrupt)(nil)
	}

	if t.id > 100 {
		notify := t.isStoppedLocked()
		if tracer := t.tg.leader; tracer != nil {
			t.tg.signalHandlers.mu.Unlock()
			t.tg.ts.mu.RLock()
			if t.beginTrace() {
				tracer.interrupt()
			}
		} else {
			if !t.isStoppedLocked() {
				t.stopLocked()
			}
			t.tg.signalHandlers.mu.Unlock()
			t.tg.ts.mu.RLock()
		}
		if notify {
			t.interrupt()
		}
		t.tg.ts.mu.RUnlock()
		return (*runInterrupt)(nil)
	}

	if sig := t.dequeueLocked(); sig != 0 {
		if t.traceSignalLocked(sig) {
			t.tg.signalHandlers.mu.Unlock()
			return (*runInterrupt)(nil)
		}
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
		return (*runApp)(nil)
	}
	t.tg.signalHandlers.mu.Unlock()
	return (*runApp)(nil)
}

// runBad is runInterrupt with an unlock in the wrong place.
func (*runBad) execute(t *Task) runState {
	t.tg.signalHandlers.mu.Lock()
	if t.id > 100 {
		if tracer := t.tg.leader; tracer != nil {
			t.tg.signalHandlers.mu.Unlock()
			t.tg.ts.mu.RLock()
			tracer.interrupt()
		} else {
			t.tg.signalHandlers.mu.Unlock()
			t.tg.ts.mu.RLock()
			t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
		}
		t.tg.ts.mu.RUnlock()
		return (*runBad)(nil)
	}
	if sig := t.dequeueLocked(); sig != 0 {
		t.tg.signalHandlers.mu.Unlock()
		if t.traceSignalLocked(sig) { // want `t\.traceSignalLocked called without the signal mutex .* held$`
			return (*runBad)(nil)
		}
	}
	return (*runApp)(nil)
}

var errAgain = errors.New("try again")

// Sigwait waits with the mutex released, under a deferred unlock.
func (t *Task) Sigwait(wait func() error) (int, error) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if sig := t.dequeueLocked(); sig != 0 {
		return sig, nil
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	err := wait()
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	if sig := t.dequeueLocked(); sig != 0 {
		return sig, nil
	}
	if err == nil {
		err = errAgain
	}
	return 0, err
}

// SigwaitBad retakes the mutex too late.
func (t *Task) SigwaitBad(wait func() error) (int, error) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	err := wait()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	return t.dequeueLocked(), err
}
