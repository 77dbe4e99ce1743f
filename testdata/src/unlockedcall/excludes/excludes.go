// Package excludes has functions that must be entered without a mutex.
package excludes

// Stop locks the mutex that it must not be called with.
//
// Preconditions: The signal mutex must not be locked.
func (t *Task) Stop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func (t *Task) StopTwice() {
	t.Stop()
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.Stop()
}

func (t *Task) StopHeld() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.Stop() // want `t\.Stop called with the signal mutex \(t\.tg\.signalHandlers\.mu\) held`
}

func (t *Task) StopHeldOnSomePath(stopped bool) {
	t.tg.signalHandlers.mu.Lock()
	if stopped {
		t.tg.signalHandlers.mu.Unlock()
	}
	t.Stop() // want `t\.Stop called with the signal mutex .* held`
}

// StopSibling may be of another thread group with handlers of its own.
func (t *Task) StopSibling(u *Task) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	u.Stop()
}

// EndStop says nothing, and locks the mutex all the same.
func (t *Task) EndStop() {
	t.tg.signalHandlers.mu.Lock()
	t.endStopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) EndStopAfter() {
	t.tg.signalHandlers.mu.Lock()
	t.pending = nil
	t.tg.signalHandlers.mu.Unlock()
	t.EndStop()
}

func (t *Task) EndStopHeld() {
	t.tg.signalHandlers.mu.Lock()
	t.EndStop() // want `t\.EndStop called with the signal mutex .* held: it locks`
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) EndStopHeldByAlias() {
	sh := t.tg.signalHandlers
	sh.mu.Lock()
	defer sh.mu.Unlock()
	t.EndStop() // want `t\.EndStop called with the signal mutex .* held`
}

// wake locks two deep.
func (t *Task) wake() {
	t.EndStop()
	t.interrupt()
}

func (t *Task) WakeHeld() {
	t.tg.signalHandlers.mu.Lock()
	t.wake() // want `t\.wake called with the signal mutex .* held`
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) WakeDeferred() {
	t.tg.signalHandlers.mu.Lock()
	defer t.wake()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) WakeDeferredHeld() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	defer t.wake() // want `t\.wake called with the signal mutex .* held`
	t.stopLocked()
}

// WakeInClosure calls what locks from a literal that runs at once.
func (t *Task) WakeInClosure() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	func() {
		t.wake() // want `t\.wake called with the signal mutex .* held`
	}()
	go func() {
		t.wake()
	}()
}

// Rename takes the task's own mutex.
func (t *Task) Rename(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.renameLocked(name)
}

func (t *Task) RenameHeld() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Rename("again") // want `t\.Rename called with t\.mu held: it locks t\.mu itself`
}

// RenameOther holds one task's mutex and locks another's.
func RenameOther(a, b *Task) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.Rename("b")
}

// RenameChild holds the parent's mutex and locks the child's.
func (t *Task) RenameChild() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, child := range t.tg.tasks {
		if child != t {
			child.Rename("child")
		}
	}
}

// maybeRename locks on one of its paths only.
func (t *Task) maybeRename(name string) {
	if name == "" {
		return
	}
	t.Rename(name)
}

// MaybeRenameHeld deadlocks if there is a name.
func (t *Task) MaybeRenameHeld(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.maybeRename(name) // want `t\.maybeRename called with t\.mu held`
}

// tryRename does not wait for the mutex, so it cannot deadlock.
func (t *Task) tryRename(name string) {
	if t.mu.TryLock() {
		t.renameLocked(name)
		t.mu.Unlock()
	}
}

func (t *Task) TryRenameHeld() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tryRename("x")
}

// relockName releases before it locks: it wants the mutex held.
func (t *Task) relockName(name string) {
	t.mu.Unlock()
	t.interrupt()
	t.mu.Lock()
	t.renameLocked(name)
}

func (t *Task) RelockNameHeld() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.relockName("x")
}
