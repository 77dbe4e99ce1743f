package stops

import "sync"

// TaskStop is the reason for an internal stop.
type TaskStop interface{ Killable() bool }

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

type SignalHandlers struct {
	mu sync.Mutex
}

type TaskSet struct {
	mu sync.RWMutex
}

type ThreadGroup struct {
	ts *TaskSet

	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of the
	// group's tasks.
	signalHandlers *SignalHandlers

	// exiting is true once the group is to exit. It is never reset. exiting is
	// protected by the signal mutex.
	exiting bool

	// phase is protected by the signal mutex.
	phase int
}

// Task is a thread of the guest.
type Task struct {
	tg *ThreadGroup

	// stop is protected by the signal mutex.
	stop TaskStop

	// stopPending says that t is to stop. It is protected
	// by the signal mutex.
	stopPending bool

	// killed is protected by the signal mutex.
	killed bool

	// continued says that Continue was called. It is protected by the signal
	// mutex.
	continued bool

	// seen is looked at by the task goroutine only.
	seen bool

	// alone is protected by the signal mutex. Only freezeAlone sets it.
	alone bool
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

// isPendingLocked reports whether t is to stop.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) isPendingLocked() bool { return t.stopPending && !t.killed }

// joinLocked counts t among the stopped.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) joinLocked() { t.tg.phase++ }

// Stop asks t to stop.
func (t *Task) Stop() {
	t.tg.signalHandlers.mu.Lock()
	t.stopPending, t.seen = true, false
	t.tg.phase = 1
	t.tg.signalHandlers.mu.Unlock()
}

// Continue takes back what Stop asked for.
func (t *Task) Continue() {
	t.tg.signalHandlers.mu.Lock()
	t.stopPending = false
	t.continued = true
	t.tg.phase = 2
	if t.stop == (*groupStop)(nil) {
		t.endInternalStopLocked()
	}
	t.tg.signalHandlers.mu.Unlock()
}

// Kill kills t for good.
func (t *Task) Kill() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.killed = true
	t.tg.exiting = true
}

func (t *Task) current() TaskStop {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	return t.stop
}
