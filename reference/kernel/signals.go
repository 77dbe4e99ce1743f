package kernel

import (
	"errors"

	"github.com/stoplint/stoplint/reference/guest"
)

var (
	errNoSuchProcess = errors.New("no such process")
	errNotPermitted  = errors.New("not permitted")
)

// SendSignal sends sig to tg.
//
// Preconditions: Neither the TaskSet mutex nor any signal mutex may be locked.
func (tg *ThreadGroup) SendSignal(sig guest.Signal) error {
	tg.pidns.owner.mu.RLock()
	defer tg.pidns.owner.mu.RUnlock()
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	return tg.leader.sendSignalLocked(sig, true)
}

// sendSignalLocked sends sig to t, or to its thread group if group is true.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) sendSignalLocked(sig guest.Signal, group bool) error {
	if t.exitState == exitDead {
		return errNoSuchProcess
	}
	t.tg.applySignalSideEffectsLocked(sig)
	if sig == guest.KILL {
		return nil
	}
	// A tracer sees even signals that are ignored.
	ignored := t.tg.signalHandlers.actionLocked(sig) == actionIgnore
	if ignored && setOf(sig)&t.signalMask == 0 && t.tracer == nil {
		return nil
	}
	if !group {
		t.pending |= setOf(sig)
		if t.canReceiveSignalLocked(sig) {
			t.interrupt()
		}
		return nil
	}
	t.tg.pending |= setOf(sig)
	if t.canReceiveSignalLocked(sig) {
		t.interrupt()
	} else if other := t.tg.findSignalReceiverLocked(sig); other != nil {
		other.interrupt()
	}
	return nil
}

// applySignalSideEffectsLocked does what sig does when it is sent, even if it
// is never delivered.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) applySignalSideEffectsLocked(sig guest.Signal) {
	switch {
	case setOf(sig)&stopSignals != 0:
		tg.discardLocked(setOf(guest.CONT))
	case sig == guest.CONT:
		tg.endGroupStopLocked(true)
	case sig == guest.KILL:
		tg.killLocked(ExitStatus{Signal: guest.KILL})
	}
}

// discardLocked removes sigs from all sets of pending signals of tg.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) discardLocked(sigs signalSet) {
	tg.pending &^= sigs
	for _, t := range tg.tasks {
		t.pending &^= sigs
	}
}

// canReceiveSignalLocked returns true if interrupting t makes it handle sig.
// It does not if t is in an internal stop: it then looks for signals when the
// stop ends. Nor does it if t was interrupted already: it then looks for all
// signals.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) canReceiveSignalLocked(sig guest.Signal) bool {
	return setOf(sig)&t.signalMask == 0 && t.stop == nil && !t.interrupted()
}

// findSignalReceiverLocked returns a task of tg that canReceiveSignalLocked, or
// nil.
//
// Preconditions: The signal mutex must be locked.
func (tg *ThreadGroup) findSignalReceiverLocked(sig guest.Signal) *Task {
	for _, t := range tg.tasks {
		if t.canReceiveSignalLocked(sig) {
			return t
		}
	}
	return nil
}

// setSignalMaskLocked sets t's signal mask. A group signal that t was
// interrupted for and that is in the new mask goes to another task.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must be locked.
func (t *Task) setSignalMaskLocked(mask signalSet) {
	lost := mask &^ t.signalMask & t.tg.pending
	t.signalMask = mask
	for sig := lost.first(); sig != 0; sig = lost.first() {
		lost &^= setOf(sig)
		if other := t.tg.findSignalReceiverLocked(sig); other != nil {
			other.interrupt()
		}
	}
	if (t.pending|t.tg.pending)&^mask != 0 {
		t.interruptSelf()
	}
}

// dequeueSignalLocked takes the next signal to deliver to t, or returns 0.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) dequeueSignalLocked() guest.Signal {
	if sig := (t.pending &^ t.signalMask).first(); sig != 0 {
		t.pending &^= setOf(sig)
		return sig
	}
	sig := (t.tg.pending &^ t.signalMask).first()
	t.tg.pending &^= setOf(sig)
	return sig
}

// runInterrupt handles what a task may have been interrupted for.
type runInterrupt struct{}

// execute implements taskRunState.execute.
//
// One interrupt may stand for any number of reasons, so whoever has handled
// one comes back to runInterrupt to look for others.
func (*runInterrupt) execute(t *Task) taskRunState {
	t.tg.signalHandlers.mu.Lock()
	if t.tg.groupContNotify {
		t.tg.groupContNotify = false
		t.tg.signalHandlers.mu.Unlock()
		t.tg.notifyParent()
		return (*runInterrupt)(nil)
	}
	if t.groupStopPending {
		tellTracer, tellParent := t.enterGroupStopLocked()
		t.tg.signalHandlers.mu.Unlock()
		if tellTracer {
			t.notifyTracer()
		}
		if tellParent {
			t.tg.notifyParent()
		}
		return (*runInterrupt)(nil)
	}
	sig := t.dequeueSignalLocked()
	if sig == 0 {
		t.unsetInterrupted()
		t.tg.signalHandlers.mu.Unlock()
		return (*runApp)(nil)
	}
	if setOf(sig)&stopSignals != 0 {
		// The signal mutex is unlocked before the group stop is initiated.
		// Task.initiateGroupStop looks for a CONT in between.
		t.tg.groupStopDequeued = true
	}
	if t.tracer != nil && sig != guest.KILL {
		next := t.enterDeliveryStopLocked(sig)
		t.tg.signalHandlers.mu.Unlock()
		t.notifyTracer()
		return next
	}
	act := t.tg.signalHandlers.actionLocked(sig)
	t.tg.signalHandlers.mu.Unlock()
	return t.deliverSignal(sig, act)
}

// deliverSignal does what act says and returns the next run state.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must not be locked.
func (t *Task) deliverSignal(sig guest.Signal, act action) taskRunState {
	switch act {
	case actionTerminate:
		t.prepareGroupExit(ExitStatus{Signal: sig})
		return (*runExit)(nil)
	case actionStop:
		t.initiateGroupStop(sig)
	case actionHandle:
		t.k.console.print(t.tid, "caught "+sig.String())
		if t.p.regs.Restart && t.p.current().Op == guest.OpPause {
			t.finishSyscall("interrupted")
		}
	}
	return (*runInterrupt)(nil)
}

// notifyParent sends CHLD to tg's parent, if there is one, and wakes those of
// its tasks that wait.
//
// Preconditions: Neither the TaskSet mutex nor any signal mutex may be locked.
func (tg *ThreadGroup) notifyParent() {
	tg.pidns.owner.mu.RLock()
	defer tg.pidns.owner.mu.RUnlock()
	tg.parent.notifyChildLocked()
}

// notifyChildLocked tells tg, which may be nil, that something has happened to
// a child or a tracee.
//
// Preconditions: The TaskSet mutex must be locked (for reading or writing).
func (tg *ThreadGroup) notifyChildLocked() {
	if tg == nil {
		return
	}
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	// That the parent is dead is no concern of the child's.
	_ = tg.leader.sendSignalLocked(guest.CHLD, true)
	tg.events.notify()
}
