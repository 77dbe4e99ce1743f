// Package reactor has a protocol in names of its own, declared by directives.
package reactor

import "sync"

// Hub owns the lock.
type Hub struct {
	//stoplint:mutex wheel
	wheel sync.RWMutex

	gears []*Gear
}

// Gear is moved under its hub's wheel.
type Gear struct {
	hub   *Hub
	angle int
}

// Spin turns the gear.
//
//stoplint:requires wheel
func (g *Gear) Spin() { g.angle++ }

// Angle reads the gear.
//
//stoplint:requires wheel read
func (g *Gear) Angle() int { return g.angle }

// Grab takes the wheel.
//
//stoplint:acquires wheel
func (h *Hub) Grab() { h.wheel.Lock() }

// Drop lets go of the wheel.
//
//stoplint:releases wheel
func (h *Hub) Drop() { h.wheel.Unlock() }

// Look takes the wheel for reading.
//
//stoplint:acquires wheel read
func (h *Hub) Look() { h.wheel.RLock() }

// LookAway undoes Look.
//
//stoplint:releases wheel read
func (h *Hub) LookAway() { h.wheel.RUnlock() }

// Rebuild must not be entered with the wheel.
//
//stoplint:excludes wheel
func (h *Hub) Rebuild() {}

// Driver moves gears.
type Driver interface {
	// Drive moves the gears.
	//
	//stoplint:requires wheel
	Drive()

	// Halt takes the wheel for its caller.
	//
	//stoplint:acquires wheel
	Halt()
}

// Lock has bodies out of sight: only the directives tell.
type Lock interface {
	//stoplint:acquires wheel
	Enter(h *Hub)

	//stoplint:releases wheel
	Leave(h *Hub)
}
