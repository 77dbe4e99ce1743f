// Package fields has fields that are set because of checks of them made before
// the mutex was released.
package fields

import "sync"

type conn struct{ addr string }

type pool struct {
	mu sync.Mutex

	// cur is protected by mu.
	cur *conn

	// count is protected by mu.
	count int

	// dialing is protected by mu.
	dialing bool
}

// set sets the connection.
//
// Preconditions: p.mu must be locked.
func (p *pool) set(c *conn) { p.cur = c }

func (p *pool) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cur, p.dialing = nil, false
	p.count = 0
}

func dial() *conn { return &conn{} }

// twice may throw away a connection that another made meanwhile.
func (p *pool) twice() {
	p.mu.Lock()
	if p.cur != nil {
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	c := dial()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cur = c // want `p\.cur is set because of a check of it made before p\.mu was unlocked and locked again`
}

// again checks again.
func (p *pool) again() {
	p.mu.Lock()
	if p.cur != nil {
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	c := dial()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cur == nil {
		p.cur = c
	}
}

// alone says first what it is about to do.
func (p *pool) alone() {
	p.mu.Lock()
	if p.cur != nil || p.dialing {
		p.mu.Unlock()
		return
	}
	p.dialing = true
	p.mu.Unlock()
	c := dial()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cur, p.dialing = c, false
}

// counted makes the new value from the latest.
func (p *pool) counted() {
	p.mu.Lock()
	if p.count > 10 {
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count = p.count + 1
}

// other checks one pool and sets another.
func (p *pool) other(q *pool) {
	p.mu.Lock()
	if p.cur != nil {
		p.mu.Unlock()
		return
	}
	p.mu.Unlock()
	q.mu.Lock()
	q.cur = dial()
	q.mu.Unlock()
}

// file is registered and unregistered under two mutexes.
type file struct {
	// regMu is held while it is decided whether to register.
	regMu sync.Mutex

	mu sync.Mutex

	// registered is protected by mu.
	registered bool
}

// register is kept from racing with unregister by regMu.
func (f *file) register(attach func() error) error {
	f.regMu.Lock()
	defer f.regMu.Unlock()
	f.mu.Lock()
	if f.registered {
		f.mu.Unlock()
		panic("registered already")
	}
	f.mu.Unlock()
	if err := attach(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.registered = true
	return nil
}

func (f *file) unregister() {
	f.regMu.Lock()
	defer f.regMu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.registered = false
}

// listener is closed without the outer mutex.
type listener struct {
	// regMu is held while it is decided whether to register.
	regMu sync.Mutex

	mu sync.Mutex

	// open is protected by mu.
	open bool
}

func (l *listener) register(attach func() error) error {
	l.regMu.Lock()
	defer l.regMu.Unlock()
	l.mu.Lock()
	if l.open {
		l.mu.Unlock()
		return nil
	}
	l.mu.Unlock()
	if err := attach(); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = true // want `l\.open is set because of a check of it made before l\.mu was unlocked and locked again`
	return nil
}

func (l *listener) set(open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = open
}
