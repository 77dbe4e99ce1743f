package kernel

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

func TestExitStatus(t *testing.T) {
	for _, test := range []struct {
		want string
		p    guest.Program
	}{
		{"exited 0", nil},
		{"exited 4", guest.Program{guest.Exit(4)}},
		{"exited 5", guest.Program{guest.Thread(guest.Spin()), guest.ExitGroup(5)}},
		// The task that ends last counts.
		{"exited 6", guest.Program{guest.Thread(guest.Take("go"), guest.Exit(6)), guest.Exit(1)}},
		{"killed by INT", guest.Program{guest.Thread(guest.Spin()), guest.Kill(guest.Self, guest.INT)}},
	} {
		inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
			k.Post("go")
			if got := init.WaitExited().String(); got != test.want {
				t.Errorf("%v: %s, want %s", test.p, got, test.want)
			}
		}, test.p...)
	}
}

// A leader that has exited stays until its thread group has, and its parent
// has waited.
func TestZombie(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectInfo(t, k,
			"task 1 of 1: blocked, stop count 0",
			"task 2 of 2: nonexistent, stop count 0",
			"task 3 of 2: blocked, stop count 0")
		k.Post("thread")
		synctest.Wait()
		expectInfo(t, k,
			"task 1 of 1: blocked, stop count 0",
			"task 2 of 2: nonexistent, stop count 0")
		if id := k.ThreadGroup(2).ID(); id != 2 {
			t.Errorf("ID %d", id)
		}
		k.Post("wait")
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: running guest code, stop count 0")
		if k.ThreadGroup(2) != nil {
			t.Error("the thread group is still there")
		}
	},
		guest.Fork(guest.Thread(guest.Take("thread"))),
		guest.Take("wait"), guest.Wait(), guest.Spin())
}

// Orphans are reaped without a wait, those that have exited before too.
func TestOrphans(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		expectInfo(t, k, "task 3 of 3: blocked, stop count 0")
		k.Post("go")
		synctest.Wait()
		expectInfo(t, k)
	},
		guest.Fork(guest.Exit(0)),
		guest.Fork(guest.Take("go"), guest.Exit(0)))
}

// A kill during an external stop takes effect when that ends.
func TestKillDuringExternalStop(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Pause()
		k.Kill(ExitStatus{Code: 2})
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
		k.Kill(ExitStatus{Code: 3})
		k.Unpause()
		if s := init.WaitExited(); s.Code != 2 {
			t.Errorf("%v, want the status of the first kill", s)
		}
	}, guest.Spin())
}

// A task that is about to create another when all tasks are killed does not.
func TestKillBeforeClone(t *testing.T) {
	task := byHand(t, guest.Fork(guest.Spin()))
	task.k.Kill(ExitStatus{})
	if _, err := sysFork(task, &task.p.regs.Program[0]); err != errInterrupted {
		t.Errorf("fork: error %v, want %v", err, errInterrupted)
	}
	if n := len(task.k.Tasks()); n != 1 {
		t.Errorf("%d tasks, want 1", n)
	}
	if _, err := task.k.CreateProcess(nil); err != errInterrupted {
		t.Errorf("create: error %v, want %v", err, errInterrupted)
	}
}

// Nothing but the answer ends the stop of a call, not even a kill.
func TestCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := New()
		release := make(chan string)
		k.Provide("ask", func(arg string) string { return arg + <-release })
		init, err := k.CreateProcess(guest.Program{
			guest.Call("nobody", ""), guest.Show("nobody"),
			guest.Call("ask", "4"), guest.Show("answer"),
			guest.Call("ask", ""), guest.Print("not reached"),
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Start(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
		release <- "2"
		synctest.Wait()
		expectLines(t, k, "[1] nobody: no such service", "[1] answer: 42")
		expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
		k.Kill(ExitStatus{Code: 1})
		synctest.Wait()
		expectInfo(t, k, "task 1 of 1: stopped, stop count 1")
		close(release)
		if s := init.WaitExited(); s.Code != 1 {
			t.Errorf("%v", s)
		}
		expectLines(t, k, "[1] nobody: no such service", "[1] answer: 42")
		k.WaitExited()
	})
}

func TestKernelErrors(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		if err := k.Start(); err == nil {
			t.Error("started twice")
		}
		if _, err := k.CreateProcess(guest.Program{{Op: "fly"}}); err == nil {
			t.Error("no error for a program that is none")
		}
		if err := k.SaveTo(failingWriter{}); err != errNotStopped {
			t.Errorf("save while running: %v", err)
		}
		k.Pause()
		if err := k.SaveTo(failingWriter{}); !errors.Is(err, errWriter) {
			t.Errorf("save to a writer that fails: %v", err)
		}
		if k.TaskSet() != k.tasks {
			t.Error("another task set")
		}
	}, guest.Spin())
}

var errWriter = errors.New("disk full")

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errWriter }

// Take and Post work between guests and the outside.
func TestSemaphores(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		done := make(chan struct{})
		go func() {
			k.Take("from guest")
			close(done)
		}()
		synctest.Wait()
		k.Post("to guest")
		<-done
		expectLines(t, k, "[1] taken")
	}, guest.Take("to guest"), guest.Print("taken"), guest.Post("from guest"), guest.Spin())
}

// A program that repeats does so until it is interrupted.
func TestRepeat(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		k.Post("turn")
		k.Post("turn")
		synctest.Wait()
		expectLines(t, k, "[1] turn", "[1] turn")
	}, guest.Take("turn"), guest.Print("turn"), guest.Repeat())
}
