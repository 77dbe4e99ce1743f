// Package interfaces begins through interfaces, embedded tasks and wrappers.
package interfaces

// TaskStop is a reason for a task not to run.
type TaskStop interface{ Killable() bool }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

// Task is a thread of the guest.
type Task struct {
	stop  TaskStop
	state runState
}

type runState interface {
	execute(t *Task) runState
}

func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

// stopper is what can be stopped.
type stopper interface {
	beginInternalStop(s TaskStop)
}

// halter is what halts.
type halter interface{ halt() }

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

// Known is an interface whose content is known.
func Known(t *Task) {
	var s stopper = t
	s.beginInternalStop((*groupStop)(nil))
	go s.beginInternalStop((*groupStop)(nil)) // want `s\.beginInternalStop must run on s's goroutine, but here runs on a new goroutine`
}

// Unknown has all implementations in sight.
func Unknown(s stopper, h halter) {
	go s.beginInternalStop((*groupStop)(nil)) // want `s\.beginInternalStop must run on s's goroutine, but here runs on a new goroutine`
	go func() {
		h.halt() // want `h\.halt must run on the task's goroutine, but here runs on a new goroutine`
	}()
	h.halt()
}

// Thread embeds a task.
type Thread struct {
	*Task
	name string
}

func (th *Thread) Stop() {
	go th.beginInternalStop((*groupStop)(nil)) // want `th\.beginInternalStop must run on th's goroutine, but here runs on a new goroutine`
	go th.halt()                               // want `th\.halt must run on th's goroutine, but here runs on a new goroutine`
	th.halt()
}

type state struct{ th *Thread }

func (s *state) execute(t *Task) runState {
	th := &Thread{Task: t}
	th.halt()
	wrapper{t}.halt()
	go wrapper{t}.halt() // want `wrapper{…}\.halt must run on the task's goroutine, but here runs on a new goroutine`
	return nil
}

// wrapper wraps a task.
type wrapper struct{ t *Task }

func (w wrapper) halt() { w.t.halt() }

// silent halts nothing.
type silent interface{ hush() }

type loud struct{ t *Task }

func (l loud) hush() {
	l.t.halt() // want `l\.t\.halt must run on l\.t's goroutine, but here runs on a new goroutine`
}

type quiet struct{}

func (quiet) hush() {}

// Either is harmless for one of them only.
func Either(s silent) {
	go s.hush()
}
