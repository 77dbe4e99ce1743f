// Package kernel is a small kernel in the shape of the task stop protocol.
package kernel

import "sync"

// TaskStop is a reason for a task to stop.
type TaskStop interface {
	// Killable returns true if a kill ends the stop.
	Killable() bool
}

// SignalHandlers holds signal actions.
type SignalHandlers struct {
	mu sync.Mutex
}

// ThreadGroup is a process.
type ThreadGroup struct {
	// signalHandlers.mu (hereafter "the signal mutex") protects stops.
	signalHandlers *SignalHandlers
}

// Task is a thread of the guest.
type Task struct {
	tg *ThreadGroup

	// stop and stopCount are protected by the signal mutex.
	stop      TaskStop
	stopCount int

	Name string
	Dead bool
}

// beginInternalStop begins an internal stop on t.
//
// Preconditions: The caller must be running on t's task goroutine.
func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stop = s
	t.stopCount++
}

// BeginExternalStop begins an external stop on t.
func (t *Task) BeginExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopCount++
}

// EndExternalStop ends an external stop on t.
func (t *Task) EndExternalStop() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopCount--
}

// TaskSet is the set of all tasks.
type TaskSet struct {
	mu        sync.RWMutex
	stopCount int
	tasks     []*Task
}

// BeginExternalStop begins an external stop on all tasks.
func (ts *TaskSet) BeginExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.stopCount++
}

// EndExternalStop ends an external stop on all tasks.
func (ts *TaskSet) EndExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.stopCount--
}

// Kernel is a kernel.
type Kernel struct {
	extMu   sync.Mutex
	tasks   *TaskSet
	running sync.WaitGroup
}

// Pause stops all tasks, and returns when they have.
func (k *Kernel) Pause() {
	k.extMu.Lock()
	k.tasks.BeginExternalStop()
	k.extMu.Unlock()
	k.running.Wait()
}

// Unpause ends the effect of one call of Pause.
func (k *Kernel) Unpause() {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	k.tasks.EndExternalStop()
}

// IsPaused returns true if k is paused.
func (k *Kernel) IsPaused() bool {
	k.tasks.mu.RLock()
	defer k.tasks.mu.RUnlock()
	return k.tasks.stopCount > 0
}

// Tasks returns all tasks.
func (k *Kernel) Tasks() []*Task { return k.tasks.tasks }

// Save writes k's state.
func (k *Kernel) Save() error { return nil }

// Ready returns an error if k cannot be saved.
func (k *Kernel) Ready() error { return nil }
