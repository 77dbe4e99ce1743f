// Package spawn runs functions in various ways, and knows nothing of tasks.
package spawn

import (
	"sync"
	"time"
)

// Go runs f in a goroutine.
func Go(f func()) {
	go f()
}

// Guarded runs f in a goroutine that survives a panic.
func Guarded(f func()) {
	go func() {
		defer func() { _ = recover() }()
		f()
	}()
}

// Soon runs f on a timer.
func Soon(f func()) { time.AfterFunc(time.Millisecond, f) }

// Now runs f.
func Now(f func()) { f() }

// Group is a group of goroutines.
type Group struct{ wg sync.WaitGroup }

// Go runs f in a goroutine of the group.
func (g *Group) Go(f func()) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		f()
	}()
}

// Twice runs f by way of Go.
func Twice(f func()) {
	Go(f)
	Guarded(func() { f() })
}
