package kernel

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/stoplint/stoplint/reference/snapshot"
)

// SaveTo writes k to w, so that Restore makes an equal kernel of it. External
// stops are not saved. It returns an error, and writes nothing, if k is not
// paused.
//
// Preconditions: The kernel must be paused.
func (k *Kernel) SaveTo(w io.Writer) error {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	if !k.IsPaused() {
		return errNotStopped
	}
	// A process that was created after the pause may be on its way to park.
	k.tasks.accounts.waitParked()
	img, err := k.image()
	if err != nil {
		return err
	}
	return snapshot.Write(w, imageFormat, img)
}

// image returns an image of k.
//
// Preconditions:
//   - The kernel must be paused.
//   - Neither the TaskSet mutex nor any signal mutex may be locked.
func (k *Kernel) image() (*kernelImage, error) {
	ts := k.tasks
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if err := ts.pullFullStateLocked(); err != nil {
		return nil, err
	}
	s := newSaver(ts.Root.sortedLocked())
	for _, t := range s.tasks {
		s.addGroupLocked(t.tg)
	}
	for _, t := range s.tasks {
		if err := s.addTaskLocked(t); err != nil {
			return nil, err
		}
	}
	s.img.LastTID = ts.Root.last
	s.img.Exiting = ts.Root.exiting
	s.img.Console = k.console.Lines()
	k.semaphores.mu.Lock()
	defer k.semaphores.mu.Unlock()
	s.img.Semaphores = maps.Clone(k.semaphores.values)
	return &s.img, nil
}

// A saver builds an image. Each map gives the index of an object in the list
// that it is in.
type saver struct {
	img      kernelImage
	tasks    []*Task
	index    map[*Task]int
	handlers map[*SignalHandlers]int
	groups   map[*ThreadGroup]int
	stops    map[*ptraceStop]int
}

func newSaver(tasks []*Task) *saver {
	// Creation order is that of thread IDs, but for a leader that took over
	// the ID of another task. It is the only task of its thread group then.
	s := &saver{
		tasks:    tasks,
		index:    make(map[*Task]int),
		handlers: make(map[*SignalHandlers]int),
		groups:   make(map[*ThreadGroup]int),
		stops:    make(map[*ptraceStop]int),
	}
	for i, t := range tasks {
		s.index[t] = i
	}
	return s
}

// taskIndex returns the index of t, or noIndex if t is nil or no task any more.
func (s *saver) taskIndex(t *Task) int {
	if i, ok := s.index[t]; ok {
		return i
	}
	return noIndex
}

// handlersIndexLocked adds sh unless it was added, and returns its index.
//
// Preconditions: sh.mu must be locked.
func (s *saver) handlersIndexLocked(sh *SignalHandlers) int {
	i, ok := s.handlers[sh]
	if !ok {
		i = len(s.handlers)
		s.handlers[sh] = i
		s.img.Handlers = append(s.img.Handlers, signalHandlersImage{Actions: maps.Clone(sh.actions)})
	}
	return i
}

// stopIndexLocked adds stop unless it was added, and returns its index, or
// noIndex if it is nil.
//
// Preconditions: The signal mutex must be locked.
func (s *saver) stopIndexLocked(stop *ptraceStop) int {
	if stop == nil {
		return noIndex
	}
	i, ok := s.stops[stop]
	if !ok {
		i = len(s.stops)
		s.stops[stop] = i
		s.img.Stops = append(s.img.Stops, ptraceStopImage{Frozen: stop.frozen, Reported: stop.reported, Signal: stop.sig})
	}
	return i
}

// addGroupLocked adds tg, which may be nil, unless it was added, and before it
// its parent. It returns the index of tg.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (s *saver) addGroupLocked(tg *ThreadGroup) int {
	if tg == nil {
		return noIndex
	}
	if i, ok := s.groups[tg]; ok {
		return i
	}
	parent := s.addGroupLocked(tg.parent)
	i := len(s.groups)
	s.groups[tg] = i
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	s.img.Groups = append(s.img.Groups, threadGroupImage{
		Handlers:          s.handlersIndexLocked(tg.signalHandlers),
		Leader:            s.index[tg.leader],
		Execing:           s.taskIndex(tg.execing),
		Parent:            parent,
		Exiting:           tg.exiting,
		ExitStatus:        tg.exitStatus,
		Pending:           tg.pending,
		GroupStopDequeued: tg.groupStopDequeued,
		GroupStopComplete: tg.groupStopComplete,
		GroupStopSignal:   tg.groupStopSignal,
		GroupContNotify:   tg.groupContNotify,
		Waitable:          tg.waitable,
	})
	return i
}

// addTaskLocked adds t.
//
// Preconditions:
//   - The kernel must be paused.
//   - The TaskSet mutex must be locked for writing.
//   - t's registers must have been pulled.
func (s *saver) addTaskLocked(t *Task) error {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	img := taskImage{
		ThreadID:              t.tid,
		Group:                 s.groups[t.tg],
		ExitState:             t.exitState,
		ExitStatus:            t.exitStatus,
		SignalMask:            t.signalMask,
		Pending:               t.pending,
		GroupStopPending:      t.groupStopPending,
		GroupStopAcknowledged: t.groupStopAcknowledged,
		VforkParent:           s.taskIndex(t.vforkParent),
		Tracer:                noIndex,
		ReportedStop:          noIndex,
	}
	if t.tracer != nil {
		img.Tracer = s.groups[t.tracer]
		img.ReportedStop = s.stopIndexLocked(t.tracer.tracees[t])
	}
	var err error
	if img.Stop, err = s.saveStopLocked(t.stop); err != nil {
		return fmt.Errorf("task %d: %w", t.tid, err)
	}
	if img.RunState, err = s.saveRunStateLocked(t.runState); err != nil {
		return fmt.Errorf("task %d: %w", t.tid, err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	img.Registers = t.regs
	img.Registers.Program = slices.Clip(t.regs.Program)
	img.Answer = t.answer
	s.img.Tasks = append(s.img.Tasks, img)
	return nil
}

// saveStopLocked returns an image of a task's stop.
//
// Preconditions: The signal mutex must be locked.
func (s *saver) saveStopLocked(stop TaskStop) (stopImage, error) {
	switch stop := stop.(type) {
	case nil:
		return stopImage{}, nil
	case *vforkStop:
		return stopImage{Kind: stopKindVfork}, nil
	case *groupStop:
		return stopImage{Kind: stopKindGroup}, nil
	case *siblingExitStop:
		return stopImage{Kind: stopKindSiblingExit}, nil
	case *ptraceStop:
		return stopImage{Kind: stopKindPtrace, Ptrace: s.stopIndexLocked(stop)}, nil
	}
	return stopImage{}, fmt.Errorf("internal stop %#v cannot be saved", stop)
}

// saveRunStateLocked returns an image of a task's run state.
//
// Preconditions: The signal mutex must be locked.
func (s *saver) saveRunStateLocked(state taskRunState) (runStateImage, error) {
	switch state := state.(type) {
	case nil:
		return runStateImage{Kind: runStateKindNone}, nil
	case *runApp:
		return runStateImage{Kind: runStateKindApp}, nil
	case *runInterrupt:
		return runStateImage{Kind: runStateKindInterrupt}, nil
	case *runExit:
		return runStateImage{Kind: runStateKindExit}, nil
	case *runExitNotify:
		return runStateImage{Kind: runStateKindExitNotify}, nil
	case *runAfterDeliveryStop:
		return runStateImage{Kind: runStateKindAfterDeliveryStop, Ptrace: s.stopIndexLocked(state.stop)}, nil
	case *runExecAfterSiblings:
		return runStateImage{Kind: runStateKindExecAfterSiblings, Program: state.program}, nil
	case *runAfterCall:
		return runStateImage{Kind: runStateKindAfterCall}, nil
	}
	return runStateImage{}, fmt.Errorf("run state %T cannot be saved", state)
}
