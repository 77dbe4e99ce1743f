package kernel

// Witnesses of offtask: internal stops begun on a goroutine that is not the
// task's own, and other things done there that must not be. Where the test is
// the task goroutine (byHand), a goroutine that it starts is another. Each Wrong
// test fails as its comment says, each Right test passes.

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoplint/stoplint/reference/guest"
)

// Another goroutine begins a stop, and the task goroutine one of its own.
//
// Fails with: beginning internal stop
func TestWrongGoroutine(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, but here runs on a new goroutine`
	}()
	<-done
	task.beginInternalStop((*vforkStop)(nil))
}

// The other goroutine begins an external stop, of which there may be many.
func TestRightGoroutine(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		task.BeginExternalStop()
	}()
	<-done
	task.beginInternalStop((*vforkStop)(nil))
}

// haltSoon begins a stop, for whoever calls it.
func (t *Task) haltSoon() { t.beginInternalStop((*groupStop)(nil)) }

// The stop is begun some calls below the goroutine.
//
// Fails with: beginning internal stop
func TestWrongHelper(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		task.haltSoon() // want `task\.haltSoon must run on task's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	}()
	<-done
	task.beginInternalStop((*vforkStop)(nil))
}

// A timer begins the stop while the guest runs. Nothing tells the task, so it
// runs on, in a stop.
//
// Fails with: the task runs in a stop
func TestWrongTimer(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		leader, begun := init.leader, make(chan struct{})
		time.AfterFunc(time.Second, func() {
			leader.beginInternalStop((*groupStop)(nil)) // want `leader\.beginInternalStop must run on leader's goroutine, but here runs on a timer's \(time\.AfterFunc\)`
			close(begun)
		})
		<-begun
		expectStopped(t, leader)
	}, guest.Spin())
}

// The timer sends a signal, and the task goroutine begins the stop.
func TestRightTimer(t *testing.T) {
	inBubble(t, func(t *testing.T, k *Kernel, init *ThreadGroup) {
		leader, sent := init.leader, make(chan error)
		time.AfterFunc(time.Second, func() { sent <- k.Signal(leader.tid, guest.STOP) })
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
		expectStopped(t, leader)
	}, guest.Spin())
}

// expectStopped fails unless task is in a stop, and its goroutine waits.
func expectStopped(t *testing.T, task *Task) {
	t.Helper()
	synctest.Wait()
	if stopOf(task) == nil {
		t.Fatal("the task is in no stop")
	}
	if TaskGoroutineState(task.gostate.Load()) != TaskGoroutineStopped {
		t.Fatal("the task runs in a stop")
	}
}

// stopChild stops child on the task goroutine of t.
//
// Preconditions: The caller must be running on t's task goroutine.
func (t *Task) stopChild(child *Task) {
	child.beginInternalStop((*vforkStop)(nil)) // want `child\.beginInternalStop must run on child's goroutine, but here runs on t's`
}

// A task begins a stop on another, which is in a stop of its own.
//
// Fails with: beginning internal stop
func TestWrongTask(t *testing.T) {
	task := byHand(t)
	child := addByHand(t, task.tg)
	child.beginInternalStop((*groupStop)(nil))
	task.stopChild(child)
}

// It begins the stop on itself.
func TestRightTask(t *testing.T) {
	task := byHand(t)
	child := addByHand(t, task.tg)
	child.beginInternalStop((*groupStop)(nil))
	task.beginInternalStop((*vforkStop)(nil))
}

// The stop is in force before the task goroutine has run, and nobody knows that
// it is to be ended.
//
// Fails with: all goroutines are asleep - deadlock!
func TestWrongTooEarly(t *testing.T) {
	k := New()
	tg, err := k.CreateProcess(guest.Program{guest.Exit(0)})
	if err != nil {
		t.Fatal(err)
	}
	leader := tg.leader
	leader.beginInternalStop((*groupStop)(nil)) // want `leader\.beginInternalStop must run on leader's goroutine, which does not exist yet`
	leader.start()
	k.WaitExited()
}

// The task is started as it is.
func TestRightStart(t *testing.T) {
	k := New()
	tg, err := k.CreateProcess(guest.Program{guest.Exit(0)})
	if err != nil {
		t.Fatal(err)
	}
	tg.leader.start()
	k.WaitExited()
}

// The task has exited by the time at which the stop is begun.
//
// Fails with: a stop is in force on a task that has exited
func TestWrongTooLate(t *testing.T) {
	k := New()
	tg, err := k.CreateProcess(guest.Program{guest.Exit(0)})
	if err != nil {
		t.Fatal(err)
	}
	leader := tg.leader
	leader.start()
	k.WaitExited()
	leader.beginInternalStop((*groupStop)(nil)) // want `leader\.beginInternalStop must run on leader's goroutine, but here runs on the one that started it`
	if stopOf(leader) != nil {
		t.Fatal("a stop is in force on a task that has exited")
	}
}

// waitStopped waits until t is in an internal stop.
//
// Preconditions: The caller must not be running on t's task goroutine.
func (t *Task) waitStopped(stopped <-chan struct{}) {
	<-stopped
}

// lunch stops t and waits until it is stopped.
//
// Preconditions: The caller must be running on t's task goroutine.
func (t *Task) lunch(stopped chan struct{}) {
	t.waitStopped(stopped) // want `t\.waitStopped must not run on t's goroutine, but here does`
	t.beginInternalStop((*groupStop)(nil))
	close(stopped)
}

// The task goroutine waits for itself.
//
// Fails with: all goroutines are asleep - deadlock!
func TestWrongWait(t *testing.T) {
	byHand(t).lunch(make(chan struct{}))
}

// Another goroutine waits for it.
func TestRightWait(t *testing.T) {
	task, stopped := byHand(t), make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Go(func() { task.waitStopped(stopped) })
	task.beginInternalStop((*groupStop)(nil))
	close(stopped)
	waiting.Wait()
}

// Deadline implements context.Context.
func (t *Task) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done implements context.Context.
func (t *Task) Done() <-chan struct{} { return nil }

// Err implements context.Context.
func (t *Task) Err() error { return nil }

// Value implements context.Context. It knows what only the task goroutine may
// look at.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) Value(any) any { return t.exitStatus }

// use uses a context.
func use(ctx context.Context) any { return ctx.Value("exit status") }

// The task is the context of what another goroutine does.
//
// Fails with: WARNING: DATA RACE
func TestWrongContext(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	go func() {
		use(task) // want `task is used here, on a new goroutine, but task\.Value must run on its goroutine`
		close(done)
	}()
	task.exitStatus = ExitStatus{Code: 1}
	<-done
}

// The other goroutine has a context of its own.
func TestRightContext(t *testing.T) {
	task := byHand(t)
	done := make(chan struct{})
	go func() {
		use(t.Context())
		close(done)
	}()
	task.exitStatus = ExitStatus{Code: 1}
	<-done
	use(task)
}
