// Package lockhelpers has functions that lock for their caller or unlock for
// it. None of them says so in a contract: their bodies tell.
package lockhelpers

import "errors"

// lockSignals takes the signal mutex for its caller.
func (t *Task) lockSignals() {
	t.tg.signalHandlers.mu.Lock()
}

// unlockSignals releases the signal mutex for its caller.
func (t *Task) unlockSignals() {
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ByHelpers() {
	t.lockSignals()
	t.stopLocked()
	t.unlockSignals()
}

func (t *Task) ByHelpersDeferred() {
	t.lockSignals()
	defer t.unlockSignals()
	t.stopLocked()
}

func (t *Task) ByHelpersTooLate() {
	t.lockSignals()
	t.pending = nil
	t.unlockSignals()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

// HalfByHelper locks by hand and unlocks by the helper.
func (t *Task) HalfByHelper() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.unlockSignals()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

func (t *Task) LocksTwice() {
	t.tg.signalHandlers.mu.Lock()
	t.lockSignals() // want `t\.lockSignals called with the signal mutex .* held`
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// lockAndWake locks two deep.
func (t *Task) lockAndWake() {
	t.interrupt()
	t.lockSignals()
}

func (t *Task) TwoDeep() {
	t.lockAndWake()
	t.stopLocked()
	t.unlockSignals()
	t.interrupt()
}

// LockOf and UnlockOf are an exported pair that takes the task as a parameter.
func LockOf(t *Task)   { t.tg.signalHandlers.mu.Lock() }
func UnlockOf(t *Task) { t.tg.signalHandlers.mu.Unlock() }

func ByFunctions(u *Task) {
	LockOf(u)
	u.stopLocked()
	UnlockOf(u)
	u.endStopLocked() // want `u\.endStopLocked called without the signal mutex \(u\.tg\.signalHandlers\.mu\) held$`
}

var errGone = errors.New("task is gone")

// lock takes the signal mutex unless it fails.
func (t *Task) lock() (int, error) {
	t.tg.signalHandlers.mu.Lock()
	if t.id == 0 {
		t.tg.signalHandlers.mu.Unlock()
		return 0, errGone
	}
	return t.id, nil
}

func (t *Task) ChecksError() error {
	_, err := t.lock()
	if err != nil {
		return err
	}
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	return nil
}

func (t *Task) ErrorPath() error {
	if _, err := t.lock(); err != nil {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
		return err
	}
	t.tg.signalHandlers.mu.Unlock()
	return nil
}

func (t *Task) IgnoresError() {
	_, _ = t.lock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held on some paths`
}

// lockIfStopped says by its result whether it kept the mutex.
func (t *Task) lockIfStopped() bool {
	t.tg.signalHandlers.mu.Lock()
	if t.isStoppedLocked() {
		return true
	}
	t.tg.signalHandlers.mu.Unlock()
	return false
}

func (t *Task) ChecksBool() {
	if t.lockIfStopped() {
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ChecksBoolWrongly() {
	if !t.lockIfStopped() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	} else {
		t.tg.signalHandlers.mu.Unlock()
	}
}

// lockLeader returns the leader with the signal mutex held, or nil without it.
func (tg *ThreadGroup) lockLeader() *Task {
	tg.signalHandlers.mu.Lock()
	if tg.leader == nil {
		tg.signalHandlers.mu.Unlock()
		return nil
	}
	return tg.leader
}

func (tg *ThreadGroup) ChecksNil() {
	t := tg.lockLeader()
	if t == nil {
		return
	}
	defer tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func (tg *ThreadGroup) NilPath() {
	if t := tg.lockLeader(); t == nil {
		tg.stopAllLocked() // want `tg\.stopAllLocked called without the signal mutex .* held`
		return
	}
	tg.signalHandlers.mu.Unlock()
}

// stopAllLocked stops every task of tg.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) stopAllLocked() {
	for _, t := range tg.tasks {
		t.stopLocked()
	}
}
