// Package cooperative has one goroutine that takes the part of each of its tasks
// in turn.
package cooperative

type TaskStop interface{ Killable() bool }

type yieldStop struct{}

func (*yieldStop) Killable() bool { return true }

type Task struct {
	stop TaskStop
	work []func()
}

func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

func (t *Task) endInternalStopLocked() { t.stop = nil }

func (t *Task) step() {
	for _, f := range t.work {
		f()
	}
	t.beginInternalStop((*yieldStop)(nil))
}

type Scheduler struct{ tasks []*Task }

// Round runs each task for a while.
func (s *Scheduler) Round() {
	for _, t := range s.tasks {
		if t.stop != nil {
			t.endInternalStopLocked()
		}
		t.step()
	}
}
