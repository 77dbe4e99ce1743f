package kernel

import (
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

// A CONT that comes between the dequeueing of a stop signal and the begin of
// the group stop voids the stop.
func TestContinueBeforeGroupStop(t *testing.T) {
	task := byHand(t)
	send := func(sig guest.Signal) {
		t.Helper()
		if err := task.tg.SendSignal(sig); err != nil {
			t.Fatal(err)
		}
	}
	send(guest.TSTP)
	// What runInterrupt does up to the unlock of the signal mutex.
	sh := task.tg.signalLock()
	if sig := task.dequeueSignalLocked(); sig != guest.TSTP {
		t.Fatalf("dequeued %v", sig)
	}
	task.tg.groupStopDequeued = true
	sh.mu.Unlock()
	send(guest.CONT)
	task.initiateGroupStop(guest.TSTP)
	if task.groupStopPending || task.tg.groupStopPendingCount != 0 {
		t.Error("a group stop was initiated after the CONT that should end it")
	}
	// Without a CONT it is.
	task.tg.groupStopDequeued = true
	task.initiateGroupStop(guest.TSTP)
	if !task.groupStopPending || task.tg.groupStopPendingCount != 1 {
		t.Error("no group stop was initiated")
	}
}

// A CONT before the last task has entered the group stop ends it for those
// that have, and keeps the others from entering.
func TestContinueIncompleteGroupStop(t *testing.T) {
	first := byHand(t)
	second := addByHand(t, first.tg)
	if err := first.tg.SendSignal(guest.STOP); err != nil {
		t.Fatal(err)
	}
	first.turn() // runApp
	first.turn() // runInterrupt: dequeues STOP
	if !first.groupStopPending || !second.groupStopPending {
		t.Fatal("no group stop was initiated")
	}
	first.turn() // runInterrupt: enters the stop
	if _, ok := first.stop.(*groupStop); !ok || first.tg.groupStopComplete {
		t.Fatalf("stop %#v, complete %v", first.stop, first.tg.groupStopComplete)
	}
	if err := first.tg.SendSignal(guest.CONT); err != nil {
		t.Fatal(err)
	}
	if first.stop != nil || second.groupStopPending {
		t.Errorf("after CONT: stop %#v, pending %v", first.stop, second.groupStopPending)
	}
	second.turn() // runApp
	second.turn() // runInterrupt: notifies the parent
	second.turn() // runInterrupt: nothing to do
	if second.stop != nil {
		t.Errorf("the other task has entered %#v", second.stop)
	}
}

// A task that is created while its thread group is about to stop stops too.
func TestThreadJoinsGroupStop(t *testing.T) {
	first := byHand(t)
	if err := first.tg.SendSignal(guest.STOP); err != nil {
		t.Fatal(err)
	}
	first.turn()
	first.turn()
	second := addByHand(t, first.tg)
	first.turn()
	if first.tg.groupStopComplete {
		t.Fatal("complete without the new task")
	}
	second.interruptSelf() // As Task.run begins.
	second.turn()
	second.turn()
	if _, ok := second.stop.(*groupStop); !ok || !first.tg.groupStopComplete {
		t.Errorf("stop of the new task is %#v, complete %v", second.stop, first.tg.groupStopComplete)
	}
}

// A task that exits takes no part in the group stop, and may complete it.
func TestExitCompletesGroupStop(t *testing.T) {
	first := byHand(t, guest.Exit(0))
	second := addByHand(t, first.tg)
	second.pending = setOf(guest.STOP)
	first.turn() // The exit step.
	second.turn()
	second.interruptSelf()
	second.runState = (*runInterrupt)(nil)
	second.turn() // Dequeues STOP.
	second.turn() // Enters the stop.
	if first.tg.groupStopComplete {
		t.Fatal("complete without the task that exits")
	}
	first.turn() // Exits.
	if !first.tg.groupStopComplete || first.tg.groupStopPendingCount != 0 {
		t.Errorf("complete %v, pending count %d", first.tg.groupStopComplete, first.tg.groupStopPendingCount)
	}
}

func TestGroupStopIsReportedToParent(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[1] caught CHLD", "[1] wait: 2 stopped")
		if err := k.Signal(2, guest.CONT); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectLines(t, k, "[1] caught CHLD", "[1] wait: 2 stopped", "[1] caught CHLD", "[1] wait: 2 continued")
	},
		guest.Handle(guest.CHLD),
		guest.Fork(
			guest.Thread(guest.Spin()),
			guest.Kill(guest.Self, guest.TSTP),
			guest.Spin(),
		),
		guest.Wait(), guest.Show("wait"), guest.Wait(), guest.Show("wait"), guest.Spin())
}

// A stop signal and a CONT discard each other while they are pending.
func TestStopAndContinueDiscardEachOther(t *testing.T) {
	task := byHand(t)
	task.tg.signalHandlers.actions[guest.CONT] = actionHandle
	task.signalMask = setOf(guest.CONT, guest.TSTP)
	send := func(sig guest.Signal) {
		t.Helper()
		if err := task.tg.SendSignal(sig); err != nil {
			t.Fatal(err)
		}
	}
	send(guest.CONT)
	send(guest.TSTP)
	if task.tg.pending != setOf(guest.TSTP) {
		t.Errorf("pending %#x, want only TSTP", task.tg.pending)
	}
	send(guest.CONT)
	if task.tg.pending != setOf(guest.CONT) {
		t.Errorf("pending %#x, want only CONT", task.tg.pending)
	}
}

// A group stop that was initiated goes no further if the thread group exits or
// executes exec.
func TestGroupStopLosesToExitAndExec(t *testing.T) {
	for name, void := range map[string]func(task *Task){
		"exiting":  func(task *Task) { task.tg.exiting = true },
		"execing":  func(task *Task) { task.tg.execing = task },
		"pending":  func(task *Task) { task.groupStopPending = true },
		"continue": func(task *Task) { task.tg.groupStopDequeued = false },
	} {
		task := byHand(t)
		task.tg.groupStopDequeued = true
		void(task)
		task.initiateGroupStop(guest.STOP)
		if task.tg.groupStopPendingCount != 0 {
			t.Errorf("%s: a group stop was initiated", name)
		}
	}
}

// A killed task does not enter a group stop that it was to enter.
func TestKilledTaskEntersNoGroupStop(t *testing.T) {
	task := byHand(t)
	task.tg.groupStopDequeued = true
	task.initiateGroupStop(guest.STOP)
	if err := task.tg.SendSignal(guest.KILL); err != nil {
		t.Fatal(err)
	}
	task.turn() // runApp
	task.turn() // runInterrupt: does not stop
	if task.stop != nil {
		t.Fatalf("a killed task has entered %#v", task.stop)
	}
	task.turn() // runInterrupt: dequeues KILL
	if _, ok := task.runState.(*runExit); !ok {
		t.Errorf("run state %T, want *runExit", task.runState)
	}
	task.tg.groupStopDequeued = true
	sh := task.tg.signalLock()
	task.tg.exiting = false
	task.killLocked()
	sh.mu.Unlock()
	task.initiateGroupStop(guest.STOP)
	if task.groupStopPending {
		t.Error("a killed task is to enter a group stop")
	}
}
