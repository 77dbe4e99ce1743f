package tests

import "sync"

// TaskStop is a reason for a task not to run.
type TaskStop interface {
	Killable() bool
}

type groupStop struct{}

// Killable implements TaskStop.Killable.
func (*groupStop) Killable() bool { return true }

// ThreadGroup is a process.
type ThreadGroup struct {
	mu     sync.Mutex
	leader *Task
	tasks  []*Task
	byID   map[int]*Task
}

// Task is a thread of the guest.
type Task struct {
	tg     *ThreadGroup
	id     int
	parent *Task
	next   *Task
	state  runState
	stop   TaskStop
}

// runState is what a task executes.
type runState interface {
	execute(t *Task) runState
}

type runApp struct{}

func (*runApp) execute(t *Task) runState { return nil }

// beginInternalStop begins stop s on t.
func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

// doStop waits until t is not stopped.
func (t *Task) doStop() {}

// run executes one state after the other.
func (t *Task) run() {
	for t.state != nil {
		t.doStop()
		t.state = t.state.execute(t)
	}
}

// Start starts t.
func (t *Task) Start() {
	go t.run()
}
