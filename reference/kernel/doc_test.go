// The tests of this package are of four sorts:
//
//   - Examples, one for each user of the protocol.
//   - Exact schedules. In some, the test is the task goroutine, and executes
//     one run state after the other by hand (byHand). In the others, guests
//     run in a synctest bubble, and the test looks when all goroutines are
//     blocked (inBubble).
//   - A state machine against a model, with random operations
//     (TestModel).
//   - Stress, for the race detector.
//
// None of them sleeps. They reach every statement but one: that a kernel is
// not saved if a task runs although all were found parked, which no caller can
// bring about (Kernel.image).
package kernel

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stoplint/stoplint/reference/guest"
)

// inBubble runs f in a synctest bubble with a running kernel in which one
// process executes p. Nothing of the kernel is left afterwards.
func inBubble(t *testing.T, f func(t *testing.T, k *Kernel, init *ThreadGroup), p ...guest.Step) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		k := New()
		init, err := k.CreateProcess(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Start(); err != nil {
			t.Fatal(err)
		}
		defer tearDown(k)
		synctest.Wait()
		f(t, k, init)
	})
}

// tearDown ends all external stops, kills all tasks and waits for them. No task
// may be in a call: that ends its stop itself.
func tearDown(k *Kernel) {
	for k.IsPaused() {
		k.Unpause()
	}
	for _, t := range k.allTasks() {
		sh := t.tg.signalLock()
		if s, ok := t.stop.(*ptraceStop); ok {
			s.frozen = false
		}
		external := t.stopCount.Load()
		if t.stop != nil {
			external--
		}
		sh.mu.Unlock()
		for range external {
			t.EndExternalStop()
		}
	}
	k.Kill(ExitStatus{Signal: guest.KILL})
	k.WaitExited()
}

// byHand returns the only task of a new kernel, which executes p, as if the
// caller ran on its task goroutine. turn executes it.
func byHand(t *testing.T, p ...guest.Step) *Task {
	t.Helper()
	k := New()
	tg, err := k.CreateProcess(p)
	if err != nil {
		t.Fatal(err)
	}
	tg.leader.accountTaskGoroutineStart()
	return tg.leader
}

// addByHand returns another task like that of byHand, in tg.
func addByHand(t *testing.T, tg *ThreadGroup, p ...guest.Step) *Task {
	t.Helper()
	task, err := tg.pidns.owner.newTask(&taskConfig{k: New(), tg: tg, program: p})
	if err != nil {
		t.Fatal(err)
	}
	task.accountTaskGoroutineStart()
	return task
}

// turn executes t's current run state, as one turn of Task.run does if t is
// not stopped.
func (t *Task) turn() {
	if t.stopCount.Load() != 0 {
		panic("a stopped task is not executed")
	}
	t.runState = t.runState.execute(t)
}

// stopOf returns the internal stop in force on t.
func stopOf(t *Task) TaskStop {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	return t.stop
}

// allTasks returns the tasks of k.
func (k *Kernel) allTasks() []*Task {
	k.tasks.mu.RLock()
	defer k.tasks.mu.RUnlock()
	return k.tasks.Root.sortedLocked()
}

// task returns the task of k with that thread ID.
func (k *Kernel) task(tid ThreadID) *Task {
	k.tasks.mu.RLock()
	defer k.tasks.mu.RUnlock()
	return k.tasks.Root.tasks[tid]
}

// expectPanic fails unless f panics with a message that contains all of want.
func expectPanic(t *testing.T, f func(), want ...string) {
	t.Helper()
	defer func() {
		t.Helper()
		got, _ := recover().(string)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("panic %q, want %q in it", got, w)
			}
		}
	}()
	f()
	t.Errorf("no panic, want one with %q", want)
}

// expectLines fails unless the console of k is lines.
func expectLines(t *testing.T, k *Kernel, lines ...string) {
	t.Helper()
	got, want := strings.Join(k.Console().Lines(), "\n"), strings.Join(lines, "\n")
	if got != want {
		t.Errorf("console:\n%s\nwant:\n%s", got, want)
	}
}

// expectInfo fails unless the tasks of k are described by lines.
func expectInfo(t *testing.T, k *Kernel, lines ...string) {
	t.Helper()
	var got []string
	for _, info := range k.Tasks() {
		got = append(got, info.String())
	}
	if g, w := strings.Join(got, "\n"), strings.Join(lines, "\n"); g != w {
		t.Errorf("tasks:\n%s\nwant:\n%s", g, w)
	}
}
