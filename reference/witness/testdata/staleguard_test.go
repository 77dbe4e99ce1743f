package kernel

// Witnesses of staleguard: stops begun because of a check that was made before
// the signal mutex was unlocked. Each Wrong test fails as its comment says, each
// Right test passes.

import "testing"

// haltIfPending is what a task does that finds out that its group is to stop, in
// two critical sections. Between them something happens.
func haltIfPending(t *Task, between func()) {
	sh := t.tg.signalLock()
	if !t.groupStopPending {
		sh.mu.Unlock()
		return
	}
	sh.mu.Unlock()
	between()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil)) // want `begins a stop because of a check of t.groupStopPending made before`
}

// haltIfStillPending checks in the critical section that begins the stop.
func haltIfStillPending(t *Task, between func()) {
	between()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.groupStopPending {
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

// askToStop asks the tasks of a group to stop.
func askToStop(tg *ThreadGroup) {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	for _, t := range tg.tasks {
		t.groupStopPending = true
		tg.groupStopPendingCount++
	}
}

// continueGroup ends the group stop of tg.
func continueGroup(tg *ThreadGroup) {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	tg.endGroupStopLocked(false)
}

// The group is continued after the check, and before the stop that it should
// have ended is begun: nobody is left to end it.
//
// Fails with: stopped after the group was continued
func TestWrongContinuedInBetween(t *testing.T) {
	task := byHand(t)
	askToStop(task.tg)
	haltIfPending(task, func() { continueGroup(task.tg) })
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	if task.stop != nil {
		t.Error("stopped after the group was continued")
	}
}

// The same, with the check where the stop is begun.
func TestRightContinuedBefore(t *testing.T) {
	task := byHand(t)
	askToStop(task.tg)
	haltIfStillPending(task, func() { continueGroup(task.tg) })
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	if task.stop != nil {
		t.Error("stopped after the group was continued")
	}
}
