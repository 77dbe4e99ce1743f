package kernel

// Witnesses of unlockedcall: calls that need a mutex and are made without it,
// and calls that must be made without it and are not. Each Wrong test fails as
// its comment says, each Right test passes.

import (
	"sync"
	"testing"
	"time"

	"github.com/stoplint/stoplint/reference/guest"
)

// Two goroutines kill a task, neither with the signal mutex.
//
// Fails with: WARNING: DATA RACE
func TestWrongNotLocked(t *testing.T) {
	task := byHand(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			task.killLocked() // want `task.killLocked called without the signal mutex .* held`
		})
	}
	both.Wait()
}

// Each takes the signal mutex first.
func TestRightLocked(t *testing.T) {
	task := byHand(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			sh := task.tg.signalLock()
			defer sh.mu.Unlock()
			task.killLocked()
		})
	}
	both.Wait()
}

// The question is asked with the mutex held, the answer acted on without it.
//
// Fails with: WARNING: DATA RACE
func TestWrongUnlockedTooEarly(t *testing.T) {
	task := byHand(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			sh := task.tg.signalLock()
			killed := task.killedLocked()
			sh.mu.Unlock()
			if !killed {
				task.killLocked() // want `task.killLocked called without the signal mutex .* held`
			}
		})
	}
	both.Wait()
}

// The mutex is not held where the two branches meet.
//
// Fails with: WARNING: DATA RACE
func TestWrongLockedOnOnePath(t *testing.T) {
	task := byHand(t)
	end := func(locked bool) {
		if !locked {
			task.tg.signalHandlers.mu.Lock()
			task.tg.signalHandlers.mu.Unlock()
		}
		if _, err := task.tg.leader, task.sendSignalLocked(guest.USR1, false); err != nil { // want `task.sendSignalLocked called without the signal mutex .* held`
			t.Error(err)
		}
	}
	var both sync.WaitGroup
	for i := range 2 {
		both.Go(func() { end(i == 0) })
	}
	both.Wait()
}

// The goroutine does not hold the mutex of the function that starts it.
//
// Fails with: WARNING: DATA RACE
func TestWrongSpawned(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	sh := task.tg.signalLock()
	go func() {
		task.killLocked() // want `task.killLocked runs in a new goroutine, without the signal mutex .* that its creator holds`
		close(done)
	}()
	_ = task.dequeueSignalLocked()
	sh.mu.Unlock()
	<-done
}

// Nor does a callback that a timer runs.
//
// Fails with: WARNING: DATA RACE
func TestWrongCallback(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	sh := task.tg.signalLock()
	time.AfterFunc(0, func() {
		task.killLocked() // want `task.killLocked runs later in a callback, without the signal mutex .* that its creator holds`
		close(done)
	})
	_ = task.dequeueSignalLocked()
	sh.mu.Unlock()
	<-done
}

// ignoreUSR1 changes sh as it must be changed.
func ignoreUSR1(sh *SignalHandlers, done chan<- bool) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.actions[guest.USR1] = actionIgnore
	done <- true
}

// The mutex of other signal handlers protects nothing here.
//
// Fails with: WARNING: DATA RACE
func TestWrongInstance(t *testing.T) {
	one := &SignalHandlers{actions: make(map[guest.Signal]action)}
	two := &SignalHandlers{actions: make(map[guest.Signal]action)}
	done := make(chan bool, 1)
	go ignoreUSR1(one, done)
	two.mu.Lock()
	_ = one.copyForExecLocked() // want `one.copyForExecLocked called with .* held instead of one.mu`
	two.mu.Unlock()
	<-done
}

// Two readers hold the mutex at once, and both write.
//
// Fails with: WARNING: DATA RACE
func TestWrongMode(t *testing.T) {
	task := byHand(t)
	ts := task.tg.pidns.owner
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			ts.mu.RLock()
			defer ts.mu.RUnlock()
			ts.Root.removeLocked(task) // want `ts.Root.removeLocked needs the TaskSet mutex .* held for writing, but it is held for reading`
		})
	}
	both.Wait()
}

// Writers hold it one at a time.
func TestRightMode(t *testing.T) {
	task := byHand(t)
	ts := task.tg.pidns.owner
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			ts.mu.Lock()
			defer ts.mu.Unlock()
			ts.Root.removeLocked(task)
		})
	}
	both.Wait()
}

// BeginExternalStop locks the signal mutex that its caller has locked.
//
// Fails with: all goroutines are asleep - deadlock!
func TestWrongSelfDeadlock(t *testing.T) {
	task := byHand(t)
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	task.BeginExternalStop() // want `task.BeginExternalStop called with the signal mutex .* held: it locks .* itself`
}

// It is called before the mutex is locked.
func TestRightSelfLocking(t *testing.T) {
	task := byHand(t)
	task.BeginExternalStop()
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	task.endStopLocked()
}

// A reader waits for the writer, which is itself.
//
// Fails with: all goroutines are asleep - deadlock!
func TestWrongReadWhileWriting(t *testing.T) {
	ts := byHand(t).tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.mu.RLock() // want `ts.mu locked for reading while held for writing`
	defer ts.mu.RUnlock()
}

// A mutex does not know who has locked it.
//
// Fails with: all goroutines are asleep - deadlock!
func TestWrongLockedTwice(t *testing.T) {
	task := byHand(t)
	task.mu.Lock()
	task.mu.Lock() // want `task.mu locked again while held`
	task.mu.Unlock()
}

// There is nothing left to unlock.
//
// Fails with: fatal error: sync: unlock of unlocked mutex
func TestWrongUnlockedTwice(t *testing.T) {
	task := byHand(t)
	sh := task.tg.signalLock()
	sh.mu.Unlock()
	sh.mu.Unlock() // want `sh.mu unlocked while not held`
}

// What the path names is another mutex than the one that was locked.
//
// Fails with: fatal error: sync: unlock of unlocked mutex
func TestWrongReplaced(t *testing.T) {
	task := byHand(t)
	ts := task.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	task.tg.signalHandlers.mu.Lock()
	task.tg.signalHandlers = newSignalHandlers()
	task.tg.signalHandlers.mu.Unlock() // want `task.tg.signalHandlers.mu unlocked while not held: it was replaced since the lock`
}

// The one that was locked is kept in a variable.
func TestRightReplaced(t *testing.T) {
	task := byHand(t)
	ts := task.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	old := task.tg.signalHandlers
	old.mu.Lock()
	defer old.mu.Unlock()
	task.tg.setSignalHandlersLocked(newSignalHandlers())
}
