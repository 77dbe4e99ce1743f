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

func (n *Node) up() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.owner.mu.Lock()
	n.owner.mu.Unlock()
}

func (o *Owner) below() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.root.mu.Lock() // want `o\.root\.mu locked with o\.mu held, and \(\*Node\)\.up locks them in the opposite order \(bothways\.go:91\)`
	o.root.mu.Unlock()
}

// Dir and File take turns in a tree: the order is from the root down.
type Dir struct {
	mu    sync.Mutex
	files []*File
	up    *File
}

type File struct {
	mu  sync.Mutex
	sub *Dir
	in  *Dir
}

func (d *Dir) intoFiles() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range d.files {
		f.mu.Lock()
		f.mu.Unlock()
	}
}

func (f *File) beside() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.in.up.sub.mu.Lock()
	f.in.up.sub.mu.Unlock()
}

// Registry has sessions.
type Registry struct {
	mu       sync.Mutex
	sessions map[int]*Session
	n        int
}

type Session struct {
	mu  sync.Mutex
	reg *Registry
	id  int
}

func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reg.remove(s.id)
}

func (r *Registry) remove(id int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, id)
}

func (r *Registry) CloseAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.sessions {
		s.mu.Lock() // want `Session\.mu locked with r\.mu held, and \(\*Session\)\.Close locks them in the opposite order \(bothways\.go:\d+\)`
		s.id = 0
		s.mu.Unlock()
	}
}

// Conn is either a client's or a peer's, and peers are in another list.
type Conn struct {
	mu sync.Mutex
	n  int
}

type Peers struct {
	mu  sync.Mutex
	all []*Conn
}

func (p *Peers) count() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.all {
		c.mu.Lock()
		n += c.n
		c.mu.Unlock()
	}
	return n
}

// client knows that c is no peer.
func client(c *Conn, p *Peers) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = p.count()
}

// Cache locks the index with an entry held in a way that is not possible.
type Cache struct {
	mu    sync.Mutex
	entry *Entry
	big   bool
}

type Entry struct {
	mu    sync.Mutex
	cache *Cache
	kind  int
}

func (c *Cache) touch() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entry.mu.Lock()
	c.entry.mu.Unlock()
}

func (e *Entry) open(trunc bool) {
	if trunc && e.kind == 1 {
		e.mu.Lock()
		defer e.mu.Unlock()
	}
	switch e.kind {
	case 2:
		e.cache.mu.Lock()
		e.cache.mu.Unlock()
	}
}

// Meter gives its gauge away by a method.
type Meter struct {
	mu sync.Mutex
	g  *Gauge
}

type Gauge struct {
	mu sync.Mutex
	of *Meter
}

func (m *Meter) gauge() *Gauge { return m.g }

func (m *Meter) read() {
	m.mu.Lock()
	defer m.mu.Unlock()
	g := m.gauge()
	g.mu.Lock()
	g.mu.Unlock()
}

func (g *Gauge) write() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.of.mu.Lock() // want `g\.of\.mu locked with g\.mu held, and \(\*Meter\)\.read locks them in the opposite order \(bothways\.go:\d+\)`
	g.of.mu.Unlock()
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
	x.a.Lock() // want `x.a locked with x.c held, which closes a circle: \(\*Circle\).ab locks Circle.b with Circle.a held \(bothways.go:264\)`
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
