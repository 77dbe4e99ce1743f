// Package generics has type parameters on owners, functions and mutexes.
package generics

import "sync"

// list is a list with a mutex of its own.
type list[T any] struct {
	mu    sync.Mutex
	items []T
}

// pushLocked appends an item.
//
// Preconditions: l.mu must be locked.
func (l *list[T]) pushLocked(item T) { l.items = append(l.items, item) }

// Push appends an item.
func (l *list[T]) Push(item T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pushLocked(item)
}

func (l *list[T]) PushBare(item T) {
	l.pushLocked(item) // want `l\.pushLocked called without l\.mu held$`
}

func PushInt(l *list[int]) {
	l.mu.Lock()
	l.pushLocked(1)
	l.mu.Unlock()
	l.pushLocked(2) // want `l\.pushLocked called without l\.mu held$`
}

func PushAny[T any](l *list[T], items ...T) {
	l.mu.Lock()
	for _, item := range items {
		l.pushLocked(item)
	}
	l.mu.Unlock()
}

func PushAnyBare[T any](l *list[T], items ...T) {
	for _, item := range items {
		l.pushLocked(item) // want `l\.pushLocked called without l\.mu held$`
	}
}

// push needs the list's mutex, as its body shows.
func push[T any](l *list[T], item T) {
	l.pushLocked(item)
}

func PushBoth(a *list[int], b *list[string]) {
	a.mu.Lock()
	push(a, 1)
	a.mu.Unlock()
	b.mu.Lock()
	push(b, "one")
	b.mu.Unlock()
	push(b, "two") // want `push(\[string\])? called without b\.mu held: it calls`
}

// stopper is a constraint whose method has a contract.
type stopper interface {
	comparable

	// stopLocked stops the stopper.
	//
	// Preconditions: stopMu must be locked.
	stopLocked()
}

var stopMu sync.Mutex

func StopAll[S stopper](all []S) {
	stopMu.Lock()
	defer stopMu.Unlock()
	for _, s := range all {
		s.stopLocked()
	}
}

func StopAllBare[S stopper](all []S) {
	for _, s := range all {
		s.stopLocked() // want `s\.stopLocked called without stopMu held$`
	}
}

// each calls f at once.
func each[T any](items []T, f func(T)) {
	for _, item := range items {
		f(item)
	}
}

func Each(l *list[int], items []int) {
	l.mu.Lock()
	each(items, l.pushLocked)
	each(items, func(i int) { l.pushLocked(i) })
	l.mu.Unlock()
}

func EachBare(l *list[int], items []int) {
	each(items, func(i int) {
		l.pushLocked(i) // want `l\.pushLocked called without l\.mu held$`
	})
}

// guarded has the mutex as a type parameter.
type guarded[M sync.Locker] struct {
	mu M
	n  int
}

// incLocked adds one.
//
// Preconditions: g.mu must be locked.
func (g *guarded[M]) incLocked() { g.n++ }

func (g *guarded[M]) Inc() {
	g.mu.Lock()
	g.incLocked()
	g.mu.Unlock()
}

// IncBare calls without the mutex.
func (g *guarded[M]) IncBare() {
	g.incLocked() // want `g\.incLocked called without g\.mu held$`
}

// lockIt locks anything that can be locked.
func lockIt[M sync.Locker](m M) { m.Lock() }

func ByGenericHelper(l *list[int]) {
	lockIt(&l.mu)
	l.pushLocked(1)
	l.mu.Unlock()
}
