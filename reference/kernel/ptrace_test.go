package kernel

import (
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

// traced is a tracer's program that runs the given steps after a tracee has
// entered a delivery stop for sig, of which it is told with CONT pending.
func traced(sig guest.Signal, steps ...guest.Step) guest.Program {
	p := guest.Program{
		guest.Fork(
			guest.TraceMe(),
			guest.Work(5),
			guest.Kill(guest.Self, sig),
			guest.Print("continued"),
			guest.Spin(),
		),
		guest.Wait(),
		guest.Show("wait"),
	}
	return append(p, steps...)
}

func TestTracerDecidesAboutSignal(t *testing.T) {
	for _, test := range []struct {
		name  string
		cont  guest.Signal
		lines []string
	}{
		{"swallows", 0, []string{"[2] continued"}},
		{"delivers", guest.USR1, []string{"[1] wait: 2 killed by USR1"}},
		{"replaces", guest.USR2, []string{"[1] wait: 2 killed by USR2"}},
		{"stops", guest.TSTP, []string{"[1] wait: 2 trapped by none"}},
	} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			// The tracee has done all that it does. A traced group stop is two
			// things to wait for, of which the trace stop comes first.
			k.Post("go")
			synctest.Wait()
			expectLines(t, k, append([]string{"[1] wait: 2 trapped by USR1"}, test.lines...)...)
		}, traced(guest.USR1, guest.Continue(test.cont), guest.Take("go"), guest.Wait(), guest.Show("wait"), guest.Spin())...)
	}
}

// A tracer that turns a signal into a stop signal stops nothing if a CONT came
// while the tracee waited for it.
func TestContinueDuringDeliveryStop(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[1] wait: 2 trapped by USR1")
		if err := k.Signal(2, guest.CONT); err != nil {
			t.Fatal(err)
		}
		k.Post("go")
		synctest.Wait()
		// The CONT is traced as well, and comes before the tracee goes on.
		expectLines(t, k, "[1] wait: 2 trapped by USR1", "[1] wait: 2 trapped by CONT", "[2] continued")
	}, traced(guest.USR1,
		guest.Take("go"), guest.Continue(guest.TSTP),
		guest.Wait(), guest.Show("wait"), guest.Continue(0), guest.Spin())...)
}

// A masked signal that the tracer wants delivered is pending again.
func TestDeliveryOfMaskedSignal(t *testing.T) {
	task := byHand(t)
	tracer := newThreadGroup(task.tg.pidns, newSignalHandlers(), nil)
	tracer.leader = addByHand(t, tracer)
	task.tracer = tracer
	sh := task.tg.signalLock()
	task.runState = task.enterDeliveryStopLocked(guest.USR1)
	s := task.stop.(*ptraceStop)
	s.sig = guest.USR2
	task.signalMask = setOf(guest.USR2)
	task.endInternalStopLocked()
	sh.mu.Unlock()
	task.turn()
	if task.pending != setOf(guest.USR2) {
		t.Errorf("pending %#x, want USR2", task.pending)
	}
}

// A frozen stop outlives a kill, for as long as it is frozen.
func TestFreeze(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		if err := k.Signal(2, guest.KILL); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		info := k.Tasks()[1]
		if info.Stop != "ptraceStop" || info.Goroutine != TaskGoroutineStopped {
			t.Errorf("killed while frozen: %v", info)
		}
		k.Post("go")
		synctest.Wait()
		expectLines(t, k,
			"[1] wait: 2 trapped by USR1",
			"[1] continue: not permitted",
			"[1] peek: 2 counts 5",
			"[1] wait: 2 killed by KILL",
			"[1] peek: no such process")
	}, traced(guest.USR1,
		guest.Freeze(),
		guest.Continue(0), guest.Show("continue"),
		guest.Take("go"),
		guest.Peek(), guest.Show("peek"), guest.Unfreeze(),
		guest.Wait(), guest.Show("wait"),
		guest.Peek(), guest.Show("peek"),
		guest.Spin())...)
}

// A kill ends a stop that is not frozen, and the tracer's next request fails.
func TestKillEndsPtraceStop(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		if err := k.Signal(2, guest.KILL); err != nil {
			t.Fatal(err)
		}
		k.Post("go")
		synctest.Wait()
		expectLines(t, k, "[1] wait: 2 trapped by USR1", "[1] freeze: no such process", "[1] wait: 2 killed by KILL")
	}, traced(guest.USR1,
		guest.Take("go"),
		guest.Freeze(), guest.Show("freeze"),
		guest.Wait(), guest.Show("wait"),
		guest.Spin())...)
}

// Of several tracees, the one with the lowest thread ID is reported first.
func TestWaitOrder(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		for _, tid := range []ThreadID{4, 2, 3} {
			if err := k.Signal(tid, guest.USR1); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		k.Post("go")
		synctest.Wait()
		expectLines(t, k, "[1] wait: 2 trapped by USR1", "[1] wait: 3 trapped by USR1", "[1] wait: 4 trapped by USR1")
	},
		guest.Fork(guest.TraceMe(), guest.Spin()),
		guest.Fork(guest.TraceMe(), guest.Spin()),
		guest.Fork(guest.TraceMe(), guest.Spin()),
		guest.Take("go"),
		guest.Wait(), guest.Show("wait"), guest.Wait(), guest.Show("wait"), guest.Wait(), guest.Show("wait"),
		guest.Spin())
}

// A request that comes after the stop it means has ended is refused, even if
// the tracee is in the next stop.
func TestRequestForEarlierStop(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		if err := k.Signal(2, guest.USR2); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if info := k.Tasks()[1]; info.Stop != "ptraceStop" {
			t.Fatalf("%v", info)
		}
		k.Post("go")
		synctest.Wait()
		expectLines(t, k,
			"[1] wait: 2 trapped by USR1",
			"[2] continued",
			"[1] continue: no such process",
			"[1] wait: 2 trapped by USR2")
	}, traced(guest.USR1,
		guest.Peek(), // Not frozen.
		guest.Continue(0),
		guest.Take("go"),
		guest.Continue(0), guest.Show("continue"),
		guest.Wait(), guest.Show("wait"),
		guest.Spin())...)
}

// Attaching turns a group stop into a trace stop, and detaching turns it back.
func TestAttachAndDetachInGroupStop(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		child := func() string { return k.Tasks()[1].Stop }
		if s := child(); s != "groupStop" {
			t.Fatalf("stopped: in %s", s)
		}
		k.Post("attach")
		synctest.Wait()
		if s := child(); s != "ptraceStop" {
			t.Errorf("attached: in %s", s)
		}
		k.Post("detach")
		synctest.Wait()
		if s := child(); s != "groupStop" {
			t.Errorf("detached: in %s", s)
		}
		expectLines(t, k, "[1] wait: 2 stopped", "[1] wait: 2 trapped by none", "[1] attach: not permitted", "[1] detach: no such process")
		if err := k.Signal(2, guest.CONT); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if s := child(); s != "" {
			t.Errorf("continued: in %s", s)
		}
	},
		guest.Fork(guest.Spin()),
		guest.Kill(guest.Child, guest.STOP),
		guest.Wait(), guest.Show("wait"),
		guest.Take("attach"),
		guest.Attach(guest.Child),
		guest.Wait(), guest.Show("wait"),
		guest.Attach(guest.Child), guest.Show("attach"),
		guest.Take("detach"),
		guest.Detach(),
		guest.Detach(), guest.Show("detach"),
		guest.Spin())
}

// A tracer that exits releases its tracees.
func TestTracerExits(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[2] wait: 3 trapped by USR1", "[3] caught USR1", "[3] continued")
		// The tracee is an orphan, and nobody traces it any more.
		if err := k.Signal(3, guest.TERM); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: running guest code, stop count 0")
	},
		guest.Fork(
			guest.Handle(guest.USR1),
			guest.Fork(
				guest.TraceMe(),
				guest.Kill(guest.Self, guest.USR1),
				guest.Print("continued"),
				guest.Spin(),
			),
			guest.Wait(), guest.Show("wait"),
		),
		guest.Wait(),
		guest.Spin())
}

// What there is no permission, or no process, for.
func TestTraceErrors(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k,
			"[1] traceme: not permitted",
			"[1] attach self: not permitted",
			"[1] attach 9: no such process",
			"[1] freeze: no such process",
			"[1] wait: no child")
	},
		guest.TraceMe(), guest.Show("traceme"),
		guest.Attach(guest.Self), guest.Show("attach self"),
		guest.Attach(9), guest.Show("attach 9"),
		guest.Freeze(), guest.Show("freeze"),
		guest.Wait(), guest.Show("wait"),
		guest.Spin())
}

// An ignored signal is not discarded if there is a tracer to see it.
func TestTracerSeesIgnoredSignal(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[1] wait: 2 trapped by CHLD", "[2] continued")
	}, traced(guest.CHLD, guest.Continue(guest.CHLD), guest.Spin())...)
}
