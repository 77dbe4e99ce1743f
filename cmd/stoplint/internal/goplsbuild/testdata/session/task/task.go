// Package task has tasks that can be stopped.
package task

import "sync"

// TaskStop is why a task is stopped.
type TaskStop interface{ Killable() bool }

// Task is a thread of the guest.
type Task struct {
	Mu   sync.Mutex
	stop TaskStop
}

// EndStopLocked ends the stop that is in force.
//
// Preconditions: t.Mu must be locked.
func (t *Task) EndStopLocked() { t.stop = nil }

func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

// StopGroup begins a stop that InGroupStop does not recognise.
func (t *Task) StopGroup() {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.beginInternalStopLocked(&groupStop{})
}

// InGroupStop reports whether t is in a group stop.
func (t *Task) InGroupStop() bool {
	return t.stop == (*groupStop)(nil)
}

// Continue ends a stop after it has unlocked the mutex.
func (t *Task) Continue() {
	t.Mu.Lock()
	t.Mu.Unlock()
	t.EndStopLocked()
}
