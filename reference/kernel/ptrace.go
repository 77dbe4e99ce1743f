package kernel

import (
	"fmt"

	"github.com/stoplint/stoplint/reference/guest"
)

// This file implements tracing. A tracee that receives a signal enters a
// ptraceStop, and its tracer decides what becomes of the signal.
//
// Every request of a tracer names the stop that was reported to it last, so a
// request that comes after a kill ended that stop is refused, even if the
// tracee is in another one by then.

// ptraceStop is the internal stop of a tracee that waits for its tracer.
//
// All fields are protected by the stopped task's signal mutex.
type ptraceStop struct {
	// frozen is true if killing the task must not end the stop.
	frozen bool

	// reported is true if the tracer has waited for the stop.
	reported bool

	// sig is the signal that is delivered when the stop has ended, or 0.
	sig guest.Signal
}

// Killable implements TaskStop.Killable.
func (s *ptraceStop) Killable() bool { return !s.frozen }

// beginPtraceStopLocked begins s on t, whose registers its tracer may read
// from then on. It does not notify the tracer.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must be locked.
func (t *Task) beginPtraceStopLocked(s *ptraceStop) {
	t.mu.Lock()
	t.regs = t.p.regs
	t.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// enterDeliveryStopLocked begins the stop in which t's tracer decides about
// sig, and returns the next run state.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must be locked.
//   - t must have a tracer.
func (t *Task) enterDeliveryStopLocked(sig guest.Signal) taskRunState {
	// The tracer may turn sig into a stop signal, which a CONT voids that is
	// sent from now on.
	t.tg.groupStopDequeued = true
	s := &ptraceStop{sig: sig}
	t.beginPtraceStopLocked(s)
	return &runAfterDeliveryStop{stop: s}
}

// runAfterDeliveryStop delivers the signal that a tracer has decided on.
type runAfterDeliveryStop struct {
	stop *ptraceStop
}

// execute implements taskRunState.execute.
func (r *runAfterDeliveryStop) execute(t *Task) taskRunState {
	t.tg.signalHandlers.mu.Lock()
	sig := r.stop.sig
	switch {
	case sig == 0:
		t.tg.signalHandlers.mu.Unlock()
		return (*runInterrupt)(nil)
	case setOf(sig)&t.signalMask != 0:
		t.pending |= setOf(sig)
		t.tg.signalHandlers.mu.Unlock()
		return (*runInterrupt)(nil)
	}
	act := t.tg.signalHandlers.actionLocked(sig)
	t.tg.signalHandlers.mu.Unlock()
	return t.deliverSignal(sig, act)
}

// notifyTracer tells t's tracer, if there is one, that t has entered a stop.
//
// Preconditions: Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) notifyTracer() {
	t.tg.pidns.owner.mu.RLock()
	defer t.tg.pidns.owner.mu.RUnlock()
	t.tracer.notifyChildLocked()
}

// setTracerLocked makes tg the tracer of t, whose next signal is sent to it.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (t *Task) setTracerLocked(tg *ThreadGroup) error {
	if tg == nil || tg == t.tg || t.tracer != nil || t.exitState != exitNone {
		return errNotPermitted
	}
	tg.tracees[t] = nil
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.tracer = tg
	return nil
}

// attachLocked makes tg the tracer of t and sends t a STOP. If t is in a group
// stop, that becomes a trace stop.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (t *Task) attachLocked(tg *ThreadGroup) error {
	if err := t.setTracerLocked(tg); err != nil {
		return err
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if _, ok := t.stop.(*groupStop); ok {
		t.rejoinGroupStopLocked()
		t.endInternalStopLocked()
	}
	return t.sendSignalLocked(guest.STOP, false)
}

// rejoinGroupStopLocked makes t, which has taken part in the group stop of its
// thread group, enter a stop for it again.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) rejoinGroupStopLocked() {
	t.groupStopPending = true
	t.groupStopAcknowledged = true
	t.interrupt()
}

// forgetTracerLocked ends the tracing of t, and with it the trace stop that t
// may be in.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - t must have a tracer.
func (t *Task) forgetTracerLocked() {
	delete(t.tracer.tracees, t)
	t.tracer.events.notify()
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.tracer = nil
	if t.tg.groupStopComplete || t.tg.groupStopPendingCount != 0 {
		if !t.groupStopPending && t.exitState == exitNone {
			t.rejoinGroupStopLocked()
		}
	}
	if _, ok := t.stop.(*ptraceStop); ok {
		t.endInternalStopLocked()
	}
}

// traceeStopLocked returns the stop of tracee that was reported to tg last, or
// an error if tracee is no tracee of tg's or not in that stop any more.
//
// Preconditions:
//   - The TaskSet mutex must be locked (for reading or writing).
//   - tracee's signal mutex must be locked.
func (tg *ThreadGroup) traceeStopLocked(tracee *Task) (*ptraceStop, error) {
	s := tg.tracees[tracee]
	if s == nil || tracee.stop != TaskStop(s) {
		return nil, errNoSuchProcess
	}
	return s, nil
}

// sysTraceMe implements guest.TraceMe.
func sysTraceMe(t *Task, _ *guest.Step) (taskRunState, error) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return nil, t.setTracerLocked(t.tg.parent)
}

// sysAttach implements guest.Attach.
func sysAttach(t *Task, step *guest.Step) (taskRunState, error) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	target, err := t.findLocked(step.To)
	if err != nil {
		return nil, err
	}
	t.p.regs.Tracee = target.leader.tid
	return nil, target.leader.attachLocked(t.tg)
}

// sysFreeze implements guest.Freeze.
func sysFreeze(t *Task, _ *guest.Step) (taskRunState, error) {
	return nil, t.withTraceeStop(func(_ *Task, s *ptraceStop) error {
		s.frozen = true
		return nil
	})
}

// sysPeek implements guest.Peek.
func sysPeek(t *Task, _ *guest.Step) (taskRunState, error) {
	return nil, t.withTraceeStop(func(tracee *Task, s *ptraceStop) error {
		if !s.frozen {
			return errNotPermitted
		}
		tracee.mu.Lock()
		defer tracee.mu.Unlock()
		t.p.regs.Result = fmt.Sprintf("%d counts %d", t.p.regs.Tracee, tracee.regs.Counter)
		return nil
	})
}

// sysUnfreeze implements guest.Unfreeze.
func sysUnfreeze(t *Task, _ *guest.Step) (taskRunState, error) {
	return nil, t.withTraceeStop(func(tracee *Task, s *ptraceStop) error {
		s.frozen = false
		if tracee.killedLocked() {
			tracee.endInternalStopLocked()
		}
		return nil
	})
}

// sysContinue implements guest.Continue.
func sysContinue(t *Task, step *guest.Step) (taskRunState, error) {
	return nil, t.withTraceeStop(func(tracee *Task, s *ptraceStop) error {
		if s.frozen {
			return errNotPermitted
		}
		s.sig = step.Signal
		tracee.endInternalStopLocked()
		return nil
	})
}

// sysDetach implements guest.Detach.
func sysDetach(t *Task, _ *guest.Step) (taskRunState, error) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	tracee := ts.Root.tasks[t.p.regs.Tracee]
	if tracee == nil || tracee.tracer != t.tg {
		return nil, errNoSuchProcess
	}
	tracee.forgetTracerLocked()
	return nil, nil
}

// withTraceeStop calls f at once with the tracee that t's trace steps act on
// and the stop that it is in. f is called with the TaskSet mutex and the
// tracee's signal mutex locked.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) withTraceeStop(f func(tracee *Task, s *ptraceStop) error) error {
	ts := t.tg.pidns.owner
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	tracee := ts.Root.tasks[t.p.regs.Tracee]
	if tracee == nil {
		return errNoSuchProcess
	}
	tracee.tg.signalHandlers.mu.Lock()
	defer tracee.tg.signalHandlers.mu.Unlock()
	s, err := t.tg.traceeStopLocked(tracee)
	if err != nil {
		return err
	}
	return f(tracee, s)
}
