// Package replaced finds mutexes by way of pointers that are replaced.
package replaced

import "sync"

type Set struct {
	mu sync.RWMutex
	n  int
}

type handlers struct {
	mu sync.Mutex
	n  int
}

type Group struct {
	set *Set

	// handlers is changed with both set.mu and handlers.mu locked.
	handlers *handlers

	// limits is not replaced.
	limits *handlers

	// alone is replaced without another mutex.
	alone *handlers
}

// lock locks the mutex of the handlers, whichever they are, and returns them.
func (g *Group) lock() *handlers {
	for {
		h := g.handlers
		h.mu.Lock()
		if h == g.handlers {
			return h
		}
		h.mu.Unlock()
	}
}

func (g *Group) replace() {
	g.set.mu.Lock()
	defer g.set.mu.Unlock()
	old := g.handlers
	old.mu.Lock()
	g.handlers = &handlers{}
	old.mu.Unlock()
}

func (g *Group) replaceAlone() { g.alone = &handlers{} }

func (g *Group) Reread() int {
	g.handlers.mu.Lock()
	defer g.handlers.mu.Unlock() // want `g.handlers.mu may not be what was locked: g.handlers is read anew, and may be replaced by those who hold Set.mu`
	return g.handlers.n
}

func (g *Group) RereadEarly() {
	g.handlers.mu.Lock()
	g.handlers.n++
	g.handlers.mu.Unlock() // want `g.handlers.mu may not be what was locked`
}

// Pinned holds what keeps others from replacing the pointer.
func (g *Group) Pinned() int {
	g.set.mu.RLock()
	defer g.set.mu.RUnlock()
	g.handlers.mu.Lock()
	defer g.handlers.mu.Unlock()
	return g.handlers.n
}

// PinnedBefore holds it until the mutex is locked, which keeps them from it, too.
func (g *Group) PinnedBefore() int {
	g.set.mu.RLock()
	g.handlers.mu.Lock()
	g.set.mu.RUnlock()
	defer g.handlers.mu.Unlock()
	return g.handlers.n
}

// Owned unlocks what it has locked.
func (g *Group) Owned() int {
	h := g.lock()
	defer h.mu.Unlock()
	return h.n
}

func (g *Group) Once() int {
	h := g.handlers
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

// underSet is called with set.mu locked.
func (g *Group) underSet() {
	g.handlers.mu.Lock()
	defer g.handlers.mu.Unlock()
	g.handlers.n++
}

func (g *Group) CallsUnderSet() {
	g.set.mu.Lock()
	defer g.set.mu.Unlock()
	g.underSet()
}

func (g *Group) Limits() int {
	g.limits.mu.Lock()
	defer g.limits.mu.Unlock()
	return g.limits.n
}

// MISS: nothing says what would keep the pointer.
func (g *Group) Alone() int {
	g.alone.mu.Lock()
	defer g.alone.mu.Unlock()
	return g.alone.n
}

// Task is driven by one goroutine, which alone makes its group replace its handlers.
//
//stoplint:task
type Task struct{ group *Group }

func (t *Task) exec() { t.group.replace() }

// MISS: it may be called on another goroutine than the task's.
func (t *Task) Count() int {
	t.group.handlers.mu.Lock()
	defer t.group.handlers.mu.Unlock()
	return t.group.handlers.n
}
