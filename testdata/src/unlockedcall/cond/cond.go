// Package cond has condition variables: Wait releases the mutex and retakes it.
package cond

import "sync"

type gate struct {
	mu   sync.Mutex
	cond *sync.Cond
	open bool
}

func newGate() *gate {
	g := &gate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

// isOpenLocked reports whether g is open.
//
// Preconditions: g.mu must be locked.
func (g *gate) isOpenLocked() bool { return g.open }

// openLocked opens g.
//
// Preconditions: g.mu must be locked.
func (g *gate) openLocked() {
	g.open = true
	g.cond.Broadcast()
}

func (g *gate) Wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.isOpenLocked() {
		g.cond.Wait()
	}
	g.openLocked()
}

func (g *gate) WaitTooLate() {
	g.mu.Lock()
	for !g.isOpenLocked() {
		g.cond.Wait()
	}
	g.mu.Unlock()
	g.openLocked() // want `g\.openLocked called without g\.mu held$`
}

// WaitThroughL locks through the condition variable.
func (g *gate) WaitThroughL() {
	g.cond.L.Lock()
	for !g.isOpenLocked() {
		g.cond.Wait()
	}
	g.openLocked()
	g.cond.L.Unlock()
}

func (g *gate) SignalBare() {
	g.cond.Signal()
	g.openLocked() // want `g\.openLocked called without g\.mu held$`
}

// await waits until ready, with the mutex held before and after.
func (g *gate) await(ready func() bool) {
	for !ready() {
		g.cond.Wait()
	}
}

func (g *gate) Await() {
	g.mu.Lock()
	g.await(func() bool { return g.isOpenLocked() })
	g.openLocked()
	g.mu.Unlock()
}

func (g *gate) AwaitMethod() {
	g.mu.Lock()
	g.await(g.isOpenLocked)
	g.mu.Unlock()
}

func (g *gate) AwaitBare() {
	g.await(func() bool { // want `g\.await called without g\.mu held: it calls g\.cond\.Wait`
		return g.isOpenLocked() // want `g\.isOpenLocked called without g\.mu held$`
	})
}
