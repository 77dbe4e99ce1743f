// Package instances has several objects, each with a mutex of its own.
package instances

import "sync"

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int

	parent *task
	next   *task
}

func (t *task) Other(u *task) {
	t.mu.Lock()
	defer t.mu.Unlock()
	u.n = 1 // want `u.n written with t.mu held instead of u.mu`
}

func (t *task) Own(u *task) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n = 1
}

// Related may be the same task under another name.
func (t *task) Related() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.parent.n = 1 // MISS: it cannot be told that parent is another task
}

// Each locks one after the other.
func Each(first *task) {
	for t := first; t != nil; t = t.next {
		t.mu.Lock()
		t.n = 1
		t.mu.Unlock()
	}
}

func EachBare(first *task) {
	for t := first; t != nil; t = t.next {
		t.n = 1 // want `t.n written without t.mu held`
	}
}

// signal returns with the mutex of its result held.
func (t *task) signal() *task {
	t.parent.mu.Lock()
	return t.parent
}

func (t *task) ByResult() {
	p := t.signal()
	p.n = 1
	p.mu.Unlock()
}
