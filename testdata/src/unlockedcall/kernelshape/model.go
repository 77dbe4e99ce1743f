package kernelshape

import "sync"

// signalHandlersMutex is a mutex that takes part in lock validation.
type signalHandlersMutex struct {
	mu sync.Mutex
}

type signalHandlersLockNameIndex int

const signalHandlersLockTg = signalHandlersLockNameIndex(0)

// Lock locks m.
// +checklocksignore
func (m *signalHandlersMutex) Lock() { m.mu.Lock() }

// Unlock unlocks m.
// +checklocksignore
func (m *signalHandlersMutex) Unlock() { m.mu.Unlock() }

// NestedLock locks m while another mutex of its type is held.
// +checklocksignore
func (m *signalHandlersMutex) NestedLock(i signalHandlersLockNameIndex) { m.mu.Lock() }

// NestedUnlock unlocks m while another mutex of its type is held.
// +checklocksignore
func (m *signalHandlersMutex) NestedUnlock(i signalHandlersLockNameIndex) { m.mu.Unlock() }

// SignalHandlers holds signal actions, possibly for many thread groups.
type SignalHandlers struct {
	// mu protects actions, and the stops of every task that uses the handlers.
	mu signalHandlersMutex

	actions map[int]int
}

// ThreadGroup is a process.
type ThreadGroup struct {
	ts     *TaskSet
	leader *Task
	tasks  []*Task

	// signalHandlers.mu (hereafter "the signal mutex") protects the stops of
	// the thread group's tasks. The pointer is replaced on exec.
	signalHandlers *SignalHandlers
}

// TaskSet is the set of all tasks.
type TaskSet struct {
	// mu protects the relationships between tasks.
	mu sync.RWMutex

	root *ThreadGroup
}

// Task is a thread of the guest.
type Task struct {
	tg *ThreadGroup
	id int

	// stopCount is protected by tg.signalHandlers.mu (hereafter "the signal
	// mutex"); see the comment on ThreadGroup.signalHandlers.
	stopCount int

	// pending is protected by the signal mutex.
	pending []int

	// mu protects name.
	mu   sync.Mutex
	name string
}

// stopLocked begins a stop of t.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) stopLocked() { t.stopCount++ }

// endStopLocked ends a stop of t.
//
// Preconditions:
//   - The signal mutex must be locked.
//   - The task must be stopped.
func (t *Task) endStopLocked() { t.stopCount-- }

// isStoppedLocked reports whether any stop applies to t.
//
// Preconditions: t's signal mutex must be locked.
func (t *Task) isStoppedLocked() bool { return t.stopCount > 0 }

// renameLocked sets t's name.
//
// Preconditions: t.mu must be locked.
func (t *Task) renameLocked(name string) { t.name = name }

// interrupt wakes t's goroutine. It needs no mutex.
func (t *Task) interrupt() {}
