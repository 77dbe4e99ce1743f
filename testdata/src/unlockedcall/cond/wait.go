package cond

import "sync"

func (g *gate) WaitBare() {
	for !g.open {
		g.cond.Wait() // want `g\.cond\.Wait called without g\.mu held$`
	}
}

func (g *gate) WaitUnlocked() {
	g.mu.Lock()
	open := g.isOpenLocked()
	g.mu.Unlock()
	if !open {
		g.cond.Wait() // want `g\.cond\.Wait called without g\.mu held$`
	}
}

func (g *gate) WaitOther(h *gate) {
	h.mu.Lock()
	g.cond.Wait() // want `g\.cond\.Wait called with h\.mu held instead of g\.mu`
	h.mu.Unlock()
}

// waitOpen waits for its callers, who hold the mutex, but for one.
func (g *gate) waitOpen() {
	for !g.open {
		g.cond.Wait()
	}
}

func (g *gate) WaitOpen() {
	g.mu.Lock()
	g.waitOpen()
	g.openLocked()
	g.mu.Unlock()
}

func (g *gate) WaitOpenBare() {
	g.waitOpen() // want `g\.waitOpen called without g\.mu held: it calls g\.cond\.Wait`
}

// LockByL locks through the condition variable, and that is all it needs.
func (g *gate) LockByL() {
	g.cond.L.Lock()
	g.openLocked()
	g.cond.L.Unlock()
	g.openLocked() // want `g\.openLocked called without g\.mu held$`
}

// pond has its condition variables by value, and binds them in Init.
type pond struct {
	mu    sync.RWMutex
	inner struct{ full, empty sync.Cond }
	dry   *sync.Cond
	fish  int
}

func (p *pond) Init() {
	p.inner.full.L = &p.mu
	p.inner.empty = sync.Cond{L: &p.mu}
	p.dry = &sync.Cond{L: p.mu.RLocker()}
}

func (p *pond) Full() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inner.full.Wait()
}

func (p *pond) FullBare() {
	p.inner.full.Wait() // want `p\.inner\.full\.Wait called without p\.mu held$`
}

func (p *pond) FullRead() {
	p.mu.RLock()
	p.inner.full.Wait() // want `p\.inner\.full\.Wait needs p\.mu held for writing, but it is held for reading`
	p.mu.RUnlock()
}

func (p *pond) Dry() {
	p.mu.RLock()
	p.dry.Wait()
	p.mu.RUnlock()
	p.dry.Wait() // want `p\.dry\.Wait called without p\.mu held$`
}

// lake is handed its mutex, and keeps it in two places.
type lake struct {
	mu   *sync.Mutex
	calm *sync.Cond
}

func newLake(mu *sync.Mutex) *lake {
	return &lake{mu: mu, calm: sync.NewCond(mu)}
}

func (l *lake) Calm() {
	l.mu.Lock()
	l.calm.Wait()
	l.mu.Unlock()
	l.calm.Wait() // want `l\.calm\.Wait called without l\.mu held$`
}

// spring is handed a mutex that it does not keep: who waits is to know.
type spring struct{ wet *sync.Cond }

func newSpring(mu *sync.Mutex) *spring { return &spring{wet: sync.NewCond(mu)} }

func (s *spring) Wet() { s.wet.Wait() }

// moat has one of two mutexes.
type moat struct {
	a, b sync.Mutex
	cond *sync.Cond
}

func (m *moat) useA() { m.cond = sync.NewCond(&m.a) }
func (m *moat) useB() { m.cond = sync.NewCond(&m.b) }

func (m *moat) Wait() { m.cond.Wait() }

var (
	worldMu  sync.Mutex
	worldEnd = sync.NewCond(&worldMu)
)

func Doomsday() {
	worldMu.Lock()
	worldEnd.Wait()
	worldMu.Unlock()
	worldEnd.Wait() // want `worldEnd\.Wait called without worldMu held$`
}

func Local(done func() bool) {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	go func() {
		mu.Lock()
		c.Signal()
		mu.Unlock()
	}()
	mu.Lock()
	for !done() {
		c.Wait()
	}
	mu.Unlock()
}
