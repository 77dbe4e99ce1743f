// Package missed has begins on the wrong goroutine that are not reported,
// because code that looks the same may be right.
package missed

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

// state keeps a task.
type keeping struct{ target *Task }

// MISS: what a run state keeps may be its own task.
func (k *keeping) execute(t *Task) runState {
	k.target.halt()
	return nil
}

// unseen is called by code out of sight.
type unseen struct{ f func() }

// Unseen puts a begin where nobody is seen to call it.
//
// MISS: whoever calls it may be the task's goroutine.
func (t *Task) Unseen(u *unseen) {
	u.f = func() { t.halt() }
}

// Exported may be called on any goroutine.
//
// MISS: there is no caller in sight.
func Exported(t, target *Task) {
	target.halt()
}

type lunch struct{ kitchen chan struct{} }

// execute blocks before it returns to the run loop.
//
// MISS: the goroutine is right, but the stop takes effect too late.
func (l *lunch) execute(t *Task) runState {
	t.halt()
	<-l.kitchen
	return nil
}

// chosen returns one of the two.
func chosen(a, b *Task) *Task {
	if a.id < b.id {
		return a
	}
	return b
}

type choosing struct{ other *Task }

// MISS: the task that is chosen may be the run state's own.
func (c *choosing) execute(t *Task) runState {
	chosen(t, c.other).halt()
	return nil
}

type assigning struct{ other *Task }

// MISS: what a state keeps may be its own task, whatever was put there.
func (a *assigning) execute(t *Task) runState {
	a.other = t.parent
	a.other.halt()
	return nil
}
