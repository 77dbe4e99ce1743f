// Package doublelock has locks taken twice and unlocks of what is not held.
package doublelock

func (t *Task) LockTwice() {
	t.mu.Lock()
	t.renameLocked("x")
	t.mu.Lock() // want `t\.mu locked again while held`
	t.mu.Unlock()
}

func (t *Task) LockAgain() {
	t.mu.Lock()
	t.mu.Unlock()
	t.mu.Lock()
	t.mu.Unlock()
}

func (t *Task) LockTwiceOnSomePath() {
	t.mu.Lock()
	if t.id != 0 {
		t.mu.Unlock()
	}
	t.mu.Lock() // want `t\.mu locked again while held`
	t.mu.Unlock()
}

func (t *Task) LockTwiceByAlias() {
	sh := t.tg.signalHandlers
	sh.mu.Lock()
	t.tg.signalHandlers.mu.Lock() // want `t\.tg\.signalHandlers\.mu.* locked again while held`
	t.tg.signalHandlers.mu.Unlock()
}

// LockBoth locks two tasks' mutexes, which is one class twice.
func LockBoth(a, b *Task) {
	a.mu.Lock()
	b.mu.Lock()
	a.renameLocked("a")
	b.renameLocked("b")
	b.mu.Unlock()
	a.mu.Unlock()
}

// LockParentAndChild locks two thread groups' signal mutexes, the second nested.
func LockParentAndChild(parent, child *ThreadGroup) {
	parent.signalHandlers.mu.Lock()
	child.signalHandlers.mu.NestedLock(signalHandlersLockTg)
	child.leader.stopLocked()
	child.signalHandlers.mu.NestedUnlock(signalHandlersLockTg)
	parent.signalHandlers.mu.Unlock()
}

// LockNext hands over from one list element to the next.
func LockNext(tasks []*Task) {
	var last *Task
	for _, t := range tasks {
		t.mu.Lock()
		if last != nil {
			last.mu.Unlock()
		}
		last = t
	}
	if last != nil {
		last.mu.Unlock()
	}
}

func (t *Task) LockInBranchTwice(n int) {
	switch n {
	case 1:
		t.mu.Lock()
	case 2:
		t.mu.Lock()
		t.mu.Lock() // want `t\.mu locked again while held`
	}
}

func (t *Task) UnlockTwice() {
	t.mu.Lock()
	t.mu.Unlock()
	t.mu.Unlock() // want `t\.mu unlocked while not held`
}

func (t *Task) UnlockTwiceOnSomePath(early bool) {
	t.mu.Lock()
	if early {
		t.mu.Unlock()
		t.interrupt()
	}
	t.mu.Unlock() // want `t\.mu unlocked while not held`
}

func (t *Task) UnlockOnEachPath(early bool) {
	t.mu.Lock()
	if early {
		t.mu.Unlock()
		t.interrupt()
		return
	}
	t.mu.Unlock()
}

func (t *Task) DeferredUnlockTwice() {
	t.mu.Lock()
	defer t.mu.Unlock() // want `t\.mu unlocked while not held`
	t.renameLocked("x")
	t.mu.Unlock()
}

// UnlockOnErrorPath returns, with the unlock deferred, after one by hand.
func (t *Task) UnlockOnErrorPath(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock() // want `t\.mu unlocked while not held`
	if name == "" {
		t.mu.Unlock()
		return false
	}
	t.renameLocked(name)
	return true
}

// UnlockOther unlocks a mutex that another function may have locked.
func (t *Task) UnlockOther(u *Task) {
	t.mu.Lock()
	u.mu.Unlock()
	t.mu.Unlock()
}

// Leak returns with the mutex held, which is another check's business.
func (t *Task) Leak(name string) bool {
	t.mu.Lock()
	if name == "" {
		return false
	}
	t.renameLocked(name)
	t.mu.Unlock()
	return true
}

// LeakAll is a lock helper, or a leak: nobody can tell.
func (t *Task) LeakAll() {
	t.mu.Lock()
	t.tg.signalHandlers.mu.Lock()
}

// Release is an unlock helper: its callers hold the mutex.
func (t *Task) Release() {
	t.mu.Unlock()
}

// LeakedByHelper locks again what a helper left locked.
func (t *Task) LeakedByHelper() {
	t.LeakAll()
	t.mu.Lock() // want `t\.mu locked again while held`
	t.Release()
}

// ReleasedByHelper unlocks what a helper has unlocked.
func (t *Task) ReleasedByHelper() {
	t.mu.Lock()
	t.Release()
	t.mu.Unlock() // want `t\.mu unlocked while not held`
}

// LocksInClosure locks again in a literal that runs at once, and in one that
// does not.
func (t *Task) LocksInClosure() {
	t.mu.Lock()
	defer t.mu.Unlock()
	go func() {
		t.mu.Lock()
		t.mu.Unlock()
	}()
	func() {
		t.mu.Lock() // want `t\.mu locked again while held`
		t.mu.Unlock()
	}()
}
