package kernel

import (
	"fmt"
	"sync"
)

// TaskGoroutineState is what a task goroutine does.
type TaskGoroutineState uint32

const (
	// TaskGoroutineNonexistent means that the task goroutine has not been
	// started, or has exited.
	TaskGoroutineNonexistent TaskGoroutineState = iota

	// TaskGoroutineRunningSys means that it executes kernel code.
	TaskGoroutineRunningSys

	// TaskGoroutineRunningApp means that it executes guest code.
	TaskGoroutineRunningApp

	// TaskGoroutineBlocked means that it waits in Task.block, from which an
	// interrupt wakes it.
	TaskGoroutineBlocked

	// TaskGoroutineStopped means that it waits in Task.doStop, from which
	// nothing but the end of the last stop wakes it. A goroutine in this state
	// is parked.
	TaskGoroutineStopped

	numTaskGoroutineStates
)

func (s TaskGoroutineState) String() string {
	names := [numTaskGoroutineStates]string{"nonexistent", "running kernel code", "running guest code", "blocked", "stopped"}
	if s < numTaskGoroutineStates {
		return names[s]
	}
	return fmt.Sprintf("task goroutine state %d", uint32(s))
}

// goroutineAccounts counts the task goroutines of a TaskSet by state.
type goroutineAccounts struct {
	mu sync.Mutex

	// changed is signalled when count may satisfy a waiter. Its mutex is mu.
	changed sync.Cond

	// count is the number of task goroutines in each state. Those that do not
	// exist are not counted.
	//
	// count is protected by mu.
	count [numTaskGoroutineStates]int
}

// move counts one task goroutine as having passed from one state to another.
func (a *goroutineAccounts) move(from, to TaskGoroutineState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if from != TaskGoroutineNonexistent {
		a.count[from]--
	}
	if to != TaskGoroutineNonexistent {
		a.count[to]++
	}
	if a.runningLocked() == 0 {
		a.changed.Broadcast()
	}
}

// runningLocked returns the number of task goroutines that exist and are not
// parked.
//
// Preconditions: a.mu must be locked.
func (a *goroutineAccounts) runningLocked() int {
	return a.count[TaskGoroutineRunningSys] + a.count[TaskGoroutineRunningApp] + a.count[TaskGoroutineBlocked]
}

// runningCount returns the number of task goroutines that exist and are not
// parked.
func (a *goroutineAccounts) runningCount() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.runningLocked()
}

// waitParked waits until every task goroutine that exists is parked.
func (a *goroutineAccounts) waitParked() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.runningLocked() != 0 {
		a.changed.Wait()
	}
}

// waitNone waits until no task goroutine exists.
func (a *goroutineAccounts) waitNone() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.runningLocked() != 0 || a.count[TaskGoroutineStopped] != 0 {
		a.changed.Wait()
	}
}

// TaskGoroutineState returns the current state of t's task goroutine.
func (t *Task) TaskGoroutineState() TaskGoroutineState {
	return TaskGoroutineState(t.gostate.Load())
}

// accountTaskGoroutineStart accounts for the start of t's task goroutine.
func (t *Task) accountTaskGoroutineStart() {
	t.accountTaskGoroutineMove(TaskGoroutineNonexistent, TaskGoroutineRunningSys)
}

// accountTaskGoroutineEnter accounts for t's task goroutine entering state
// from kernel code.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) accountTaskGoroutineEnter(state TaskGoroutineState) {
	t.accountTaskGoroutineMove(TaskGoroutineRunningSys, state)
}

// accountTaskGoroutineLeave accounts for t's task goroutine leaving state for
// kernel code.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) accountTaskGoroutineLeave(state TaskGoroutineState) {
	t.accountTaskGoroutineMove(state, TaskGoroutineRunningSys)
}

func (t *Task) accountTaskGoroutineMove(from, to TaskGoroutineState) {
	if !t.gostate.CompareAndSwap(uint32(from), uint32(to)) {
		panic(fmt.Sprintf("task goroutine entering state %q from %q, want from %q", to, t.TaskGoroutineState(), from))
	}
	t.tg.pidns.owner.accounts.move(from, to)
}
