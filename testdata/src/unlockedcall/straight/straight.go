// Package straight has lock and call in one basic block.
package straight

// StopRight is the plain correct shape.
func (t *Task) StopRight() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) StopBare() {
	t.stopLocked() // want `t\.stopLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) StopAfterUnlock() {
	t.tg.signalHandlers.mu.Lock()
	t.tg.signalHandlers.mu.Unlock()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) StopBeforeLock() {
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	t.pending = nil
	t.tg.signalHandlers.mu.Unlock()
}

// Restop takes the mutex anew for the second call.
func (t *Task) Restop() {
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.interrupt()
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) RestopForgetful() {
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.interrupt()
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// StopUnderNested holds the mutex by its generated nested form.
func (t *Task) StopUnderNested(outer *Task) {
	outer.tg.signalHandlers.mu.Lock()
	t.tg.signalHandlers.mu.NestedLock(signalHandlersLockTg)
	t.stopLocked()
	t.tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
	outer.tg.signalHandlers.mu.Unlock()
}

func (t *Task) StopAfterNested() {
	t.tg.signalHandlers.mu.NestedLock(signalHandlersLockTg)
	t.tg.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// StopUnderOther holds a mutex, but one of another class.
func (t *Task) StopUnderOther() {
	t.mu.Lock()
	t.renameLocked("stopped")
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	t.mu.Unlock()
}

func (t *Task) StopUnderBoth() {
	t.tg.signalHandlers.mu.Lock()
	t.mu.Lock()
	t.renameLocked("stopped")
	t.stopLocked()
	t.mu.Unlock()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) RenameUnderOther() {
	t.tg.signalHandlers.mu.Lock()
	t.renameLocked("x") // want `t\.renameLocked called without t\.mu held$`
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

// Unlocks in another order than the locks.
func (t *Task) HandOver() {
	t.tg.signalHandlers.mu.Lock()
	t.mu.Lock()
	t.tg.signalHandlers.mu.Unlock()
	t.renameLocked("x")
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	t.mu.Unlock()
}
