package kernel

import "github.com/stoplint/stoplint/reference/guest"

// This file implements group stops: a stop signal stops all tasks of a thread
// group until the thread group receives CONT.
//
// A group stop is initiated by the task that dequeues the stop signal. It
// interrupts all tasks, and each of them enters a groupStop on its own
// goroutine. The stop is complete when the last one has.

// groupStop is the internal stop of a task in a group stop.
type groupStop struct{}

// Killable implements TaskStop.Killable.
func (*groupStop) Killable() bool { return true }

// initiateGroupStop makes all tasks of t's thread group enter a group stop for
// sig, which t has dequeued.
//
// t's signal mutex was unlocked after the signal was dequeued. If a CONT was
// sent since, the stop is void: were it to begin now, the CONT that should end
// it would have come and gone.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must not be locked.
func (t *Task) initiateGroupStop(sig guest.Signal) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if !t.tg.groupStopDequeued || t.groupStopPending || t.tg.exiting || t.tg.execing != nil {
		return
	}
	if !t.tg.groupStopComplete {
		t.tg.groupStopSignal = sig
	}
	t.tg.groupStopPendingCount = 0
	for _, t2 := range t.tg.tasks {
		if t2.killedLocked() || t2.exitState != exitNone {
			t2.groupStopPending = false
			continue
		}
		t2.groupStopPending = true
		t2.groupStopAcknowledged = false
		t.tg.groupStopPendingCount++
		t2.interrupt()
	}
}

// enterGroupStopLocked begins a groupStop on t, or a ptraceStop if t is traced.
// It returns whether the tracer has to be told, and whether the parent has to
// be told of the completed group stop, for both of which the signal mutex must
// be unlocked.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must be locked.
//   - t.groupStopPending must be true.
func (t *Task) enterGroupStopLocked() (tellTracer, tellParent bool) {
	t.groupStopPending = false
	tellParent = t.participateGroupStopLocked()
	switch {
	case t.killedLocked():
		return false, tellParent
	case t.tracer != nil:
		t.beginPtraceStopLocked(&ptraceStop{})
		return true, tellParent
	}
	t.beginInternalStopLocked((*groupStop)(nil))
	return false, tellParent
}

// participateGroupStopLocked counts t as having entered the group stop, after
// t.groupStopPending was set to false, and returns true if that completes the
// group stop.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) participateGroupStopLocked() bool {
	if t.groupStopAcknowledged {
		return false
	}
	t.groupStopAcknowledged = true
	t.tg.groupStopPendingCount--
	if t.tg.groupStopPendingCount != 0 || t.tg.groupStopComplete {
		return false
	}
	t.tg.groupStopComplete = true
	t.tg.groupContNotify = false
	t.tg.waitable = waitableStopped
	return true
}

// endGroupStopLocked ends the group stop of tg, whether complete or not, and
// voids all stop signals sent before. If notify is true, the parent is told.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) endGroupStopLocked(notify bool) {
	tg.discardLocked(stopSignals)
	tg.groupStopDequeued = false
	if tg.groupStopPendingCount == 0 && !tg.groupStopComplete {
		return
	}
	for _, t := range tg.tasks {
		t.groupStopPending = false
		if _, ok := t.stop.(*groupStop); ok {
			t.endInternalStopLocked()
		}
	}
	if notify {
		// The parent's signal mutex cannot be locked with this one locked, so
		// one of the tasks that continue tells the parent.
		tg.groupContNotify = true
		tg.waitable = waitableContinued
	}
	tg.groupStopSignal = 0
	tg.groupStopPendingCount = 0
	tg.groupStopComplete = false
}
