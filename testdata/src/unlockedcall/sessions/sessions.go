// Package sessions manages sessions of a database.
package sessions

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

var ErrClosed = errors.New("closed")

// Pool has the connections.
type Pool struct {
	mu      sync.Mutex // protects everything below
	closed  bool
	conns   []*conn
	waiters map[uint64]chan *conn
	nextID  uint64
	gen     atomic.Uint64
	onClose []func() error
	stats   struct {
		sync.RWMutex
		n int
	}
}

type conn struct {
	p    *Pool
	txMu sync.RWMutex
	tx   *Tx
	bad  bool
}

type Tx struct {
	c      *conn
	keep   func(error)
	cancel context.CancelFunc
}

// putLocked puts c back. Assumes p.mu is held.
func (p *Pool) putLocked(c *conn) { p.conns = append(p.conns, c) }

// takeLocked takes a connection; p.mu must be held.
func (p *Pool) takeLocked() *conn {
	if len(p.conns) == 0 {
		return nil
	}
	c := p.conns[0]
	p.conns = p.conns[1:]
	return c
}

// countLocked counts. p.stats must be locked.
func (p *Pool) countLocked() { p.stats.n++ }

// closeLocked closes. Caller must hold p.mu. Returns with p.mu unlocked.
func (p *Pool) closeLocked() error {
	p.closed = true
	fns := p.onClose
	p.mu.Unlock()
	var errs []error
	for _, f := range fns {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

func (p *Pool) Close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return ErrClosed
	}
	return p.closeLocked()
}

func (p *Pool) CloseWrong() error {
	p.mu.Lock()
	defer p.mu.Unlock() // want `p\.mu unlocked while not held on some paths$`
	if p.closed {
		return ErrClosed
	}
	return p.closeLocked()
}

func (p *Pool) Get(ctx context.Context) (c *conn, err error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, ErrClosed
	}
	if c = p.takeLocked(); c != nil {
		p.mu.Unlock()
		return c, nil
	}
	id, ch := p.nextID, make(chan *conn, 1)
	p.waiters[id] = ch
	p.mu.Unlock()
	select {
	case <-ctx.Done():
		p.mu.Lock()
		delete(p.waiters, id)
		p.mu.Unlock()
		select {
		case c, ok := <-ch:
			if ok && c != nil {
				p.putLocked(c) // want `p\.putLocked called without p\.mu held$`
			}
		default:
		}
		return nil, ctx.Err()
	case c, ok := <-ch:
		if !ok {
			return nil, ErrClosed
		}
		return c, nil
	}
}

func (p *Pool) GetRetry(ctx context.Context) (*conn, error) {
	var c *conn
	err := retry(3, func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		if c = p.takeLocked(); c == nil {
			return driver.ErrBadConn
		}
		return nil
	})
	return c, err
}

func (p *Pool) GetRetryHeld(ctx context.Context) (*conn, error) {
	var c *conn
	p.mu.Lock()
	defer p.mu.Unlock()
	err := retry(3, func() error {
		c = p.takeLocked()
		if c == nil {
			return driver.ErrBadConn
		}
		return nil
	})
	return c, err
}

func (p *Pool) GetRetryBare(ctx context.Context) (*conn, error) {
	var c *conn
	err := retry(3, func() error {
		c = p.takeLocked() // want `p\.takeLocked called without p\.mu held$`
		return nil
	})
	return c, err
}

func retry(n int, f func() error) error {
	var err error
	for range n {
		if err = f(); !errors.Is(err, driver.ErrBadConn) {
			return err
		}
	}
	return err
}

func (p *Pool) Put(c *conn, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case errors.Is(err, driver.ErrBadConn):
		c.bad = true
	case err != nil:
		fmt.Println(err)
		fallthrough
	default:
		p.putLocked(c)
	}
}

func (c *conn) grab() (release func(error)) {
	c.p.mu.Lock()
	c.p.takeLocked()
	c.p.mu.Unlock()
	return c.release
}

func (c *conn) release(err error) { c.p.Put(c, err) }

func (c *conn) Use() error {
	release := c.grab()
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	release(nil) // want `release called with c\.p\.mu held: it locks c\.p\.mu itself$`
	return nil
}

// beginLocked begins. c.txMu must be held for writing.
func (c *conn) beginLocked() *Tx {
	c.tx = &Tx{c: c, keep: c.release}
	return c.tx
}

// activeLocked reports whether a transaction is active. c.txMu must be held for reading.
func (c *conn) activeLocked() bool { return c.tx != nil }

func (c *conn) Begin() (*Tx, error) {
	c.txMu.RLock()
	active := c.activeLocked()
	c.txMu.RUnlock()
	if active {
		return nil, ErrClosed
	}
	c.txMu.Lock()
	defer c.txMu.Unlock()
	if c.activeLocked() {
		return nil, ErrClosed
	}
	return c.beginLocked(), nil
}

func (c *conn) BeginUpgrade() *Tx {
	c.txMu.RLock()
	defer c.txMu.RUnlock()
	if c.activeLocked() {
		return nil
	}
	return c.beginLocked() // want `c\.beginLocked needs c\.txMu held for writing, but it is held for reading$`
}

func (c *conn) BeginDeadlock() *Tx {
	c.txMu.RLock()
	defer c.txMu.RUnlock()
	c.txMu.Lock() // want `c\.txMu locked for writing while held for reading$`
	defer c.txMu.Unlock()
	return c.beginLocked()
}

func (tx *Tx) Commit() (err error) {
	c := tx.c
	c.txMu.Lock()
	defer func() {
		r := recover()
		c.tx = nil
		c.txMu.Unlock()
		if r != nil {
			panic(r)
		}
		tx.keep(err)
	}()
	if !c.activeLocked() {
		return ErrClosed
	}
	return nil
}

func (tx *Tx) Watch(ctx context.Context) {
	ctx, tx.cancel = context.WithCancel(ctx)
	c := tx.c
	go func() {
		<-ctx.Done()
		c.txMu.Lock()
		if c.activeLocked() {
			c.tx = nil
		}
		c.txMu.Unlock()
		c.beginLocked() // want `c\.beginLocked called without c\.txMu held$`
	}()
}

func (p *Pool) Count() int {
	p.stats.Lock()
	defer p.stats.Unlock()
	p.countLocked()
	return p.stats.n
}

func (p *Pool) CountRead() int {
	p.stats.RLock()
	n := p.stats.n
	p.stats.RUnlock()
	p.countLocked() // want `p\.countLocked called without p\.stats\.RWMutex held$`
	return n
}

type lockedPool struct{ *Pool }

func (p *Pool) locked() lockedPool {
	p.mu.Lock()
	return lockedPool{p}
}

func (l lockedPool) unlock() { l.mu.Unlock() }

func (p *Pool) ViaToken() *conn {
	l := p.locked()
	defer l.unlock()
	return l.takeLocked()
}

func (p *Pool) ViaTokenLate() *conn {
	l := p.locked()
	l.unlock()
	return l.takeLocked() // want `l\.takeLocked called without l\.mu held$`
}

func (p *Pool) Each(f func(*conn) bool) {
	p.mu.Lock()
	conns := append([]*conn(nil), p.conns...)
	p.mu.Unlock()
	for _, c := range conns {
		if !f(c) {
			return
		}
	}
}

func (p *Pool) Reap() {
	for c := range p.Each {
		if c.bad {
			p.Put(c, nil)
		}
	}
}

func (p *Pool) ReapBare() {
	for c := range p.Each {
		if c.bad {
			p.putLocked(c) // want `p\.putLocked called without p\.mu held$`
			continue
		}
		p.mu.Lock()
		p.putLocked(c)
		p.mu.Unlock()
	}
}

func (p *Pool) Timed(d time.Duration) *conn {
	t := time.NewTimer(d)
	defer t.Stop()
	for {
		p.mu.Lock()
		if c := p.takeLocked(); c != nil {
			p.mu.Unlock()
			return c
		}
		select {
		case <-t.C:
			p.mu.Unlock()
			return nil
		default:
		}
		p.mu.Unlock()
	}
}

func (p *Pool) TimedLeak(d time.Duration) *conn {
	for {
		p.mu.Lock() // want `p\.mu locked again while held on some paths$`
		if c := p.takeLocked(); c != nil {
			return c
		}
		if d == 0 {
			continue
		}
		p.mu.Unlock()
	}
}

type op func(p *Pool) error

func (o op) run(p *Pool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return o(p)
}

func drain(p *Pool) error {
	for p.takeLocked() != nil {
	}
	return nil
}

func closeIt(p *Pool) error { return p.Close() }

func (p *Pool) Drain() error   { return op(drain).run(p) }
func (p *Pool) CloseOp() error { return op(closeIt).run(p) } // want `closeIt called with p\.mu held: it locks p\.mu itself$`

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (p *Pool) Must(ctx context.Context) {
	c := must(p.Get(ctx))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.putLocked(c)
}

func transact(p *Pool, f func(*conn) error) (err error) {
	p.mu.Lock()
	c := p.takeLocked()
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.putLocked(c)
	}()
	return f(c)
}

func (p *Pool) Nested() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return transact(p, func(*conn) error { return nil }) // want `transact called with p\.mu held: it locks p\.mu itself$`
}
