package kernel

import (
	"math"
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

func TestInternalStop(t *testing.T) {
	task := byHand(t)
	task.beginInternalStop((*groupStop)(nil))
	if stopOf(task) != TaskStop((*groupStop)(nil)) {
		t.Errorf("stop is %#v", task.stop)
	}
	if n := task.stopCount.Load(); n != 1 {
		t.Errorf("stop count is %d, want 1", n)
	}
	sh := task.tg.signalLock()
	task.endInternalStopLocked()
	sh.mu.Unlock()
	if task.stop != nil || task.stopCount.Load() != 0 {
		t.Errorf("after the end: stop %#v, stop count %d", task.stop, task.stopCount.Load())
	}
	if task.interrupted() {
		t.Error("an internal stop interrupts")
	}
}

// The preconditions that are checked, and what the panic says.
func TestStopPanics(t *testing.T) {
	task := byHand(t)
	ts := task.tg.pidns.owner
	// The signal mutex stays locked when a call panics, so each call is made
	// with it locked, and the calls that lock it are made last.
	sh := task.tg.signalLock()
	expectPanic(t, task.endInternalStopLocked, "task 1", "none is in force")
	expectPanic(t, task.endStopLocked, "task 1", "stop count is 0")
	task.beginInternalStopLocked(&ptraceStop{frozen: true})
	expectPanic(t, func() { task.beginInternalStopLocked((*vforkStop)(nil)) },
		"task 1", "(*kernel.vforkStop)(nil)", "&kernel.ptraceStop{frozen:true")
	if _, ok := task.stop.(*ptraceStop); !ok || task.stopCount.Load() != 1 {
		t.Errorf("the panic has changed the stop: %#v, stop count %d", task.stop, task.stopCount.Load())
	}
	task.endInternalStopLocked()
	task.stopCount.Store(math.MaxInt32)
	expectPanic(t, task.beginStopLocked, "overflows stop count 2147483647")
	expectPanic(t, func() { task.beginInternalStopLocked((*groupStop)(nil)) }, "overflows")
	if task.stop != nil || task.stopCount.Load() != math.MaxInt32 {
		t.Errorf("the overflow has changed the stop: %#v, stop count %d", task.stop, task.stopCount.Load())
	}
	task.stopCount.Store(0)
	sh.mu.Unlock()
	expectPanic(t, ts.EndExternalStop, "task set", "stop count is 0")
	expectPanic(t, task.EndExternalStop, "stop count is 0")
	expectPanic(t, func() {
		task.stopCount.Store(math.MaxInt32)
		task.BeginExternalStop()
	}, "overflows")
	ts.stopCount = math.MaxInt32
	expectPanic(t, ts.BeginExternalStop, "task set", "overflows stop count 2147483647")
}

// A signal that is sent to a task in an internal stop does not interrupt it,
// so the end of the stop has to.
func TestSignalDuringInternalStop(t *testing.T) {
	for _, group := range []bool{false, true} {
		task := byHand(t)
		task.tg.signalHandlers.actions[guest.USR1] = actionHandle
		task.beginInternalStop((*vforkStop)(nil))
		sh := task.tg.signalLock()
		if err := task.sendSignalLocked(guest.USR1, group); err != nil {
			t.Error(err)
		}
		if task.interrupted() {
			t.Errorf("group %v: a task in an internal stop was interrupted", group)
		}
		task.endInternalStopLocked()
		sh.mu.Unlock()
		if !task.interrupted() {
			t.Errorf("group %v: the end of the stop has not looked for signals", group)
		}
		task.turn()
		task.turn()
		if lines := task.k.console.Lines(); len(lines) != 1 || lines[0] != "[1] caught USR1" {
			t.Errorf("group %v: console %q", group, lines)
		}
	}
}

// A masked signal does not interrupt when the stop ends.
func TestMaskedSignalDuringInternalStop(t *testing.T) {
	task := byHand(t)
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	task.signalMask = setOf(guest.USR1)
	task.beginInternalStopLocked((*vforkStop)(nil))
	if err := task.sendSignalLocked(guest.USR1, false); err != nil {
		t.Error(err)
	}
	task.endInternalStopLocked()
	if task.interrupted() {
		t.Error("interrupted by a signal that is masked")
	}
}

func TestExternalStopInterrupts(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		spinning, blocked := k.task(1), k.task(2)
		expectInfo(t, k,
			"task 1 of 1: running guest code, stop count 0",
			"task 2 of 2: blocked, stop count 0")
		spinning.BeginExternalStop()
		blocked.BeginExternalStop()
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: stopped, stop count 1",
			"task 2 of 2: stopped, stop count 1")
		spinning.EndExternalStop()
		blocked.EndExternalStop()
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: running guest code, stop count 0",
			"task 2 of 2: blocked, stop count 0")
	}, guest.Fork(guest.Take("never")), guest.Spin())
}

func TestExternalStopsNest(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		const depth = 1000
		task := k.task(1)
		for i := range depth {
			if i%2 == 0 {
				task.BeginExternalStop()
			} else {
				k.tasks.BeginExternalStop()
			}
		}
		for i := range depth {
			synctest.Wait()
			if s := task.TaskGoroutineState(); s != TaskGoroutineStopped {
				t.Fatalf("%d stops ended of %d: %v", i, depth, s)
			}
			if n := task.stopCount.Load(); int(n) != depth-i {
				t.Fatalf("%d stops ended of %d: stop count %d", i, depth, n)
			}
			if i%2 == 0 {
				k.tasks.EndExternalStop()
			} else {
				task.EndExternalStop()
			}
		}
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: running guest code, stop count 0")
	}, guest.Spin())
}

// Internal and external stops are in force at once, and either may end first.
func TestStopsOverlap(t *testing.T) {
	for _, externalFirst := range []bool{false, true} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			expectInfo(t, k, "task 1 of 1: stopped, stop count 1, in groupStop")
			k.Pause()
			expectInfo(t, k, "task 1 of 1: stopped, stop count 2, in groupStop")
			cont := func() {
				if err := init.SendSignal(guest.CONT); err != nil {
					t.Error(err)
				}
			}
			if externalFirst {
				k.Unpause()
				synctest.Wait()
				expectInfo(t, k, "task 1 of 1: stopped, stop count 1, in groupStop")
				cont()
			} else {
				cont()
				synctest.Wait()
				expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
				k.Unpause()
			}
			synctest.Wait()
			expectInfo(t, k, "task 1 of 1: running guest code, stop count 0")
		}, guest.Kill(guest.Self, guest.STOP), guest.Spin())
	}
}

// A task created while the set is stopped is born stopped, and does nothing
// before the stop ends.
func TestFutureTasks(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Pause()
		k.Pause()
		if _, err := k.CreateProcess(guest.Program{guest.Print("born"), guest.Spin()}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: stopped, stop count 2",
			"task 2 of 2: stopped, stop count 2")
		k.Unpause()
		synctest.Wait()
		expectLines(t, k)
		k.Unpause()
		synctest.Wait()
		expectLines(t, k, "[2] born")
		expectInfo(t, k,
			"task 1 of 1: running guest code, stop count 0",
			"task 2 of 2: running guest code, stop count 0")
	}, guest.Spin())
}

// A task that a stopped task is about to create is stopped too.
func TestFutureTaskOfTask(t *testing.T) {
	task := byHand(t, guest.Fork(guest.Print("born")))
	ts := task.tg.pidns.owner
	ts.BeginExternalStop()
	// The stop takes effect when the run state has been executed.
	if _, err := sysFork(task, &task.p.regs.Program[0]); err != nil {
		t.Fatal(err)
	}
	child := task.k.task(2)
	if n := child.stopCount.Load(); n != 1 {
		t.Errorf("stop count of the child is %d, want 1", n)
	}
	ts.EndExternalStop()
	child.tg.WaitExited()
	expectLines(t, task.k, "[2] born")
}

func TestPullFullState(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		task := k.task(1)
		counter := func() int {
			task.mu.Lock()
			defer task.mu.Unlock()
			return task.regs.Counter
		}
		if err := k.tasks.PullFullState(); err != errNotStopped {
			t.Errorf("running: error %v, want %v", err, errNotStopped)
		}
		k.tasks.BeginExternalStop()
		k.tasks.accounts.waitParked()
		if n := counter(); n != 0 {
			t.Errorf("counter %d was pulled by nobody", n)
		}
		if err := k.tasks.PullFullState(); err != nil {
			t.Errorf("paused: error %v", err)
		}
		if n := counter(); n != 7 {
			t.Errorf("counter is %d, want 7", n)
		}
	}, guest.Work(7), guest.Spin())
	// A task that has not parked yet cannot be pulled from.
	task := byHand(t)
	task.tg.pidns.owner.BeginExternalStop()
	if err := task.tg.pidns.owner.PullFullState(); err != errNotStopped {
		t.Errorf("not parked: error %v, want %v", err, errNotStopped)
	}
}

// Pause returns when every task goroutine is parked, and no earlier.
func TestPauseWaits(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		// A task that never parks, as if its goroutine were busy.
		task := k.task(1)
		k.tasks.accounts.move(TaskGoroutineNonexistent, TaskGoroutineRunningSys)
		paused := make(chan struct{})
		go func() {
			k.Pause()
			close(paused)
		}()
		synctest.Wait()
		select {
		case <-paused:
			t.Error("Pause has returned although a task goroutine runs")
		default:
		}
		if s := task.TaskGoroutineState(); s != TaskGoroutineStopped {
			t.Errorf("the other is %v", s)
		}
		k.tasks.accounts.move(TaskGoroutineRunningSys, TaskGoroutineNonexistent)
		<-paused
		if !k.IsPaused() {
			t.Error("not paused")
		}
	}, guest.Spin())
}

func TestAccountingPanics(t *testing.T) {
	task := byHand(t)
	task.accountTaskGoroutineEnter(TaskGoroutineBlocked)
	expectPanic(t, func() { task.accountTaskGoroutineEnter(TaskGoroutineStopped) },
		`entering state "stopped" from "blocked", want from "running kernel code"`)
	expectPanic(t, func() { task.accountTaskGoroutineLeave(TaskGoroutineStopped) }, `from "blocked", want from "stopped"`)
	if s := TaskGoroutineState(99).String(); s != "task goroutine state 99" {
		t.Error(s)
	}
}
