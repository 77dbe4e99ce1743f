package kernel

import (
	"fmt"
	"io"
	"maps"

	"github.com/stoplint/stoplint/reference/snapshot"
)

// Restore reads what SaveTo has written and returns a kernel in which every
// task is where it was. No task goroutine runs before Start is called. No
// external stop is in force, whatever was when the kernel was saved.
//
// A stream that SaveTo did not write is refused with an error that says where
// it is wrong, and that wraps one of the reasons of package snapshot. Nothing
// is restored then.
func Restore(r io.Reader) (*Kernel, error) {
	var img kernelImage
	if err := snapshot.Read(r, imageFormat, &img); err != nil {
		return nil, fmt.Errorf("kernel: %w", err)
	}
	if err := img.check(); err != nil {
		return nil, fmt.Errorf("kernel: %w", err)
	}
	return img.kernel(), nil
}

// kernel returns a kernel of which img, which was checked, is an image. Nobody
// else refers to anything in it yet, so no mutex is locked.
func (img *kernelImage) kernel() *Kernel {
	k := New()
	k.tasks.Root.last = img.LastTID
	k.tasks.Root.exiting = img.Exiting
	k.console.lines = img.Console
	maps.Copy(k.semaphores.values, img.Semaphores)

	handlers := make([]*SignalHandlers, len(img.Handlers))
	for i, h := range img.Handlers {
		handlers[i] = newSignalHandlers()
		maps.Copy(handlers[i].actions, h.Actions)
	}
	stops := make([]*ptraceStop, len(img.Stops))
	for i, s := range img.Stops {
		stops[i] = &ptraceStop{frozen: s.Frozen, reported: s.Reported, sig: s.Signal}
	}
	groups := make([]*ThreadGroup, len(img.Groups))
	for i := range img.Groups {
		g := &img.Groups[i]
		var parent *ThreadGroup
		if g.Parent != noIndex {
			parent = groups[g.Parent]
		}
		groups[i] = g.threadGroup(k.tasks.Root, handlers[g.Handlers], parent)
	}
	tasks := make([]*Task, len(img.Tasks))
	for i := range img.Tasks {
		t := &img.Tasks[i]
		tasks[i] = t.task(k, groups[t.Group], stops)
		if t.Tracer != noIndex {
			tasks[i].tracer = groups[t.Tracer]
			tasks[i].tracer.tracees[tasks[i]] = nil
		}
		if t.ReportedStop != noIndex {
			tasks[i].tracer.tracees[tasks[i]] = stops[t.ReportedStop]
		}
	}
	for i := range img.Tasks {
		if parent := img.Tasks[i].VforkParent; parent != noIndex {
			tasks[i].vforkParent = tasks[parent]
		}
	}
	for i, tg := range groups {
		tg.leader = tasks[img.Groups[i].Leader]
		if execing := img.Groups[i].Execing; execing != noIndex {
			tg.execing = tasks[execing]
		}
		if tg.execing == nil && len(tg.tasks) == 1 && tg.leader.exitState == exitZombie {
			close(tg.exited)
		}
	}
	return k
}

// threadGroup returns a thread group of which g is an image, without tasks.
func (g *threadGroupImage) threadGroup(ns *PIDNamespace, sh *SignalHandlers, parent *ThreadGroup) *ThreadGroup {
	tg := newThreadGroup(ns, sh, parent)
	if parent != nil {
		parent.children[tg] = struct{}{}
	}
	tg.exiting = g.Exiting
	tg.exitStatus = g.ExitStatus
	tg.pending = g.Pending
	tg.groupStopDequeued = g.GroupStopDequeued
	tg.groupStopComplete = g.GroupStopComplete
	tg.groupStopSignal = g.GroupStopSignal
	tg.groupContNotify = g.GroupContNotify
	tg.waitable = g.Waitable
	return tg
}

// task returns a task of tg of which img is an image, but for what refers to
// other tasks.
func (img *taskImage) task(k *Kernel, tg *ThreadGroup, stops []*ptraceStop) *Task {
	t := &Task{
		k:                     k,
		tg:                    tg,
		tid:                   img.ThreadID,
		p:                     newPlatformContext(nil),
		runState:              img.RunState.runState(stops),
		stop:                  img.Stop.stop(stops),
		interruptChan:         make(chan struct{}, 1),
		exitState:             img.ExitState,
		exitStatus:            img.ExitStatus,
		signalMask:            img.SignalMask,
		pending:               img.Pending,
		groupStopPending:      img.GroupStopPending,
		groupStopAcknowledged: img.GroupStopAcknowledged,
		regs:                  img.Registers,
		answer:                img.Answer,
	}
	t.p.regs = img.Registers
	t.endStopCond.L = &tg.signalHandlers.mu
	if t.stop != nil {
		t.stopCount.Store(1)
	}
	tg.pidns.tasks[t.tid] = t
	tg.pidns.tids[t] = t.tid
	tg.tasks = append(tg.tasks, t)
	if t.exitState == exitNone {
		tg.activeTasks++
	}
	if t.groupStopPending && !t.groupStopAcknowledged {
		tg.groupStopPendingCount++
	}
	return t
}

// stop returns the stop of which s is an image. Whoever has to end it names it
// by the same type, or by the same element of stops.
func (s *stopImage) stop(stops []*ptraceStop) TaskStop {
	switch s.Kind {
	case stopKindVfork:
		return (*vforkStop)(nil)
	case stopKindGroup:
		return (*groupStop)(nil)
	case stopKindSiblingExit:
		return (*siblingExitStop)(nil)
	case stopKindPtrace:
		return stops[s.Ptrace]
	}
	return nil
}

// runState returns the run state of which s is an image.
func (s *runStateImage) runState(stops []*ptraceStop) taskRunState {
	switch s.Kind {
	case runStateKindApp:
		return (*runApp)(nil)
	case runStateKindInterrupt:
		return (*runInterrupt)(nil)
	case runStateKindExit:
		return (*runExit)(nil)
	case runStateKindExitNotify:
		return (*runExitNotify)(nil)
	case runStateKindAfterDeliveryStop:
		return &runAfterDeliveryStop{stop: stops[s.Ptrace]}
	case runStateKindExecAfterSiblings:
		return &runExecAfterSiblings{program: s.Program}
	case runStateKindAfterCall:
		return (*runAfterCall)(nil)
	}
	return nil
}
