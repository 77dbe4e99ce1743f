// Package ignore has functions whose bodies are not to be judged.
package ignore

import "sync"

type cache struct {
	mu sync.Mutex
	n  int
}

// putLocked adds an entry.
//
// Preconditions: c.mu must be locked.
func (c *cache) putLocked() { c.n++ }

func (c *cache) Put() {
	c.putLocked() // want `c\.putLocked called without c\.mu held$`
}

// PutEarly runs before anybody else has the cache.
//
// +checklocksignore
func (c *cache) PutEarly() {
	c.putLocked()
	func() {
		c.putLocked()
	}()
}

// PutForced is told that one call is all right.
func (c *cache) PutForced() {
	c.putLocked() // +checklocksforce
}

// PutIgnored is silenced the way every front end understands.
func (c *cache) PutIgnored() {
	//lint:ignore unlockedcall the cache is not shared yet
	c.putLocked()
}

// newCache calls on a value that nobody else has seen yet.
func newCache() *cache {
	c := &cache{}
	c.putLocked()
	return c
}

// newCacheShared has handed the value to another goroutine before it calls.
func newCacheShared(out chan<- *cache) {
	c := &cache{}
	out <- c
	c.putLocked() // want `c\.putLocked called without c\.mu held$`
}

// NewCacheThenLock shares the value with its mutex held.
func NewCacheThenLock(out chan<- *cache) {
	c := &cache{}
	c.mu.Lock()
	out <- c
	c.putLocked()
	c.mu.Unlock()
}

func Use() *cache { return newCache() }
