package kernel

import (
	"sync"
	"sync/atomic"

	"github.com/stoplint/stoplint/reference/guest"
)

// A ThreadID identifies a task in a PIDNamespace. The ID of a thread group is
// its leader's.
type ThreadID int

// A Task is one thread of the guest.
type Task struct {
	k *Kernel

	// tg is the thread group that the task belongs to. tg is immutable.
	tg *ThreadGroup

	// tid is the task's ID in the root PID namespace.
	//
	// tid is changed with the TaskSet mutex locked for writing and the signal
	// mutex locked, and may be read with either. The task goroutine, which
	// alone changes it, may read it without.
	tid ThreadID

	// p executes the task's guest code. p is immutable; what it points to is
	// owned by the task goroutine.
	p *platformContext

	// runState is what the task goroutine executes next, nil if it has exited.
	//
	// runState is owned by the task goroutine. While that is parked, the
	// goroutine that paused the kernel may read it.
	runState taskRunState

	// stop is the internal stop in force, or nil.
	//
	// stop is protected by the signal mutex. Only the task goroutine changes
	// it from nil to non-nil.
	stop TaskStop

	// stopCount is the number of stops in force: external ones, plus 1 if stop
	// is not nil.
	//
	// stopCount is changed with the signal mutex locked, and may be read
	// without.
	stopCount atomic.Int32

	// endStopCond is signalled when stopCount becomes 0. Its mutex is the
	// signal mutex, and only the task goroutine waits on it.
	endStopCond sync.Cond

	// interruptChan holds one element if the task was interrupted since its
	// task goroutine last looked for the reason.
	interruptChan chan struct{}

	// gostate is the state of the task goroutine, a TaskGoroutineState.
	//
	// gostate is changed only by the task goroutine and by Task.start.
	gostate atomic.Uint32

	// exitState is how far the task has exited.
	//
	// exitState is changed with the TaskSet mutex locked for writing and the
	// signal mutex locked, and may be read with either.
	exitState exitState

	// exitStatus is what the task exits with.
	//
	// exitStatus is owned by the task goroutine, and constant after it has
	// exited.
	exitStatus ExitStatus

	// signalMask is the set of signals that are not delivered to the task.
	//
	// signalMask is protected by the signal mutex.
	signalMask signalSet

	// pending is the set of signals that were sent to this very task and not
	// yet delivered. KILL is in it from the moment at which the task is killed.
	//
	// pending is protected by the signal mutex.
	pending signalSet

	// groupStopPending is true if the task has yet to enter a group stop that
	// was initiated. groupStopAcknowledged is true if it has been counted as
	// having entered.
	//
	// Both are protected by the signal mutex.
	groupStopPending, groupStopAcknowledged bool

	// vforkParent is the task that may be in a vforkStop because of this one.
	//
	// vforkParent is protected by the TaskSet mutex.
	vforkParent *Task

	// tracer is the thread group that traces the task, or nil.
	//
	// tracer is changed with the TaskSet mutex locked for writing and the
	// signal mutex locked, and may be read with either.
	tracer *ThreadGroup

	// mu protects the fields below.
	mu sync.Mutex

	// regs is a copy of the guest's registers, as of the last time at which
	// they were pulled.
	//
	// regs is protected by mu.
	regs registers

	// answer is what a service has answered to the call that the task makes,
	// or nil.
	//
	// answer is protected by mu.
	answer *string
}

// taskConfig is the argument of TaskSet.newTask.
type taskConfig struct {
	k       *Kernel
	tg      *ThreadGroup
	program guest.Program
	mask    signalSet

	// vforkParent is the new task's vforkParent.
	vforkParent *Task
}

// newTask creates a task, without a goroutine. The task is born with every
// external stop on ts in force, and takes part in a group stop of its thread
// group. It returns errInterrupted if the thread group is exiting or waits for
// all but one of its tasks to exit, or if all tasks have been killed.
//
// Preconditions: Neither ts.mu nor any signal mutex may be locked.
func (ts *TaskSet) newTask(cfg *taskConfig) (*Task, error) {
	tg := cfg.tg
	t := &Task{
		k:             cfg.k,
		tg:            tg,
		p:             newPlatformContext(cfg.program),
		runState:      (*runApp)(nil),
		interruptChan: make(chan struct{}, 1),
		signalMask:    cfg.mask,
		vforkParent:   cfg.vforkParent,
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	if tg.exiting || tg.execing != nil || ts.Root.exiting {
		return nil, errInterrupted
	}
	t.endStopCond.L = &tg.signalHandlers.mu
	t.stopCount.Store(ts.stopCount)
	ts.Root.assignTIDLocked(t)
	if tg.leader == nil {
		tg.leader = t
		if tg.parent != nil {
			tg.parent.children[tg] = struct{}{}
		}
	}
	tg.tasks = append(tg.tasks, t)
	tg.activeTasks++
	if tg.groupStopComplete || tg.groupStopPendingCount != 0 {
		t.groupStopPending = true
		tg.groupStopPendingCount++
	}
	return t, nil
}

// start starts the task goroutine, unless the task has exited.
//
// Preconditions: start must be called at most once.
func (t *Task) start() {
	if t.runState == nil {
		return
	}
	t.accountTaskGoroutineStart()
	go t.run()
}
