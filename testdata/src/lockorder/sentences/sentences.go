// Package sentences states its lock order in sentences and lists.
//
// The locking order is as follows: innermost mutexes first.
//
// Lock ordering, outermost first:
//
//	Pool.mu
//	Conn.mu
//	Pool.statMu
package sentences

import "sync"

type Pool struct {
	mu     sync.Mutex
	statMu sync.Mutex
	conns  []*Conn
	n      int
}

type Conn struct {
	p  *Pool
	mu sync.Mutex
	n  int
}

func (c *Conn) backwards() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.p.mu.Lock() // want `c.p.mu locked with c.mu held: it must be locked first`
	c.p.n++
	c.p.mu.Unlock()
}

func (c *Conn) forwards() {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.p.statMu.Lock()
	c.n++
	c.p.statMu.Unlock()
}

func (p *Pool) stats() {
	p.statMu.Lock()
	defer p.statMu.Unlock()
	p.mu.Lock() // want `p.mu locked with p.statMu held: it must be locked first`
	p.n = len(p.conns)
	p.mu.Unlock()
}

// Tree is a tree.
//
// Lock order:
//  1. Tree.renameMu
//  2. Node.mu
//  3. Tree.dirtyMu
type Tree struct {
	renameMu sync.Mutex
	dirtyMu  sync.Mutex
	dirty    int
}

type Node struct {
	t  *Tree
	mu sync.Mutex
	n  int
}

func (n *Node) dirtyFirst() {
	n.t.dirtyMu.Lock()
	defer n.t.dirtyMu.Unlock()
	n.mu.Lock() // want `n.mu locked with n.t.dirtyMu held: it must be locked first`
	n.n++
	n.mu.Unlock()
}

func (n *Node) dirtyLast() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.t.dirtyMu.Lock()
	n.t.dirty++
	n.t.dirtyMu.Unlock()
}

type Clock struct {
	mu     sync.Mutex
	timers []*Timer
}

type Timer struct {
	c *Clock

	// mu is locked before Clock.mu.
	mu sync.Mutex
	n  int

	// fireMu protects nothing here. It must be acquired within mu.
	fireMu sync.Mutex

	// lastMu must be locked before mu is unlocked, which is no order.
	lastMu sync.Mutex
}

func (c *Clock) advance() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.timers {
		t.mu.Lock() // want `Timer.mu locked with c.mu held: it must be locked first`
		t.n++
		t.mu.Unlock()
	}
}

func (t *Timer) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.c.mu.Lock()
	t.n++
	t.c.mu.Unlock()
}

func (t *Timer) fire() {
	t.fireMu.Lock()
	defer t.fireMu.Unlock()
	t.mu.Lock() // want `t.mu locked with t.fireMu held: it must be locked first`
	t.n++
	t.mu.Unlock()
}

func (t *Timer) last() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lastMu.Lock()
	t.n++
	t.lastMu.Unlock()
}

// Inner has its order the other way round, which is not read.
//
// Lock order (innermost first):
//
//	Leaf.mu
//	  Inner.mu
type Inner struct {
	mu   sync.Mutex
	leaf *Leaf
}

type Leaf struct {
	mu sync.Mutex
	n  int
}

func (i *Inner) leafLast() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.leaf.mu.Lock()
	i.leaf.n++
	i.leaf.mu.Unlock()
}
