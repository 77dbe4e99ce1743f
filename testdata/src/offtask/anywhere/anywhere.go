// Package anywhere begins stops in functions of which it is not known where they
// run, but that it is not on the task's goroutine.
package anywhere

import (
	"iter"
	"sync"
)

type TaskStop interface{ Killable() bool }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

type Task struct {
	tg    *ThreadGroup
	id    int
	stop  TaskStop
	state taskRunState
}

type ThreadGroup struct {
	mu    sync.Mutex
	tasks []*Task
	byID  map[int]*Task
}

type taskRunState interface{ execute(t *Task) taskRunState }

func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.mu.Lock()
	t.beginInternalStopLocked(s)
	t.tg.mu.Unlock()
}

func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

func (t *Task) endInternalStopLocked() { t.stop = nil }

// StopAll begins a stop on each task, and runs on the goroutine of one at most.
func (tg *ThreadGroup) StopAll() {
	tg.mu.Lock()
	defer tg.mu.Unlock()
	for _, t := range tg.tasks {
		t.beginInternalStopLocked((*groupStop)(nil)) // want `t.beginInternalStopLocked must run on t's goroutine, but here runs for several tasks on one goroutine`
	}
}

// StopMany does so for those in a map that run.
func (tg *ThreadGroup) StopMany() {
	for _, t := range tg.byID {
		if t.stop == nil {
			t.beginInternalStop((*groupStop)(nil)) // want `t.beginInternalStop must run on t's goroutine, but here runs for several tasks on one goroutine`
		}
	}
}

// freeze is given a task by whoever calls it.
func (t *Task) freeze() { t.beginInternalStop((*groupStop)(nil)) }

// FreezeAll freezes them all.
func (tg *ThreadGroup) FreezeAll() {
	for _, t := range tg.tasks {
		t.freeze() // want `t.freeze must run on t's goroutine, but here runs for several tasks on one goroutine: it calls t.beginInternalStop`
	}
}

func (tg *ThreadGroup) all() iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for _, t := range tg.tasks {
			if !yield(t) {
				return
			}
		}
	}
}

// StopEach ranges over a function.
func (tg *ThreadGroup) StopEach() {
	for t := range tg.all() {
		t.beginInternalStop((*groupStop)(nil)) // want `t.beginInternalStop must run on t's goroutine, but here runs for several tasks on one goroutine`
	}
}

// StopFirst begins one stop, which may be that of the running task.
func (tg *ThreadGroup) StopFirst() {
	for _, t := range tg.tasks {
		if t.stop == nil {
			t.beginInternalStop((*groupStop)(nil)) // MISS: the task may be the caller's own
			break
		}
	}
}

// StopEachFirst does the same.
func (tg *ThreadGroup) StopEachFirst() {
	for t := range tg.all() {
		t.beginInternalStop((*groupStop)(nil))
		return
	}
}

// StopNumber finds the task by its number.
func (tg *ThreadGroup) StopNumber(id int) {
	for _, t := range tg.tasks {
		if t.id == id {
			t.beginInternalStop((*groupStop)(nil))
		}
	}
}

// Restop puts a task that is parked in another stop.
func (t *Task) Restop() {
	t.tg.mu.Lock()
	defer t.tg.mu.Unlock()
	if _, ok := t.stop.(*groupStop); ok {
		t.endInternalStopLocked()
		t.beginInternalStopLocked((*groupStop)(nil)) // want `t.beginInternalStopLocked must run on t's goroutine, but here runs on one that ends the stop it is parked in`
	}
}

// Undo takes back a stop that it has begun itself.
func (t *Task) Undo(again bool) {
	t.tg.mu.Lock()
	defer t.tg.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
	t.endInternalStopLocked()
	if again {
		t.beginInternalStopLocked((*groupStop)(nil))
	}
}

// Release ends the stop of another task, and stops its own.
func (t *Task) Release(other *Task) {
	t.tg.mu.Lock()
	defer t.tg.mu.Unlock()
	other.endInternalStopLocked()
	t.beginInternalStopLocked((*groupStop)(nil))
}

// Start starts a task that is to be stopped at once, unless it is the first.
func (tg *ThreadGroup) Start() {
	for _, t := range tg.tasks {
		if t.id != 0 {
			t.beginInternalStop((*groupStop)(nil)) // want `t.beginInternalStop must run on t's goroutine, which does not exist yet`
		}
		go t.run()
	}
}
