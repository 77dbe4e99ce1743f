// Package awaits has functions that wait until all tasks have stopped.
package awaits

import "sync"

type TaskStop interface{ Killable() bool }

// TaskSet is the set of all tasks.
type TaskSet struct {
	mu      sync.RWMutex
	count   int
	running sync.WaitGroup // one for each task goroutine that is not parked
	aio     sync.WaitGroup
	tasks   []*Task
}

// BeginExternalStop stops all tasks.
func (ts *TaskSet) BeginExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.count++
}

// EndExternalStop ends a stop that BeginExternalStop began.
func (ts *TaskSet) EndExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.count--
}

type Kernel struct{ tasks *TaskSet }

// Pause stops all tasks and waits until they are stopped.
func (k *Kernel) Pause() {
	k.tasks.BeginExternalStop()
	k.tasks.running.Wait()
}

// PauseSoon stops all tasks and waits for something else.
func (k *Kernel) PauseSoon() {
	k.tasks.BeginExternalStop()
	k.tasks.aio.Wait()
}

// Unpause is the opposite.
func (k *Kernel) Unpause() { k.tasks.EndExternalStop() }

// Drain waits for all tasks, which are to exit by themselves.
func (k *Kernel) Drain() { k.tasks.running.Wait() }

// Task is one of them.
type Task struct {
	k     *Kernel
	stop  TaskStop
	wake  chan struct{}
	state taskRunState
}

func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

type taskRunState interface {
	// execute runs on the task goroutine of t.
	execute(t *Task) taskRunState
}

func (t *Task) Start() {
	t.k.tasks.running.Add(1)
	go t.run()
}

// run is the task goroutine.
func (t *Task) run() {
	defer t.k.tasks.running.Done()
	for t.state != nil {
		t.doStop()
		t.state = t.state.execute(t)
	}
}

// doStop parks the task goroutine.
func (t *Task) doStop() {
	t.k.tasks.running.Add(-1)
	defer t.k.tasks.running.Add(1)
	<-t.wake
}

type save struct{ soon bool }

func (s *save) execute(t *Task) taskRunState {
	if s.soon {
		t.k.PauseSoon()
		t.k.Unpause()
		return nil
	}
	t.checkpoint()
	t.checkpointSoon()
	return nil
}

func (t *Task) checkpoint() {
	t.k.Pause() // want `t\.k\.Pause must not run on the task's goroutine, but here does`
	defer t.k.Unpause()
}

// checkpointSoon has another goroutine wait.
func (t *Task) checkpointSoon() {
	go func() {
		t.k.Pause()
		defer t.k.Unpause()
	}()
}

func main() {
	k := &Kernel{tasks: &TaskSet{}}
	(&Task{k: k}).Start()
	k.Pause()
	k.Unpause()
	k.Drain()
}
