package kernel

import (
	"bytes"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"

	"github.com/stoplint/stoplint/reference/guest"
)

// A field that the signal mutex guards and that is written just before the
// mutex is locked changes under the eyes of whoever has it locked. Here the
// test has it locked, and looks when the function that is to change something
// waits for the mutex: nothing may have changed yet.
func TestNothingIsWrittenBeforeTheLock(t *testing.T) {
	ignoreError := func(f func(*Task, *guest.Step) (taskRunState, error), step guest.Step) func(*Task) {
		return func(task *Task) { _, _ = f(task, &step) }
	}
	send := func(sig guest.Signal) func(*Task) {
		return func(task *Task) { _ = task.tg.SendSignal(sig) }
	}
	execute := func(r taskRunState) func(*Task) {
		return func(task *Task) { r.execute(task) }
	}
	beginGroupStop := func(task *Task) {
		task.tg.groupStopDequeued = true
		task.initiateGroupStop(guest.STOP)
		(*runInterrupt)(nil).execute(task)
	}
	for _, test := range []struct {
		name  string
		given func(*Task)
		call  func(*Task)
	}{
		{"begin of an internal stop", nil, func(task *Task) { task.beginInternalStop((*vforkStop)(nil)) }},
		{"begin of an external stop", nil, (*Task).BeginExternalStop},
		{"end of an external stop", (*Task).BeginExternalStop, (*Task).EndExternalStop},
		{"begin of an external stop on all", nil, func(task *Task) { task.tg.pidns.owner.BeginExternalStop() }},
		{
			"end of an external stop on all",
			func(task *Task) { task.tg.pidns.owner.BeginExternalStop() },
			func(task *Task) { task.tg.pidns.owner.EndExternalStop() },
		},
		{"vfork stop", nil, func(task *Task) { task.maybeBeginVforkStop(&Task{vforkParent: task}) }},
		{"signal", nil, send(guest.USR1)},
		{"kill", beginGroupStop, send(guest.KILL)},
		{"kill of all", nil, func(task *Task) { task.tg.pidns.owner.Kill(ExitStatus{Code: 1}) }},
		{"continue", beginGroupStop, send(guest.CONT)},
		{"dequeue", send(guest.STOP), execute((*runInterrupt)(nil))},
		{
			"group stop",
			func(task *Task) { task.tg.groupStopDequeued = true },
			func(task *Task) { task.initiateGroupStop(guest.STOP) },
		},
		{
			"entry of the group stop",
			func(task *Task) { task.groupStopPending = true; task.tg.groupStopPendingCount = 1 },
			execute((*runInterrupt)(nil)),
		},
		{"group exit", nil, func(task *Task) { task.prepareGroupExit(ExitStatus{Code: 1}) }},
		{"exit", nil, (*Task).exitThreadGroup},
		{"last exit", (*Task).exitThreadGroup, execute((*runExitNotify)(nil))},
		{"exec", nil, ignoreError(sysExec, guest.Step{})},
		{
			"end of exec",
			func(task *Task) { task.tg.execing = task },
			func(task *Task) { task.finishExec() },
		},
		{"signal mask", nil, ignoreError(sysSetMask, guest.Step{Op: guest.OpBlock, Signal: guest.USR1})},
		{"action", nil, ignoreError(sysSetAction, guest.Step{Op: guest.OpIgnore, Signal: guest.USR1})},
		{"new task", nil, func(task *Task) {
			_, _ = task.tg.pidns.owner.newTask(&taskConfig{k: task.k, tg: task.tg})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			task := byHand(t)
			if test.given != nil {
				test.given(task)
			}
			sh := task.tg.signalLock()
			before := guardedState(task, sh)
			done := callUntilLock(func() { test.call(task) })
			during := guardedState(task, sh)
			sh.mu.Unlock()
			<-done
			if during != before {
				t.Errorf("written before the mutex is locked:\n%s\nbefore:\n%s", during, before)
			}
			sh.mu.Lock()
			defer sh.mu.Unlock()
			if guardedState(task, sh) == before {
				t.Error("the call changes nothing that the mutex guards")
			}
		})
	}
}

// callUntilLock calls f in a goroutine of its own and returns when that waits
// for a mutex. The channel is closed when f returns.
func callUntilLock(f func()) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	stacks := make([]byte, 1<<20)
	for {
		for stack := range bytes.SplitSeq(stacks[:runtime.Stack(stacks, true)], []byte("\n\n")) {
			if bytes.Contains(stack, []byte("[sync.Mutex.Lock]")) && bytes.Contains(stack, []byte("kernel.callUntilLock.")) {
				return done
			}
		}
		select {
		case <-done:
			return done
		default:
			runtime.Gosched()
		}
	}
}

// guardedState describes everything about t, its thread group and sh that the
// signal mutex guards, which is that of sh.
func guardedState(t *Task, sh *SignalHandlers) string {
	var tids []ThreadID
	for _, other := range t.tg.tasks {
		tids = append(tids, other.tid)
	}
	var actions []string
	for _, sig := range slices.Sorted(maps.Keys(sh.actions)) {
		actions = append(actions, fmt.Sprintf("%s:%d", sig, sh.actions[sig]))
	}
	tg := t.tg
	return fmt.Sprintf("task: %d %#v %d %d %x %x %t %t\n", t.tid, t.stop, t.stopCount.Load(), t.exitState,
		t.signalMask, t.pending, t.groupStopPending, t.groupStopAcknowledged) +
		fmt.Sprintf("group: %v %d %t %v %t %x %t %d %t %d %t %d\n", tids, tg.activeTasks, tg.exiting, tg.exitStatus,
			tg.execing != nil, tg.pending, tg.groupStopDequeued, tg.groupStopPendingCount, tg.groupStopComplete,
			tg.groupStopSignal, tg.groupContNotify, tg.waitable) +
		fmt.Sprintf("handlers: %v %t", actions, tg.signalHandlers == sh)
}
