// Package embedded has mutexes embedded in the struct that they guard.
package embedded

import "sync"

type counter struct {
	sync.Mutex
	n int
}

// getLocked returns the count.
//
// +checklocks:c.Mutex
func (c *counter) getLocked() int { return c.n }

func (c *counter) Get() int {
	c.Lock()
	defer c.Unlock()
	return c.getLocked()
}

func (c *counter) GetBare() int {
	return c.getLocked() // want `c\.getLocked called without .* held$`
}

func (c *counter) GetByFieldName() int {
	c.Mutex.Lock()
	n := c.getLocked()
	c.Mutex.Unlock()
	return n + c.getLocked() // want `c\.getLocked called without .* held$`
}

func (c *counter) GetMixed() int {
	c.Lock()
	n := c.getLocked()
	c.Mutex.Unlock()
	return n
}

// anonymous has a struct of its own around mutex and data.
type anonymous struct {
	state struct {
		sync.Mutex
		n int
	}
}

// bumpLocked adds one.
//
// Preconditions: a.state.Mutex must be locked.
func (a *anonymous) bumpLocked() { a.state.n++ }

func (a *anonymous) Bump() {
	a.state.Lock()
	a.bumpLocked()
	a.state.Unlock()
}

func (a *anonymous) BumpTooLate() {
	a.state.Lock()
	a.state.n = 0
	a.state.Unlock()
	a.bumpLocked() // want `a\.bumpLocked called without .* held$`
}

// outer promotes the mutex through two structs.
type outer struct {
	counter
	name string
}

func (o *outer) Get() int {
	o.Lock()
	defer o.Unlock()
	return o.getLocked()
}

func (o *outer) GetBare() int {
	return o.getLocked() // want `o\.getLocked called without .* held$`
}

// pointered embeds a pointer to a shared mutex.
type pointered struct {
	*sync.RWMutex
	n int
}

// addLocked adds n.
//
// +checklocks:p.RWMutex
func (p *pointered) addLocked(n int) { p.n += n }

func (p *pointered) Add(n int) {
	p.Lock()
	p.addLocked(n)
	p.Unlock()
}

func (p *pointered) AddUnderRead(n int) {
	p.RLock()
	p.addLocked(n) // want `p\.addLocked needs .* held for writing, but it is held for reading`
	p.RUnlock()
}

func (p *pointered) AddBare(n int) {
	p.addLocked(n) // want `p\.addLocked called without .* held$`
}

// own overrides the promoted Lock with one of its own that does more.
type own struct {
	sync.Mutex
	locks int
}

// Lock takes the mutex and counts.
func (o *own) Lock() {
	o.Mutex.Lock()
	o.locks++
}

// resetLocked clears the count.
//
// +checklocks:o.Mutex
func (o *own) resetLocked() { o.locks = 0 }

func (o *own) Reset() {
	o.Lock()
	o.resetLocked()
	o.Unlock()
}

func (o *own) ResetTooLate() {
	o.Lock()
	o.Unlock()
	o.resetLocked() // want `o\.resetLocked called without .* held$`
}
