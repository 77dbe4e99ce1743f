package modes

import "sync"

// taskSetMutex is a read-write mutex that takes part in lock validation.
type taskSetMutex struct {
	mu sync.RWMutex
}

// Lock locks m.
// +checklocksignore
func (m *taskSetMutex) Lock() { m.mu.Lock() }

// Unlock unlocks m.
// +checklocksignore
func (m *taskSetMutex) Unlock() { m.mu.Unlock() }

// RLock locks m for reading.
// +checklocksignore
func (m *taskSetMutex) RLock() { m.mu.RLock() }

// RUnlock undoes a single RLock call.
// +checklocksignore
func (m *taskSetMutex) RUnlock() { m.mu.RUnlock() }

// DowngradeLock atomically unlocks m for writing and locks it for reading.
// +checklocksignore
func (m *taskSetMutex) DowngradeLock() {
	m.mu.Unlock()
	m.mu.RLock()
}

// TaskSet is the set of all tasks.
type TaskSet struct {
	mu taskSetMutex

	// tids is protected by mu.
	tids map[int]*Task
}

// Task is a thread of the guest.
type Task struct {
	ts *TaskSet

	// parent is protected by ts.mu (hereafter "the TaskSet mutex").
	parent *Task
}

// countLocked returns the number of tasks.
//
// Preconditions: ts.mu must be locked.
func (ts *TaskSet) countLocked() int { return len(ts.tids) }

// addLocked adds t to ts.
//
// Preconditions: ts.mu must be locked for writing.
func (ts *TaskSet) addLocked(id int, t *Task) { ts.tids[id] = t }

// lookupLocked returns the task with that id.
//
// Preconditions: ts.mu must be locked for reading.
func (ts *TaskSet) lookupLocked(id int) *Task { return ts.tids[id] }

// reparentLocked changes t's parent.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (t *Task) reparentLocked(parent *Task) { t.parent = parent }

// isOrphanLocked reports whether t has no parent.
//
// Preconditions: The TaskSet mutex must be locked.
func (t *Task) isOrphanLocked() bool { return t.parent == nil }
