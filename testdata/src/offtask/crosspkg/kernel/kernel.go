// Package kernel has tasks.
package kernel

// TaskStop is a reason for a task not to run.
type TaskStop interface{ Killable() bool }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

// Task is a thread of the guest.
type Task struct {
	state runState
	stop  TaskStop
	Group *Group
}

// Group is a thread group.
type Group struct {
	Leader *Task
	Tasks  []*Task
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

// Start starts t.
func (t *Task) Start() { go t.run() }

// Halt stops t.
func (t *Task) Halt() { t.beginInternalStop((*groupStop)(nil)) }

// New makes a task.
func New() *Task { return &Task{} }

// Find finds a task.
func (g *Group) Find(i int) *Task { return g.Tasks[i] }

// HaltLater stops t after a while.
func (t *Task) HaltLater() {
	go t.Halt() // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
}

// Work is done by a task.
type Work interface {
	// Do does the work.
	//
	// Preconditions: The caller must be running on the task goroutine.
	Do(t *Task)
}

// Hooks are called now and then.
type Hooks struct {
	// OnTick is called by a ticker.
	OnTick func()
	// OnSwitch is called by a task.
	OnSwitch func(*Task)
}

func (h *Hooks) tick() {
	go func() {
		for {
			h.OnTick()
		}
	}()
}

// Call is a system call.
type Call func(t *Task, n int) error

// Table has the system calls.
type Table struct {
	Calls map[int]Call
	array [10]Call
}

func (tb *Table) find(n int) Call { return tb.array[n] }

type calling struct{ tb *Table }

func (c *calling) execute(t *Task) runState {
	call := c.tb.find(1)
	if call(t, 1) != nil {
		return nil
	}
	return c
}

type running struct{ h *Hooks }

func (r *running) execute(t *Task) runState {
	r.h.OnSwitch(t)
	return nil
}
