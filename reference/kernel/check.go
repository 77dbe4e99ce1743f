package kernel

import (
	"fmt"

	"github.com/stoplint/stoplint/reference/guest"
	"github.com/stoplint/stoplint/reference/snapshot"
)

// check returns an error that says what in img no kernel can have, and where
// it is in the document.
func (img *kernelImage) check() error {
	for i, h := range img.Handlers {
		if err := h.check(); err != nil {
			return at(err, "signalHandlers[%d]", i)
		}
	}
	for i, s := range img.Stops {
		if s.Signal != 0 && !s.Signal.IsValid() {
			return at(bad("no signal %d", int(s.Signal)), "ptraceStops[%d].signal", i)
		}
	}
	for i := range img.Groups {
		if err := img.checkGroup(i); err != nil {
			return at(err, "threadGroups[%d]", i)
		}
	}
	last := ThreadID(0)
	inForce := make(map[int]bool)
	for i := range img.Tasks {
		t := &img.Tasks[i]
		if err := img.checkTask(i, inForce); err != nil {
			return at(err, "tasks[%d]", i)
		}
		if t.ThreadID <= last {
			return at(bad("%d does not follow %d", t.ThreadID, last), "tasks[%d].threadID", i)
		}
		last = t.ThreadID
	}
	if last > img.LastTID {
		return at(bad("%d, but there is a task %d", img.LastTID, last), "lastTID")
	}
	for name, value := range img.Semaphores {
		if value < 0 {
			return at(bad("%d is negative", value), "semaphores[%q]", name)
		}
	}
	return nil
}

// bad returns an error about the content of a document.
func bad(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), snapshot.ErrCorrupt)
}

// at returns err with the place in front at which it is.
func at(err error, format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), err)
}

// checkIndex returns an error unless i is an index of a list of length n, or
// noIndex where that is allowed.
func checkIndex(field string, i, n int, optional bool) error {
	if i == noIndex && optional || 0 <= i && i < n {
		return nil
	}
	return at(bad("%d is not one of %d", i, n), "%s", field)
}

// checkSet returns an error if set has more than signals in it.
func checkSet(field string, set signalSet) error {
	if set&^allSignals != 0 {
		return at(bad("%#x has more than signals", uint64(set)), "%s", field)
	}
	return nil
}

// first returns the first error that is not nil.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (h *signalHandlersImage) check() error {
	for sig, act := range h.Actions {
		if !sig.IsValid() || setOf(sig)&unblockableSignals != 0 || act > actionHandle {
			return at(bad("action %d for %v", act, sig), "actions")
		}
	}
	return nil
}

// checkGroup checks the thread group with index i.
func (img *kernelImage) checkGroup(i int) error {
	g := &img.Groups[i]
	err := first(
		checkIndex("signalHandlers", g.Handlers, len(img.Handlers), false),
		checkIndex("leader", g.Leader, len(img.Tasks), false),
		checkIndex("execing", g.Execing, len(img.Tasks), true),
		// A parent precedes its children, so that there are no cycles.
		checkIndex("parent", g.Parent, i, true),
		checkSet("pending", g.Pending),
	)
	switch {
	case err != nil:
		return err
	case img.Tasks[g.Leader].Group != i:
		return at(bad("task of another thread group"), "leader")
	case g.Execing != noIndex && img.Tasks[g.Execing].Group != i:
		return at(bad("task of another thread group"), "execing")
	case g.GroupStopSignal != 0 && !g.GroupStopSignal.IsValid():
		return at(bad("no signal %d", int(g.GroupStopSignal)), "groupStopSignal")
	case g.Waitable > waitableContinued:
		return at(bad("%d", g.Waitable), "waitable")
	}
	return nil
}

// checkTask checks the task with index i, and adds to inForce the index of the
// ptrace stop that it is in.
func (img *kernelImage) checkTask(i int, inForce map[int]bool) error {
	t := &img.Tasks[i]
	err := first(
		checkIndex("threadGroup", t.Group, len(img.Groups), false),
		checkIndex("vforkParent", t.VforkParent, len(img.Tasks), true),
		checkIndex("tracer", t.Tracer, len(img.Groups), true),
		checkIndex("reportedStop", t.ReportedStop, len(img.Stops), true),
		checkSet("signalMask", t.SignalMask),
		checkSet("pending", t.Pending),
		t.Registers.check(),
		img.checkRunState(&t.RunState),
		img.checkStop(&t.Stop),
	)
	switch {
	case err != nil:
		return err
	case t.ExitState > exitZombie:
		return at(bad("%d", t.ExitState), "exitState")
	case (t.ExitState == exitZombie) != (t.RunState.Kind == runStateKindNone):
		return at(bad("%q in exit state %d", t.RunState.Kind, t.ExitState), "runState.kind")
	case t.ExitState == exitZombie && img.Groups[t.Group].Leader != i:
		return at(bad("only a leader waits to be reaped"), "exitState")
	case t.ExitState == exitZombie && t.Stop.Kind != "":
		return at(bad("a task that has exited is in no stop"), "stop")
	case t.Tracer == t.Group:
		return at(bad("the task's own thread group"), "tracer")
	case t.Tracer == noIndex && t.ReportedStop != noIndex:
		return at(bad("no tracer to report to"), "reportedStop")
	case t.Stop.Kind == stopKindSiblingExit && img.Groups[t.Group].Execing != i:
		return at(bad("the task does not execute exec"), "stop")
	case t.Stop.Kind == stopKindPtrace && t.Tracer == noIndex:
		return at(bad("no tracer to end it"), "stop")
	}
	if t.Stop.Kind == stopKindPtrace {
		if inForce[t.Stop.Ptrace] {
			return at(bad("another task is in it"), "stop.ptrace")
		}
		inForce[t.Stop.Ptrace] = true
	}
	return nil
}

func (r *registers) check() error {
	if err := r.Program.Validate(); err != nil {
		return at(bad("%v", err), "registers.program")
	}
	if r.PC < 0 || r.PC > len(r.Program) {
		return at(bad("%d in a program of %d steps", r.PC, len(r.Program)), "registers.pc")
	}
	most := 0
	if r.PC < len(r.Program) && r.Program[r.PC].Op == guest.OpWork {
		most = r.Program[r.PC].N
	}
	if r.Done < 0 || r.Done > most {
		return at(bad("%d of %d", r.Done, most), "registers.done")
	}
	return nil
}

func (img *kernelImage) checkRunState(s *runStateImage) error {
	switch s.Kind {
	case runStateKindNone, runStateKindApp, runStateKindInterrupt, runStateKindExit, runStateKindExitNotify, runStateKindAfterCall:
		return nil
	case runStateKindAfterDeliveryStop:
		return checkIndex("runState.ptrace", s.Ptrace, len(img.Stops), false)
	case runStateKindExecAfterSiblings:
		if err := s.Program.Validate(); err != nil {
			return at(bad("%v", err), "runState.program")
		}
		return nil
	}
	return at(bad("no run state %q", s.Kind), "runState.kind")
}

func (img *kernelImage) checkStop(s *stopImage) error {
	switch s.Kind {
	case "", stopKindVfork, stopKindGroup, stopKindSiblingExit:
		return nil
	case stopKindPtrace:
		return checkIndex("stop.ptrace", s.Ptrace, len(img.Stops), false)
	}
	return at(bad("no stop %q", s.Kind), "stop.kind")
}
