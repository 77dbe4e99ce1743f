package kernel

import (
	"fmt"
	"sync"

	"github.com/stoplint/stoplint/reference/guest"
)

// A syscall executes a step. It returns the next run state, which then
// completes the step, or nil if it is complete. An error, unless it is
// errRestart, is the step's result.
//
// Preconditions: The caller must be running on the task goroutine.
type syscall func(t *Task, step *guest.Step) (taskRunState, error)

// syscallFor returns the syscall that executes steps with operation op.
func syscallFor(op guest.Op) syscall {
	switch op {
	case guest.OpPrint:
		return sysPrint
	case guest.OpShow:
		return sysShow
	case guest.OpExit:
		return sysExit
	case guest.OpExitGroup:
		return sysExitGroup
	case guest.OpThread:
		return sysThread
	case guest.OpFork:
		return sysFork
	case guest.OpForkSharing:
		return sysForkSharing
	case guest.OpVfork:
		return sysVfork
	case guest.OpExec:
		return sysExec
	case guest.OpWait:
		return sysWait
	case guest.OpKill:
		return sysKill
	case guest.OpHandle, guest.OpIgnore, guest.OpDefault:
		return sysSetAction
	case guest.OpBlock, guest.OpUnblock:
		return sysSetMask
	case guest.OpPause:
		return sysPause
	case guest.OpPost:
		return sysPost
	case guest.OpTake:
		return sysTake
	case guest.OpCall:
		return sysCall
	case guest.OpTraceMe:
		return sysTraceMe
	case guest.OpAttach:
		return sysAttach
	case guest.OpFreeze:
		return sysFreeze
	case guest.OpPeek:
		return sysPeek
	case guest.OpUnfreeze:
		return sysUnfreeze
	case guest.OpContinue:
		return sysContinue
	}
	return sysDetach
}

// doSyscall executes step and returns the next run state.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - No mutex may be locked.
func (t *Task) doSyscall(step *guest.Step) taskRunState {
	t.p.regs.Restart = false
	if step.Op != guest.OpShow {
		t.p.regs.Result = "done"
	}
	next, err := syscallFor(step.Op)(t, step)
	switch {
	case err == errRestart:
		t.p.regs.Restart = true
		return (*runInterrupt)(nil)
	case err != nil:
		t.finishSyscall(err.Error())
	case next != nil:
		return next
	default:
		t.finishSyscall(t.p.regs.Result)
	}
	return (*runApp)(nil)
}

// finishSyscall goes on to the next step with the given result.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) finishSyscall(result string) {
	t.p.regs.Result = result
	t.p.regs.Restart = false
	t.p.regs.PC++
}

// sysPrint implements guest.Print.
func sysPrint(t *Task, step *guest.Step) (taskRunState, error) {
	t.k.console.print(t.tid, step.Text)
	return nil, nil
}

// sysShow implements guest.Show.
func sysShow(t *Task, step *guest.Step) (taskRunState, error) {
	t.k.console.print(t.tid, fmt.Sprintf("%s: %s", step.Text, t.p.regs.Result))
	return nil, nil
}

// sysExit implements guest.Exit.
func sysExit(t *Task, step *guest.Step) (taskRunState, error) {
	t.exitStatus = ExitStatus{Code: step.N}
	return (*runExit)(nil), nil
}

// sysExitGroup implements guest.ExitGroup.
func sysExitGroup(t *Task, step *guest.Step) (taskRunState, error) {
	t.prepareGroupExit(ExitStatus{Code: step.N})
	return (*runExit)(nil), nil
}

// sysKill implements guest.Kill.
func sysKill(t *Task, step *guest.Step) (taskRunState, error) {
	ts := t.tg.pidns.owner
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	target, err := t.findLocked(step.To)
	if err != nil {
		return nil, err
	}
	target.signalHandlers.mu.Lock()
	defer target.signalHandlers.mu.Unlock()
	return nil, target.leader.sendSignalLocked(step.Signal, true)
}

// findLocked returns the thread group that to means to t.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The TaskSet mutex must be locked (for reading or writing).
func (t *Task) findLocked(to guest.Target) (*ThreadGroup, error) {
	tid := ThreadID(to)
	switch to {
	case guest.Self:
		return t.tg, nil
	case guest.Parent:
		if t.tg.parent == nil {
			return nil, errNoSuchProcess
		}
		return t.tg.parent, nil
	case guest.Child:
		tid = t.p.regs.Child
	}
	target := t.tg.pidns.tasks[tid]
	if target == nil {
		return nil, errNoSuchProcess
	}
	return target.tg, nil
}

// sysSetAction implements guest.Handle, guest.Ignore and guest.Default.
func sysSetAction(t *Task, step *guest.Step) (taskRunState, error) {
	if setOf(step.Signal)&unblockableSignals != 0 {
		return nil, errNotPermitted
	}
	act := map[guest.Op]action{
		guest.OpHandle:  actionHandle,
		guest.OpIgnore:  actionIgnore,
		guest.OpDefault: actionDefault,
	}[step.Op]
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.tg.signalHandlers.actions[step.Signal] = act
	return nil, nil
}

// sysSetMask implements guest.Block and guest.Unblock.
func sysSetMask(t *Task, step *guest.Step) (taskRunState, error) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	mask := t.signalMask | setOf(step.Signal)
	if step.Op == guest.OpUnblock {
		mask = t.signalMask &^ setOf(step.Signal)
	}
	t.setSignalMaskLocked(mask &^ unblockableSignals)
	return nil, nil
}

// sysPause implements guest.Pause.
func sysPause(t *Task, _ *guest.Step) (taskRunState, error) {
	return nil, t.block(nil)
}

// sysPost implements guest.Post.
func sysPost(t *Task, step *guest.Step) (taskRunState, error) {
	t.k.semaphores.post(step.Text)
	return nil, nil
}

// sysTake implements guest.Take.
func sysTake(t *Task, step *guest.Step) (taskRunState, error) {
	c := t.k.semaphores.queue.register()
	defer t.k.semaphores.queue.unregister(c)
	for !t.k.semaphores.tryTake(step.Text) {
		if err := t.block(c); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// semaphores are the counting semaphores of guest.Post and guest.Take.
type semaphores struct {
	mu sync.Mutex

	// values maps from name to value, which is 0 for the missing ones.
	//
	// values is protected by mu.
	values map[string]int

	// queue is notified when a value has become greater.
	queue waitQueue
}

// post increments the semaphore with that name.
func (s *semaphores) post(name string) {
	s.mu.Lock()
	s.values[name]++
	s.mu.Unlock()
	s.queue.notify()
}

// tryTake decrements the semaphore with that name unless it is 0, and returns
// whether it was decremented.
func (s *semaphores) tryTake(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values[name] == 0 {
		return false
	}
	s.values[name]--
	return true
}
