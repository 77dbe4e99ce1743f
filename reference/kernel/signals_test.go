package kernel

import (
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

func TestSignalActions(t *testing.T) {
	for _, test := range []struct {
		name  string
		setup []guest.Step
		sig   guest.Signal
		lines []string
		ends  bool
	}{
		{"default", nil, guest.HUP, nil, true},
		{"ignored by default", nil, guest.CHLD, nil, false},
		{"ignored", []guest.Step{guest.Ignore(guest.HUP)}, guest.HUP, nil, false},
		{"handled", []guest.Step{guest.Handle(guest.HUP)}, guest.HUP, []string{"[1] caught HUP"}, false},
		{"default again", []guest.Step{guest.Handle(guest.HUP), guest.Default(guest.HUP)}, guest.HUP, nil, true},
		{"blocked", []guest.Step{guest.Block(guest.HUP)}, guest.HUP, nil, false},
		{"KILL cannot be ignored", []guest.Step{guest.Ignore(guest.KILL)}, guest.KILL, nil, true},
		{"KILL cannot be blocked", []guest.Step{guest.Block(guest.KILL)}, guest.KILL, nil, true},
	} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			if err := init.SendSignal(test.sig); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			expectLines(t, k, test.lines...)
			if ends := len(k.Tasks()) == 0; ends != test.ends {
				t.Errorf("%s: ended %v, want %v", test.name, ends, test.ends)
			}
		}, append(test.setup, guest.Spin())...)
	}
}

// A signal to one task of a thread group interrupts that one.
func TestSignalToTask(t *testing.T) {
	first := byHand(t)
	second := addByHand(t, first.tg)
	sh := first.tg.signalLock()
	defer sh.mu.Unlock()
	if err := second.sendSignalLocked(guest.TERM, false); err != nil {
		t.Fatal(err)
	}
	if first.interrupted() || !second.interrupted() || second.pending != setOf(guest.TERM) || first.tg.pending != 0 {
		t.Errorf("interrupted %v and %v, pending %#x", first.interrupted(), second.interrupted(), second.pending)
	}
}

// A blocked signal is delivered when it is unblocked.
func TestUnblockDelivers(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[1] before", "[1] caught USR1", "[1] after")
	},
		guest.Handle(guest.USR1), guest.Block(guest.USR1),
		guest.Kill(guest.Self, guest.USR1), guest.Print("before"),
		guest.Unblock(guest.USR1), guest.Print("after"),
		guest.Spin())
}

// A group signal goes to a task that does not block it, and if a task that was
// chosen for it blocks it then, to another.
func TestGroupSignalFindsReceiver(t *testing.T) {
	first := byHand(t)
	second := addByHand(t, first.tg)
	first.tg.signalHandlers.actions[guest.USR1] = actionHandle
	sh := first.tg.signalLock()
	first.setSignalMaskLocked(setOf(guest.USR1))
	sh.mu.Unlock()
	if err := first.tg.SendSignal(guest.USR1); err != nil {
		t.Fatal(err)
	}
	if first.interrupted() || !second.interrupted() {
		t.Errorf("interrupted: %v and %v, want only the second", first.interrupted(), second.interrupted())
	}
	sh = first.tg.signalLock()
	first.setSignalMaskLocked(0)
	first.unsetInterrupted()
	second.setSignalMaskLocked(setOf(guest.USR1))
	sh.mu.Unlock()
	if !first.interrupted() {
		t.Error("the signal that the second task was interrupted for is lost")
	}
	first.turn()
	first.turn()
	expectLines(t, first.k, "[1] caught USR1")
}

// A signal interrupts a blocked system call, which then starts over.
func TestSignalInterruptsBlock(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		if err := init.SendSignal(guest.USR1); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectLines(t, k, "[1] caught USR1")
		k.Post("it")
		synctest.Wait()
		expectLines(t, k, "[1] caught USR1", "[1] take: done")
	}, guest.Handle(guest.USR1), guest.Take("it"), guest.Show("take"), guest.Spin())
}

// A pause of the guest ends with a handler, not with a stop.
func TestGuestPause(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Pause()
		k.Unpause()
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: blocked, stop count 0")
		if err := init.SendSignal(guest.USR1); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectLines(t, k, "[1] caught USR1", "[1] pause: interrupted")
	}, guest.Handle(guest.USR1), guest.Pause(), guest.Show("pause"), guest.Spin())
}

func TestSignalErrors(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[1] parent: no such process", "[1] child: no such process", "[1] 7: no such process")
		if err := k.Signal(7, guest.TERM); err == nil {
			t.Error("no error")
		}
		if err := init.SendSignal(guest.TERM); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if err := init.SendSignal(guest.TERM); err != errNoSuchProcess {
			t.Errorf("signal to a process that has ended: %v", err)
		}
	},
		guest.Kill(guest.Parent, guest.TERM), guest.Show("parent"),
		guest.Kill(guest.Child, guest.TERM), guest.Show("child"),
		guest.Kill(7, guest.TERM), guest.Show("7"),
		guest.Spin())
}
