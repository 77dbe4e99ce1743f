// Package sets has sets of tasks that stop their tasks one by one. A stop on a set
// is one on the set, and not one on its tasks as well.
package sets

import "sync"

type TaskStop interface{ Killable() bool }

type Task struct {
	mu    sync.Mutex
	stop  TaskStop
	count int
}

func (t *Task) beginInternalStop(s TaskStop) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stop = s
	t.count++
}

func (t *Task) BeginExternalStop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
}

func (t *Task) EndExternalStop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count--
}

type TaskSet struct {
	mu    sync.RWMutex
	tasks []*Task
}

func (ts *TaskSet) BeginExternalStop() {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	for _, t := range ts.tasks {
		t.BeginExternalStop()
	}
}

func (ts *TaskSet) EndExternalStop() {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	for _, t := range ts.tasks {
		t.EndExternalStop()
	}
}

func all(sets []*TaskSet) {
	for _, ts := range sets {
		ts.BeginExternalStop()
	}
	for _, ts := range sets {
		ts.EndExternalStop()
	}
}

func allUnless(sets []*TaskSet, f func() error) error {
	for _, ts := range sets {
		ts.BeginExternalStop()
	}
	if err := f(); err != nil {
		return err // want `external stop begun on ts is not ended when this returns: ts stays stopped`
	}
	for _, ts := range sets {
		ts.EndExternalStop()
	}
	return nil
}
