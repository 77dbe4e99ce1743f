// Package both has fields that two mutexes protect: a writer needs both, and a
// reader either.
package both

import "sync"

type set struct{ mu sync.RWMutex }

type task struct {
	set *set
	mu  sync.Mutex

	// seized is protected by both set.mu and mu: Mutating it requires locking
	// both, and reading it requires locking either.
	seized bool
}

func (t *task) Write() {
	t.set.mu.Lock()
	defer t.set.mu.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seized = true
}

func (t *task) WriteOne() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seized = true // want `t.seized written without t.set.mu held`
}

func (t *task) WriteOther() {
	t.set.mu.Lock()
	defer t.set.mu.Unlock()
	t.seized = true // want `t.seized written without t.mu held`
}

func (t *task) WriteRead() {
	t.set.mu.RLock()
	defer t.set.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seized = true // want `t.seized written with t.set.mu held for reading only`
}

func (t *task) Read() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seized
}

func (t *task) ReadOther() bool {
	t.set.mu.RLock()
	defer t.set.mu.RUnlock()
	return t.seized
}

func (t *task) ReadNone() bool {
	return t.seized // want `t.seized read without t.set.mu or t.mu held`
}

// A field whose writers all hold another mutex, too, may be read with that.
type pair struct {
	mu, other sync.Mutex

	// n is protected by mu.
	n int

	// m is protected by mu.
	m int
}

func (p *pair) Set() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.other.Lock()
	defer p.other.Unlock()
	p.n = 1
}

func (p *pair) Get() int {
	p.other.Lock()
	defer p.other.Unlock()
	return p.n
}

func (p *pair) SetM() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m = 1
}

func (p *pair) GetM() int {
	p.other.Lock()
	defer p.other.Unlock()
	return p.m // want `p.m read without p.mu held`
}

type group struct {
	set *set
	mu  sync.Mutex

	// leader is changed with set.mu locked for writing and mu locked, and may be
	// read with either. The group's goroutine, which alone changes it, may read it
	// without.
	leader *task

	// last is only written while holding set.mu and mu, and read under any of the
	// two.
	last *task

	// first may be changed with mu held.
	first *task
}

func (g *group) lead(t *task) {
	g.set.mu.Lock()
	defer g.set.mu.Unlock()
	g.leader = t // want `g\.leader written without g\.mu held`
	g.first = t
}

func (g *group) follow(t *task) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = t // want `g\.last written without g\.set\.mu held`
}

func (g *group) ends() (a, b *task) {
	a, b = g.leader, g.last // want `g\.last read without g\.set\.mu or g\.mu held`
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.leader, g.last
}
