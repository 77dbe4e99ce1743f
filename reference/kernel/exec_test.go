package kernel

import (
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

func TestExecWaitsForSiblings(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		sibling := k.task(1)
		// The sibling is killed, but an external stop keeps it from exiting.
		sibling.BeginExternalStop()
		synctest.Wait()
		k.Post("go")
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: stopped, stop count 1",
			"task 2 of 1: stopped, stop count 1, in siblingExitStop")
		expectLines(t, k)
		sibling.EndExternalStop()
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: running guest code, stop count 0")
		expectLines(t, k, "[1] alone")
	},
		guest.Thread(
			guest.Take("go"),
			guest.Exec(guest.Print("alone"), guest.Spin()),
		),
		guest.Spin())
}

// An exec ends the group stop that is about to begin, and voids stop signals.
func TestExecEndsGroupStop(t *testing.T) {
	first := byHand(t)
	second := addByHand(t, first.tg, guest.Exec())
	first.tg.groupStopDequeued = true
	first.initiateGroupStop(guest.STOP)
	if err := first.tg.SendSignal(guest.TSTP); err != nil {
		t.Fatal(err)
	}
	if _, err := sysExec(second, &second.p.regs.Program[0]); err != nil {
		t.Fatal(err)
	}
	if first.groupStopPending || second.groupStopPending || first.tg.groupStopPendingCount != 0 {
		t.Errorf("still to stop: %v and %v, count %d", first.groupStopPending, second.groupStopPending, first.tg.groupStopPendingCount)
	}
	if first.tg.pending != 0 || first.tg.groupStopDequeued || first.tg.groupContNotify {
		t.Errorf("pending %#x, dequeued %v, notify %v", first.tg.pending, first.tg.groupStopDequeued, first.tg.groupContNotify)
	}
}

// A kill of the task that waits ends its stop, and there is no exec.
func TestExecIsKilledWhileWaiting(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		sibling := k.task(1)
		sibling.BeginExternalStop()
		synctest.Wait()
		k.Post("go")
		synctest.Wait()
		if err := init.SendSignal(guest.KILL); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
		sibling.EndExternalStop()
		synctest.Wait()
		expectLines(t, k)
		if s := init.WaitExited(); s.Signal != guest.KILL {
			t.Errorf("%v", s)
		}
	},
		guest.Thread(guest.Take("go"), guest.Exec(guest.Print("not reached"))),
		guest.Spin())
}

// Of two tasks that execute exec one wins, and the other exits.
func TestExecLosesToExec(t *testing.T) {
	first := byHand(t, guest.Exec(guest.Print("first")))
	second := addByHand(t, first.tg, guest.Exec(guest.Print("second")))
	first.turn()
	if _, ok := first.stop.(*siblingExitStop); !ok {
		t.Fatalf("stop %#v", first.stop)
	}
	second.runState = (*runApp)(nil)
	if next, err := sysExec(second, &second.p.regs.Program[0]); next != nil || err != errInterrupted {
		t.Errorf("exec of the loser: %T, %v", next, err)
	}
	for second.runState != nil {
		second.turn()
	}
	if first.stop != nil {
		t.Fatalf("the sibling has exited, but stop is %#v", first.stop)
	}
	first.turn()
	first.turn()
	expectLines(t, first.k, "[1] first")
}

// Completing an exec replaces the signal mutex. Whoever waited for the old one
// gets the new one, and stops still work.
func TestExecReplacesSignalMutex(t *testing.T) {
	task := byHand(t, guest.Handle(guest.USR1), guest.Ignore(guest.USR2), guest.Exec(guest.Spin()))
	old := task.tg.signalHandlers
	task.turn()
	task.turn()
	task.turn() // The exec step.

	// Hold the old mutex while others come to lock it.
	const n = 4
	owners := make(chan *SignalHandlers)
	ts := task.tg.pidns.owner
	ts.mu.Lock()
	old.mu.Lock()
	for range n {
		go func() {
			sh := task.tg.signalLock()
			defer sh.mu.Unlock()
			owners <- sh
		}()
	}
	runtime.Gosched()
	// What Task.finishExec does with the two mutexes locked.
	replacement := old.copyForExecLocked()
	task.tg.setSignalHandlersLocked(replacement)
	task.endStopCond.L = &replacement.mu
	old.mu.Unlock()
	ts.mu.Unlock()
	for range n {
		if sh := <-owners; sh != replacement {
			t.Error("signalLock has returned the signal handlers that were replaced")
		}
	}
	if old.mu.TryLock() {
		old.mu.Unlock()
	} else {
		t.Error("the old signal mutex is locked")
	}

	if !task.finishExec() {
		t.Fatal("not executed")
	}
	if task.tg.signalHandlers == old || task.tg.signalHandlers == replacement {
		t.Error("the signal handlers were not replaced")
	}
	got := fmt.Sprint(task.tg.signalHandlers.actions)
	if want := fmt.Sprint(map[guest.Signal]action{guest.USR2: actionIgnore}); got != want {
		t.Errorf("actions after exec: %v, want %v", got, want)
	}
	task.BeginExternalStop()
	task.EndExternalStop()
	if n := task.stopCount.Load(); n != 0 {
		t.Errorf("stop count %d", n)
	}
}

// Thread groups that share signal handlers share the signal mutex, until one
// of them has completed an exec.
func TestExecUnsharesSignalMutex(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		child := k.ThreadGroup(2)
		if child.signalHandlers != init.signalHandlers {
			t.Fatal("not shared")
		}
		k.Pause()
		synctest.Wait()
		k.Unpause()
		k.Post("go")
		synctest.Wait()
		if child.signalHandlers == init.signalHandlers {
			t.Fatal("still shared")
		}
		k.Pause()
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: stopped, stop count 1",
			"task 2 of 2: stopped, stop count 1")
		k.Unpause()
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: running guest code, stop count 0",
			"task 2 of 2: running guest code, stop count 0")
	},
		guest.ForkSharing(guest.Take("go"), guest.Exec(guest.Spin())),
		guest.Spin())
}
