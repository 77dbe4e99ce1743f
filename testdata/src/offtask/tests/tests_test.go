// Package tests has tests that take the part of a task's goroutine.
package tests

import (
	"testing"
	"testing/synctest"
)

func newTask() *Task { return &Task{} }

func TestBegin(t *testing.T) {
	task := newTask()
	task.beginInternalStop((*groupStop)(nil))
	t.Run("sub", func(t *testing.T) {
		task.beginInternalStop((*groupStop)(nil))
	})
	synctest.Test(t, func(t *testing.T) {
		task.beginInternalStop((*groupStop)(nil))
	})
	t.Cleanup(func() {
		task.beginInternalStop((*groupStop)(nil))
	})
}

func TestSpawned(t *testing.T) {
	task := newTask()
	go func() {
		task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, but here runs on a new goroutine`
	}()
	t.Run("sub", func(t *testing.T) {
		go task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, but here runs on a new goroutine`
	})
}

func TestStarted(t *testing.T) {
	task := newTask()
	task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, which does not exist yet`
	task.Start()
	task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, but here runs on the one that started it`
}

func TestTable(t *testing.T) {
	for _, test := range []struct {
		name string
		call func(*Task)
	}{
		{"begin", func(task *Task) { task.beginInternalStop((*groupStop)(nil)) }},
		{"run", (*Task).run},
		{"go", func(task *Task) {
			go task.beginInternalStop((*groupStop)(nil)) // want `task\.beginInternalStop must run on task's goroutine, but here runs on a new goroutine`
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			task, done := newTask(), make(chan struct{})
			go func() {
				defer close(done)
				test.call(task)
			}()
			<-done
		})
	}
}
