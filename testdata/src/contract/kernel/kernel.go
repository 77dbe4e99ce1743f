// Package kernel has functions whose documentation does not say what they need.
package kernel

import "sync"

// Set is a set of tasks.
type Set struct {
	mu sync.RWMutex // the set mutex

	tasks map[int]*Task
}

// Task is one of them.
type Task struct {
	set *Set
	mu  sync.Mutex
	id  int
}

// removeLocked removes t.
//
// Preconditions: s.mu must be locked.
func (s *Set) removeLocked(t *Task) { delete(s.tasks, t.id) }

// setID sets the number of t.
//
// Preconditions: t.mu must be locked.
func (t *Task) setID(id int) { t.id = id }

// moveLocked silently came to need a second mutex.
//
// Preconditions: t.mu must be locked.
func (t *Task) moveLocked(id int) { // want `moveLocked needs the set mutex \(t\.set\.mu\) for t\.set\.removeLocked, which its documentation does not say`
	t.set.removeLocked(t)
	t.setID(id)
}

// move2Locked says it.
//
// Preconditions:
//   - t.mu must be locked.
//   - t.set.mu must be locked.
func (t *Task) move2Locked(id int) {
	t.set.removeLocked(t)
	t.setID(id)
}

// dropLocked names the wrong mutex.
//
// Preconditions: t.mu must be locked.
func (t *Task) dropLocked() { // want `dropLocked needs the set mutex \(t\.set\.mu\) for t\.set\.removeLocked, but its documentation names another mutex, which it does not need: t\.mu must be locked`
	t.set.removeLocked(t)
}

// Bare says nothing.
func (t *Task) Bare() { // want `Bare needs t\.mu for t\.setID, which its documentation does not say`
	t.setID(1)
}

// helper is nobody else's business.
func (t *Task) helper() { t.setID(2) }

// clearLocked is called without what it asks for.
//
// Preconditions: t.mu must be locked.
func (t *Task) clearLocked() {} // want `no caller of clearLocked holds t\.mu, which its documentation requires: t\.mu must be locked`

// resetLocked is called with what it asks for once.
//
// Preconditions: t.mu must be locked.
func (t *Task) resetLocked() {}

func (t *Task) All() {
	t.set.mu.Lock()
	defer t.set.mu.Unlock()
	t.mu.Lock()
	t.moveLocked(1)
	t.move2Locked(2)
	t.dropLocked()
	t.Bare()
	t.helper()
	t.resetLocked()
	t.mu.Unlock()
	t.clearLocked()
	t.resetLocked()
}

func (t *Task) Clear() { t.clearLocked() }
