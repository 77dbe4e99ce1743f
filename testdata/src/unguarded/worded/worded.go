// Package worded says in several ways which mutex protects what.
package worded

import "sync"

// headed has a comment on several fields right above the first of them.
type headed struct {
	mu sync.Mutex
	// The following fields are protected by mu.
	a int
	b int
	c map[string]int

	apart int
}

func (h *headed) SetA() {
	h.a = 1 // want `h.a written without h.mu held`
}

func (h *headed) SetB() {
	h.b = 1 // want `h.b written without h.mu held`
}

func (h *headed) SetC() {
	h.c = map[string]int{} // want `h.c written without h.mu held`
	h.apart = 1
}

func (h *headed) SetLocked() {
	h.a, h.b, h.c = 1, 1, nil
}

func (h *headed) Locked() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.a, h.b, h.c = 2, 2, nil
	h.a, h.b, h.c = 3, 3, nil
	h.a, h.b, h.c = 4, 4, nil
	h.a, h.b, h.c = 5, 5, nil
}

// boxed has a mutex of another type, and speaks of a block.
type boxed struct {
	of *headed

	// The fields in this block are protected by of.mu.
	n int
	m int

	name string
}

func (b *boxed) Set() {
	b.of.mu.Lock()
	b.n = 1
	b.of.mu.Unlock()
	b.m = 1 // want `b.m written after b.of.mu is unlocked`
	b.name = ""
}

func (b *boxed) SetBoth() {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	b.n, b.m = 1, 1
	b.n, b.m = 2, 2
	b.n, b.m = 3, 3
}

// paired has one comment on two fields, of which it names both.
type paired struct {
	mu sync.RWMutex
	// first and last are guarded by mu.
	first *paired
	last  *paired

	len int
}

func (p *paired) Push(q *paired) {
	p.mu.RLock()
	p.last = q // want `p.last written with p.mu held for reading only`
	p.mu.RUnlock()
	p.len++
}

// asked says how to access its fields.
type asked struct {
	mu sync.Mutex

	// n must only be accessed while holding mu.
	n int

	// m must be accessed with mu held.
	m int

	// mu must be held when accessing j.
	j int
}

func (a *asked) SetN() {
	a.n = 1 // want `a.n written without a.mu held`
}

func (a *asked) SetM() {
	a.m = 1 // want `a.m written without a.mu held`
}

func (a *asked) SetJ() {
	a.j = 1 // want `a.j written without a.mu held`
}

func (a *asked) Set() {
	a.mu.Lock()
	a.n, a.m, a.j = 1, 1, 1
	a.mu.Unlock()
}

// locking embeds its mutex.
type locking struct {
	sync.Mutex
	n int // protected by the embedded Mutex
}

func (l *locking) Add() {
	l.n = 1 // want `l.n written before l.Mutex is locked`
	l.Lock()
	l.n = 2
	l.Unlock()
}

// classMutex is nothing but the mutex that it embeds.
type classMutex struct{ sync.RWMutex }

// Registry has such a mutex.
type Registry struct {
	mu classMutex

	names []string
}

type entry struct {
	in *Registry

	// owner is protected by the registry mutex.
	owner *entry
}

func (e *entry) Own(o *entry) {
	e.in.mu.RLock()
	defer e.in.mu.RUnlock()
	e.owner = o // want `e.owner written with classMutex.RWMutex held for reading only`
}

func (e *entry) Disown() {
	e.in.mu.Lock()
	defer e.in.mu.Unlock()
	e.owner = nil
}

// related has a mutex that protects more than fields.
type related struct {
	// mu protects the fields below, and how they hang together.
	mu sync.Mutex

	left, right *related
}

func (r *related) Turn() {
	r.mu.Lock()
	left := r.left
	r.mu.Unlock()
	r.right = left // want `r.right written after r.mu is unlocked`
}

func (r *related) Swap() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left, r.right = r.right, r.left
}
