package states

import "sync"

// TaskStop is the reason for an internal stop.
type TaskStop interface{ Killable() bool }

type vforkStop struct{}

func (*vforkStop) Killable() bool { return true }

type trapStop struct{}

func (*trapStop) Killable() bool { return true }

type SignalHandlers struct{ mu sync.Mutex }

type ThreadGroup struct {
	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of the
	// group's tasks.
	signalHandlers *SignalHandlers
}

// Task is a thread of the guest.
type Task struct {
	tg    *ThreadGroup
	child *Task
	state taskRunState

	// stop is protected by the signal mutex.
	stop   TaskStop
	killed bool

	wake      chan struct{}
	interrupt chan struct{}
}

// taskRunState is what a task does next.
type taskRunState interface {
	// execute runs on the task goroutine of t.
	execute(t *Task) taskRunState
}

func (t *Task) Start() { go t.run() }

// run is the task goroutine.
func (t *Task) run() {
	for t.state != nil {
		t.state = t.state.execute(t)
	}
}

// beginInternalStop begins s.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked(s)
}

// beginInternalStopLocked begins s.
//
// Preconditions: Same as beginInternalStop, plus:
//   - The signal mutex must be locked.
func (t *Task) beginInternalStopLocked(s TaskStop) { t.stop = s }

// endInternalStopLocked ends the stop in force.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) endInternalStopLocked() { t.stop = nil }

// block waits for c.
func (t *Task) block(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
	}
	select {
	case <-c:
		return true
	case <-t.interrupt:
		return false
	}
}

// poll looks whether c is ready.
func (t *Task) poll(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// blockIf waits for c unless it must not.
func (t *Task) blockIf(c chan struct{}, may bool) {
	if may {
		t.block(c)
	}
}

// notify tells whoever waits, if anybody does.
func (t *Task) notify() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}
