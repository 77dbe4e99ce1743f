// Package super supervises containers.
package super

import (
	"context"
	"errors"
	"sync"
	"time"
)

var errStopped = errors.New("stopped")

// Registry has all containers.
type Registry struct {
	sync.RWMutex
	// byID is protected by RWMutex.
	byID map[string]*Container
	hook func(*Container)
}

// Container is one supervised process tree.
type Container struct {
	reg *Registry

	// mu protects the fields below.
	mu    sync.Mutex
	state int
	procs []*proc
	idle  *sync.Cond
	timer *time.Timer
	undo  []func()
}

type proc struct {
	c   *Container
	pid int
}

type Option func(*Container)

func WithState(s int) Option { return func(c *Container) { c.setStateLocked(s) } }

func New(reg *Registry, opts ...Option) *Container {
	c := &Container{reg: reg}
	c.idle = sync.NewCond(&c.mu)
	for _, o := range opts {
		o(c)
	}
	return c
}

// setStateLocked sets the state. c.mu must be held.
func (c *Container) setStateLocked(s int) { c.state = s }

// stateLocked returns the state. The caller must hold c.mu.
func (c *Container) stateLocked() int { return c.state }

// addLocked registers c. Registry lock must be held for writing.
//
// Preconditions: r must be locked for writing.
func (r *Registry) addLocked(id string, c *Container) { r.byID[id] = c }

// findLocked looks a container up.
//
// Preconditions: r must be locked.
func (r *Registry) findLocked(id string) *Container { return r.byID[id] }

// signal needs nothing. It locks c.mu itself.
func (c *Container) signal() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stateLocked()
}

func (r *Registry) Add(id string, c *Container) {
	r.Lock()
	defer r.Unlock()
	r.addLocked(id, c)
}

func (r *Registry) AddRead(id string, c *Container) {
	r.RLock()
	defer r.RUnlock()
	r.addLocked(id, c) // want `r\.addLocked needs r\.RWMutex held for writing, but it is held for reading$`
}

func (r *Registry) Find(id string) *Container {
	r.RLock()
	c := r.findLocked(id)
	r.RUnlock()
	return c
}

func (r *Registry) FindTwice(id string) *Container {
	r.RLock()
	c := r.findLocked(id)
	r.RUnlock()
	if c == nil {
		c = r.findLocked(id) // want `r\.findLocked called without r\.RWMutex held$`
	}
	return c
}

func (c *Container) lock() func() {
	c.mu.Lock()
	return c.mu.Unlock
}

func (c *Container) Pause() {
	defer c.lock()()
	c.setStateLocked(2)
}

func (c *Container) PauseLate() {
	unlock := c.lock()
	unlock()
	c.setStateLocked(2) // want `c\.setStateLocked called without c\.mu held$`
}

func (c *Container) Resume() (err error) {
	c.mu.Lock()
	defer func() {
		c.mu.Unlock()
		if err != nil {
			c.setStateLocked(9) // want `c\.setStateLocked called without c\.mu held$`
		}
	}()
	if c.stateLocked() != 2 {
		return errStopped
	}
	c.setStateLocked(1)
	return nil
}

func (c *Container) ResumeRight() (err error) {
	c.mu.Lock()
	defer func() {
		if err != nil {
			c.setStateLocked(9)
		}
		c.mu.Unlock()
	}()
	if c.stateLocked() != 2 {
		return errStopped
	}
	c.setStateLocked(1)
	return nil
}

func (c *Container) WaitIdle(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.stateLocked() != 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		c.idle.Wait()
	}
	return nil
}

func (c *Container) WaitIdleBare() {
	for {
		c.mu.Lock()
		s := c.stateLocked()
		c.mu.Unlock()
		if s == 0 {
			return
		}
		c.idle.Wait() // want `c\.idle\.Wait called without c\.mu held$`
	}
}

func (c *Container) StopAll() {
	c.mu.Lock()
	procs := c.procs
	c.mu.Unlock()
	for _, p := range procs {
		p.stop()
	}
}

func (p *proc) stop() {
	p.c.mu.Lock()
	defer p.c.mu.Unlock()
	p.c.setStateLocked(3)
}

func (c *Container) StopAllHeld() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.procs {
		p.stop() // (p.c is c in practice: not provable)
	}
	c.signal() // want `c\.signal called with c\.mu held: it locks c\.mu itself$`
}

func (c *Container) Arm(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(d, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.setStateLocked(4)
	})
}

func (c *Container) ArmBare(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timer = time.AfterFunc(d, func() { c.setStateLocked(4) }) // want `c\.setStateLocked runs later in a callback, without c\.mu that its creator holds$`
}

func (c *Container) Loop(events <-chan int) {
outer:
	for {
		c.mu.Lock()
		select {
		case e, ok := <-events:
			if !ok {
				c.mu.Unlock()
				break outer
			}
			c.setStateLocked(e)
		default:
			c.mu.Unlock()
			continue outer
		}
		c.mu.Unlock()
	}
	c.setStateLocked(0) // want `c\.setStateLocked called without c\.mu held$`
}

func (c *Container) LoopRight(events <-chan int) {
outer:
	for {
		c.mu.Lock()
		select {
		case e, ok := <-events:
			if !ok {
				break outer
			}
			c.setStateLocked(e)
		default:
			c.mu.Unlock()
			continue outer
		}
		c.mu.Unlock()
	}
	c.setStateLocked(0)
	c.mu.Unlock()
}

func (c *Container) Retry() {
	n := 0
again:
	c.mu.Lock()
	if c.stateLocked() == 0 && n < 3 {
		c.mu.Unlock()
		n++
		goto again
	}
	c.setStateLocked(n)
	c.mu.Unlock()
}

func (c *Container) Switch(k int) {
	c.mu.Lock()
	switch k {
	case 0:
		c.setStateLocked(1)
		c.mu.Unlock()
		fallthrough
	case 1:
		c.setStateLocked(2) // want `c\.setStateLocked called without c\.mu held on some paths$`
	default:
		c.setStateLocked(3)
	}
	if k > 0 {
		c.mu.Unlock()
	}
}

// withLock runs f under the mutex.
func (c *Container) withLock(f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return f()
}

func (c *Container) Kill() error {
	return c.withLock(func() error {
		c.setStateLocked(5)
		return nil
	})
}

func (c *Container) KillNested() error {
	return c.withLock(func() error {
		c.signal() // want `c\.signal called with c\.mu held: it locks c\.mu itself$`
		return nil
	})
}

func (c *Container) KillMethod() error {
	return c.withLock(c.killLocked)
}

// killLocked kills; c.mu must be held.
func (c *Container) killLocked() error {
	c.setStateLocked(6)
	return nil
}

func (c *Container) Go(g *sync.WaitGroup) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g.Go(func() {
		_ = c.killLocked() // want `c\.killLocked runs in a new goroutine, without c\.mu that its creator holds$`
	})
}

func (c *Container) Once(o *sync.Once) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o.Do(func() { _ = c.killLocked() })
}

func (c *Container) OnceFunc() {
	c.mu.Lock()
	unlock := sync.OnceFunc(c.mu.Unlock)
	defer unlock()
	if c.stateLocked() == 1 {
		unlock()
		c.signal()
		return
	}
	c.setStateLocked(1)
}

func (c *Container) OnceFuncLate() {
	c.mu.Lock()
	unlock := sync.OnceFunc(c.mu.Unlock)
	defer unlock()
	if c.stateLocked() == 1 {
		unlock()
		c.setStateLocked(3) // want `c\.setStateLocked called without c\.mu held$`
		return
	}
}

func (r *Registry) Each(yield func(string, *Container) bool) {
	r.RLock()
	defer r.RUnlock()
	for k, c := range r.byID {
		if !yield(k, c) {
			return
		}
	}
}

func (r *Registry) Names() (out []string) {
	for k := range r.Each {
		out = append(out, k)
		_ = r.findLocked(k)
	}
	return
}

func (r *Registry) Grow() {
	for k, c := range r.Each {
		r.addLocked(k, c) // want `r\.addLocked needs r\.RWMutex held for writing, but it is held for reading$`
	}
}

func (r *Registry) GrowNested() {
	for k, c := range r.Each {
		r.Add(k, c) // want `r\.Add called with Registry\.RWMutex held: it locks Registry\.RWMutex itself$`
	}
}
