package locker

import "sync"

// counter is an object that locks itself: Lock and Unlock are its own, and the
// mutex is its field.
type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) Lock()   { c.mu.Lock() }
func (c *counter) Unlock() { c.mu.Unlock() }

// addLocked adds one.
//
// Preconditions: c.mu must be locked.
func (c *counter) addLocked() { c.n++ }

// Add locks the object, and the mutex with it.
func (c *counter) Add() {
	c.Lock()
	defer c.Unlock()
	c.addLocked()
}

func Add(c *counter) {
	c.Lock()
	c.addLocked()
	c.Unlock()
	c.addLocked() // want `c\.addLocked called without c\.mu held$`
}

func AddHalf(c *counter) {
	c.mu.Lock()
	c.addLocked()
	c.Unlock()
	c.addLocked() // want `c\.addLocked called without c\.mu held$`
}

func AddOther(c, d *counter) {
	c.Lock()
	d.addLocked() // want `d\.addLocked called with .* held instead of d\.mu`
	c.Unlock()
}

func AddTwice(c *counter) {
	c.Lock()
	c.Lock() // want `c\.Lock called with c\.mu held: it locks c\.mu itself`
	c.Unlock()
}

func AddAsLocker(c *counter) {
	with(c, func() { c.addLocked() })
}
