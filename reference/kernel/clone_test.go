package kernel

import (
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

func TestVfork(t *testing.T) {
	for name, release := range map[string]guest.Step{
		"exit": guest.Exit(0),
		"exec": guest.Exec(guest.Spin()),
	} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			expectInfo(t, k,
				"task 1 of 1: stopped, stop count 1, in vforkStop",
				"task 2 of 2: blocked, stop count 0")
			k.Post("go")
			synctest.Wait()
			expectLines(t, k, "[1] released")
			if s := k.Tasks()[0].Stop; s != "" {
				t.Errorf("%s: the parent is in %s", name, s)
			}
		}, guest.Vfork(guest.Take("go"), release), guest.Print("released"), guest.Spin())
	}
}

// vforkByHand returns a task and its vfork child, before the parent may begin
// to wait.
func vforkByHand(t *testing.T) (parent, child *Task) {
	t.Helper()
	parent = byHand(t)
	tg := newThreadGroup(parent.tg.pidns, parent.tg.signalHandlers.fork(), parent.tg)
	child, err := tg.pidns.owner.newTask(&taskConfig{k: parent.k, tg: tg, vforkParent: parent})
	if err != nil {
		t.Fatal(err)
	}
	child.accountTaskGoroutineStart()
	return parent, child
}

// The child may be gone before the parent begins to wait.
func TestVforkChildIsFaster(t *testing.T) {
	parent, child := vforkByHand(t)
	child.unstopVforkParent()
	parent.maybeBeginVforkStop(child)
	if parent.stop != nil {
		t.Errorf("the parent has entered %#v, which nobody ends", parent.stop)
	}
}

// A parent that was killed before it begins to wait would not be woken.
func TestVforkParentIsKilledFirst(t *testing.T) {
	parent, child := vforkByHand(t)
	if err := parent.tg.SendSignal(guest.KILL); err != nil {
		t.Fatal(err)
	}
	parent.maybeBeginVforkStop(child)
	if parent.stop != nil || child.vforkParent != nil {
		t.Errorf("the parent has entered %#v", parent.stop)
	}
}

// A kill ends the stop; the child then must not end another one.
func TestVforkStopIsKillable(t *testing.T) {
	parent, child := vforkByHand(t)
	parent.maybeBeginVforkStop(child)
	if _, ok := parent.stop.(*vforkStop); !ok {
		t.Fatalf("stop %#v", parent.stop)
	}
	if err := parent.tg.SendSignal(guest.KILL); err != nil {
		t.Fatal(err)
	}
	if parent.stop != nil || parent.stopCount.Load() != 0 {
		t.Fatalf("killed, but in %#v", parent.stop)
	}
	parent.beginInternalStop((*groupStop)(nil))
	child.unstopVforkParent()
	if _, ok := parent.stop.(*groupStop); !ok {
		t.Errorf("the child has ended a stop that is not its to end: %#v", parent.stop)
	}
}

// No task is created in a thread group that exits, or waits to be alone.
func TestCloneFails(t *testing.T) {
	for name, prepare := range map[string]func(tg *ThreadGroup){
		"exiting": func(tg *ThreadGroup) { tg.exiting = true },
		"execing": func(tg *ThreadGroup) { tg.execing = tg.leader },
	} {
		task := byHand(t, guest.Thread())
		prepare(task.tg)
		task.turn()
		if task.p.regs.Result != "interrupted" || task.p.regs.PC != 1 {
			t.Errorf("%s: result %q", name, task.p.regs.Result)
		}
		if n := len(task.k.Tasks()); n != 1 {
			t.Errorf("%s: %d tasks", name, n)
		}
	}
	task := byHand(t, guest.Vfork())
	task.k.Kill(ExitStatus{})
	if _, err := sysVfork(task, &task.p.regs.Program[0]); err != errInterrupted || task.stop != nil {
		t.Errorf("vfork after a kill: error %v, stop %#v", err, task.stop)
	}
	// A vfork child is in a thread group of its own, so there is none of these
	// reasons.
	task = byHand(t, guest.Vfork(guest.Take("never")))
	task.tg.exiting = true
	task.turn()
	if _, ok := task.stop.(*vforkStop); !ok {
		t.Errorf("stop %#v", task.stop)
	}
	task.k.Kill(ExitStatus{})
	task.k.ThreadGroup(2).WaitExited()
}

func TestForkSharing(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectLines(t, k, "[2] ready", "[1] caught USR1", "[1] waited: 2 exited 0")
	},
		guest.ForkSharing(
			// The handler that the child installs is the parent's too.
			guest.Handle(guest.USR1),
			guest.Print("ready"),
			guest.Kill(guest.Parent, guest.USR1),
		),
		guest.Wait(), guest.Show("waited"), guest.Spin())
}
