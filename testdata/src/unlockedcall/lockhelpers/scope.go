package lockhelpers

import "sync"

// lockScope returns the function that ends the scope of the lock it takes.
func (t *Task) lockScope() func() {
	t.tg.signalHandlers.mu.Lock()
	return t.tg.signalHandlers.mu.Unlock
}

func (t *Task) Scoped() {
	defer t.lockScope()()
	t.stopLocked()
}

// lockScopeClosure is lockScope with a closure.
func (t *Task) lockScopeClosure() func() {
	t.tg.signalHandlers.mu.Lock()
	return func() {
		t.interrupt()
		t.tg.signalHandlers.mu.Unlock()
	}
}

func (t *Task) ScopedClosure() {
	unlock := t.lockScopeClosure()
	t.stopLocked()
	unlock()
}

// ScopedTooLate calls after the scope was ended.
func (t *Task) ScopedTooLate() {
	unlock := t.lockScopeClosure()
	unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func (t *Task) ScopedMethodTooLate() {
	unlock := t.lockScope()
	t.stopLocked()
	unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// lockOwner returns the mutex's owner and the end of the scope, or nothing.
func (tg *ThreadGroup) lockOwner() (*SignalHandlers, func(), error) {
	if tg.leader == nil {
		return nil, nil, errGone
	}
	sh := tg.signalHandlers
	sh.mu.Lock()
	return sh, func() { sh.mu.Unlock() }, nil
}

func (t *Task) ScopedOwner() error {
	_, unlock, err := t.tg.lockOwner()
	if err != nil {
		return err
	}
	defer unlock()
	t.stopLocked()
	return nil
}

func (t *Task) ScopedOwnerTooLate() error {
	_, unlock, err := t.tg.lockOwner()
	if err != nil {
		return err
	}
	t.stopLocked()
	unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
	return nil
}

// lockTwoDeep hands on what it is given.
func (t *Task) lockTwoDeep() func() { return t.lockScope() }

func (t *Task) ScopedTwoDeep() {
	unlock := t.lockTwoDeep()
	t.stopLocked()
	unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// lockUnlessIdle locks, or does nothing and returns what does nothing.
func (t *Task) lockUnlessIdle() func() {
	if t.id == 0 {
		return func() {}
	}
	t.tg.signalHandlers.mu.Lock()
	return t.tg.signalHandlers.mu.Unlock
}

// UnlessIdle ends a scope of which it is not known whether it is one.
func (t *Task) UnlessIdle() {
	unlock := t.lockUnlessIdle()
	t.interrupt()
	unlock()
}

func (t *Task) Early(c bool) {
	t.tg.signalHandlers.mu.Lock()
	unlock := sync.OnceFunc(t.tg.signalHandlers.mu.Unlock)
	defer unlock()
	if c {
		unlock()
		t.interrupt()
		return
	}
	t.stopLocked()
}

func (t *Task) EarlyTooLate() {
	t.tg.signalHandlers.mu.Lock()
	unlock := sync.OnceFunc(t.tg.signalHandlers.mu.Unlock)
	defer unlock()
	unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}
