package kernel

// Witnesses of unguarded: what a mutex protects is written without it. Each
// Wrong test fails as its comment says, each Right test passes.

import "testing"

// countStopping counts one more task of tg that is to stop, in a critical
// section that ends too early. Before the count is written, something happens.
func countStopping(tg *ThreadGroup, between func()) {
	sh := tg.signalLock()
	n := tg.groupStopPendingCount
	sh.mu.Unlock()
	between()
	tg.groupStopPendingCount = n + 1 // want `tg.groupStopPendingCount written after the signal mutex .* is unlocked`
}

// countStoppingAtOnce reads and writes the count in one critical section.
func countStoppingAtOnce(tg *ThreadGroup, between func()) {
	between()
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	tg.groupStopPendingCount++
}

// stopsCounted returns how many tasks of tg are counted.
func stopsCounted(tg *ThreadGroup) int {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	return tg.groupStopPendingCount
}

// Another task is counted between the read and the write: one of the two is
// lost, and the group stop is complete before the last task has stopped.
//
// Fails with: 1 tasks are counted, want 2
func TestWrongWrittenAfterUnlock(t *testing.T) {
	tg := byHand(t).tg
	countStopping(tg, func() { countStoppingAtOnce(tg, func() {}) })
	if n := stopsCounted(tg); n != 2 {
		t.Errorf("%d tasks are counted, want 2", n)
	}
}

// The same, with the mutex held from the read to the write.
func TestRightWrittenUnderLock(t *testing.T) {
	tg := byHand(t).tg
	countStoppingAtOnce(tg, func() { countStoppingAtOnce(tg, func() {}) })
	if n := stopsCounted(tg); n != 2 {
		t.Errorf("%d tasks are counted, want 2", n)
	}
}

// forget takes the stop in force of a task away, and only then locks the mutex
// to count it.
func forget(task *Task, between func()) {
	task.stop = nil // want `task.stop written before the signal mutex .* is locked`
	between()
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	if task.stop == nil {
		task.endStopLocked()
	}
}

// forgetLocked does both in one critical section.
func forgetLocked(task *Task, between func()) {
	sh := task.tg.signalLock()
	task.stop = nil
	task.endStopLocked()
	sh.mu.Unlock()
	between()
}

// The next stop is begun between the write and the lock. It looks as if the one
// before had not ended, and its count is left for good.
//
// Fails with: 2 stops are counted, want 1
func TestWrongWrittenBeforeLock(t *testing.T) {
	task := byHand(t)
	task.beginInternalStop((*groupStop)(nil))
	forget(task, func() { task.beginInternalStop((*vforkStop)(nil)) })
	if n := task.stopCount.Load(); n != 1 {
		t.Errorf("%d stops are counted, want 1", n)
	}
}

// The same, with the write under the lock.
func TestRightForgottenUnderLock(t *testing.T) {
	task := byHand(t)
	task.beginInternalStop((*groupStop)(nil))
	forgetLocked(task, func() { task.beginInternalStop((*vforkStop)(nil)) })
	if n := task.stopCount.Load(); n != 1 {
		t.Errorf("%d stops are counted, want 1", n)
	}
}
