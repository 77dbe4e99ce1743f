// Package bothways locks mutexes in orders that contradict each other.
package bothways

import "sync"

// Pipe has two ends.
type Pipe struct {
	// in is protected by inMu.
	in   int
	inMu sync.Mutex

	// out is protected by outMu.
	out   int
	outMu sync.Mutex
}

func (p *Pipe) forth() {
	p.inMu.Lock()
	defer p.inMu.Unlock()
	p.outMu.Lock()
	defer p.outMu.Unlock()
	p.in, p.out = p.out, p.in
}

func (p *Pipe) back() {
	p.outMu.Lock()
	defer p.outMu.Unlock()
	p.inMu.Lock() // want `p.inMu locked with p.outMu held, and \(\*Pipe\).forth locks them in the opposite order \(bothways.go:20\)`
	defer p.inMu.Unlock()
	p.in, p.out = p.out, p.in
}

// Gated has an outer mutex.
type Gated struct {
	gate, a, b sync.Mutex
	// n is protected by a.
	n int
}

func (g *Gated) forth() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.a.Lock()
	defer g.a.Unlock()
	g.b.Lock()
	defer g.b.Unlock()
}

func (g *Gated) back() {
	g.gate.Lock()
	defer g.gate.Unlock()
	g.backLocked()
}

// backLocked is called with the gate held.
func (g *Gated) backLocked() {
	g.b.Lock()
	defer g.b.Unlock()
	g.a.Lock()
	defer g.a.Unlock()
}

// Node is part of a tree.
type Node struct {
	mu       sync.Mutex
	parent   *Node
	children []*Node
	owner    *Owner
	// n is protected by mu.
	n int
}

// Owner has nodes.
type Owner struct {
	mu   sync.Mutex
	root *Node
}

func (n *Node) down() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.children {
		c.mu.Lock()
		c.mu.Unlock()
	}
}

// up locks another owner's mutex than below does, for all that is known.
func (n *Node) up() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.owner.mu.Lock()
	n.owner.mu.Unlock()
}

func (o *Owner) below() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.root.mu.Lock()
	o.root.mu.Unlock()
}

// Circle has three mutexes.
type Circle struct {
	a, b, c sync.Mutex
	// n is protected by a.
	n int
}

func (x *Circle) ab() {
	x.a.Lock()
	x.lockB()
	x.a.Unlock()
}

func (x *Circle) lockB() {
	x.b.Lock()
	x.b.Unlock()
}

func (x *Circle) bc() {
	x.b.Lock()
	x.c.Lock()
	x.c.Unlock()
	x.b.Unlock()
}

func (x *Circle) ca() {
	x.c.Lock()
	x.a.Lock() // want `x.a locked with x.c held, which closes a circle: \(\*Circle\).ab locks Circle.b with Circle.a held \(bothways.go:112\)`
	x.a.Unlock()
	x.c.Unlock()
}

// Tried is tried.
type Tried struct {
	a, b sync.Mutex
	// n is protected by a.
	n int
}

func (x *Tried) forth() {
	x.a.Lock()
	defer x.a.Unlock()
	x.b.Lock()
	defer x.b.Unlock()
}

func (x *Tried) back() {
	x.b.Lock()
	defer x.b.Unlock()
	if x.a.TryLock() {
		x.a.Unlock()
	}
}
