// Package callbacks has functions that are registered, returned, kept in tables
// or called by the standard library, by code that holds what they need or by
// code that does not.
package callbacks

import "sync"

type handlers struct{ mu sync.Mutex }

// group shares its signal handlers among tasks.
type group struct {
	sig   *handlers
	tasks []*task
	// hooks are called with sig.mu held.
	hooks map[string]func(*task)
	// bells are called with nothing held.
	bells map[string]func(*task)
	// Left is called by other packages.
	Left func(*task)
}

type task struct {
	g    *group
	prio int
}

// endLocked ends t's stop. t.g.sig.mu must be held.
func (t *task) endLocked() { t.prio = 0 }

// prioLocked returns t's priority. t.g.sig.mu must be held.
func (t *task) prioLocked() int { return t.prio }
