package history

import "time"

// 1. The guard was checked and reset, the mutex dropped to take an outer one, and the
// stop begun without another look: a continue in between found nothing to reset.
//
// Found: staleguard
func (t *Task) beforeContinueLost() {
	sh := t.tg.signalLock()
	if !t.stopPending {
		sh.mu.Unlock()
		return
	}
	t.stopPending = false
	sh.mu.Unlock()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.killedLocked() {
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

func (t *Task) afterContinueLost() {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.stopPending {
		t.stopPending = false
		if !t.killedLocked() {
			t.beginInternalStopLocked((*groupStop)(nil))
		}
	}
}

// 2. A field was written just before the mutex was locked.
//
// Found: unguarded
func (t *Task) beforeWrittenEarly(code int) {
	t.exitCode = code
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stopPending = false
}

func (t *Task) afterWrittenEarly(code int) {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.exitCode = code
	t.stopPending = false
}

// 3. A function that takes the mutex was called with it held.
//
// Found: unlockedcall
func (t *Task) beforeSelfDeadlock() {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.tg.ts.BeginExternalStop()
	t.tg.ts.EndExternalStop()
}

func (t *Task) afterSelfDeadlock() {
	t.tg.ts.BeginExternalStop()
	defer t.tg.ts.EndExternalStop()
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopPending = false
}

// 4. The handlers were replaced between the lock and the unlock. That another
// goroutine may replace them does not show in the function, and is not found: the
// task goroutines of a group keep each other from it, in a way that only the
// kernel's authors know.
//
// Found: unlockedcall
func (t *Task) beforeReplaced() {
	t.tg.ts.mu.Lock()
	defer t.tg.ts.mu.Unlock()
	t.tg.signalHandlers.mu.Lock()
	t.stopPending = false
	t.tg.signalHandlers = t.tg.signalHandlers.copyForExec()
	t.tg.lockable.Store(t.tg.signalHandlers)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) afterReplaced() {
	t.tg.ts.mu.Lock()
	defer t.tg.ts.mu.Unlock()
	sh := t.tg.signalHandlers
	sh.mu.Lock()
	t.stopPending = false
	t.tg.signalHandlers = sh.copyForExec()
	t.tg.lockable.Store(t.tg.signalHandlers)
	sh.mu.Unlock()
}

// 5. A read lock where a write lock was needed, and a second read lock, which
// waits for a writer that waits for the first.
//
// Found: unlockedcall
func (t *Task) beforeReadLock() {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.ts.remove(t)
}

func (t *Task) afterReadLock() {
	t.tg.ts.mu.Lock()
	defer t.tg.ts.mu.Unlock()
	t.tg.ts.remove(t)
}

// Found: unlockedcall
func (t *Task) beforeReadTwice() *SignalHandlers {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	if t.tg.ts.find(1) == nil {
		return nil
	}
	return t.tg.handlers()
}

func (t *Task) afterReadTwice() *SignalHandlers {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	if t.tg.ts.find(1) == nil {
		return nil
	}
	return t.tg.signalHandlers
}

// 6. The lock leaked on an error return, and a clean-up ran after the unlock.
//
// Found: leakedlock
func (t *Task) beforeLeaked(check func() error) error {
	sh := t.tg.signalLock()
	if err := check(); err != nil {
		return err
	}
	t.stopPending = false
	sh.mu.Unlock()
	return nil
}

func (t *Task) afterLeaked(check func() error) error {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	if err := check(); err != nil {
		return err
	}
	t.stopPending = false
	return nil
}

// Found: unlockedcall
func (t *Task) beforeCleanUp() {
	sh := t.tg.signalLock()
	end := func() { t.endInternalStopLocked() }
	defer end()
	defer sh.mu.Unlock()
	t.stopPending = false
}

func (t *Task) afterCleanUp() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	end := func() { t.endInternalStopLocked() }
	defer end()
	t.stopPending = false
}

// 7. A function whose comment asks for one mutex came to need another.
//
// Preconditions: The signal mutex must be locked.
//
// Found: contract
func (t *Task) beforeSecondMutexLocked() {
	t.stopPending = false
	t.tg.ts.find(2)
}

// Preconditions:
//   - The signal mutex must be locked.
//   - The TaskSet mutex must be locked.
func (t *Task) afterSecondMutexLocked() {
	t.stopPending = false
	t.tg.ts.find(2)
}

func (t *Task) secondMutex() {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beforeSecondMutexLocked()
	t.afterSecondMutexLocked()
}

// context is what file systems are given.
type context interface {
	// Block waits until there is something to do.
	Block()
}

// Block waits on the goroutine of t.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) Block() {}

type background struct{}

func (background) Block() {}

func writeBack(ctx context) { ctx.Block() }

// 8. A task was used as a context off its own goroutine.
//
// Found: offtask
func (t *Task) beforeLent() {
	time.AfterFunc(time.Second, func() { writeBack(t) })
}

func (t *Task) afterLent() {
	time.AfterFunc(time.Second, func() { writeBack(background{}) })
	writeBack(t)
}

// 9. The way back from a pause paused again.
//
// Found: unpairedstop
func (ts *TaskSet) beforePausedAgain(copy func() error) error {
	ts.BeginExternalStop()
	if err := copy(); err != nil {
		ts.BeginExternalStop()
		return err
	}
	ts.EndExternalStop()
	return nil
}

func (ts *TaskSet) afterPausedAgain(copy func() error) error {
	ts.BeginExternalStop()
	defer ts.EndExternalStop()
	return copy()
}

// 10. A stop was ended without waking what had arrived meanwhile. Nothing in the
// code says what that is, so no check finds it; the reference implementation looks
// for signals whenever a stop ends, and its tests fail if it does not.

// 11. The mutexes were locked in another order than the one that is written down,
// by the function itself, or by one that it called with the inner one held.
//
// Found: lockorder
func (t *Task) beforeInverted(tty *TTY) {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stopPending = false
	tty.mu.Lock()
	if tty.tg == t.tg {
		tty.tg = nil
	}
	tty.mu.Unlock()
}

func (t *Task) afterInverted(tty *TTY) {
	tty.mu.Lock()
	defer tty.mu.Unlock()
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.stopPending = false
	if tty.tg == t.tg {
		tty.tg = nil
	}
}

// Found: lockorder
func (tty *TTY) beforeInvertedByCallee(ts *TaskSet) {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	tty.setGroup(nil)
}

func (tty *TTY) setGroup(tg *ThreadGroup) {
	tty.mu.Lock()
	defer tty.mu.Unlock()
	tty.tg = tg
}

func (tty *TTY) afterInvertedByCallee(ts *TaskSet) {
	tty.setGroup(nil)
	ts.mu.RLock()
	defer ts.mu.RUnlock()
}
