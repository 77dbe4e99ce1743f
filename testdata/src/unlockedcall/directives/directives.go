// Package directives uses a protocol that shares no name with any other.
package directives

import "unlockedcall/directives/reactor"

func Spin(h *reactor.Hub, g *reactor.Gear) {
	h.Grab()
	g.Spin()
	h.Drop()
	g.Spin() // want `g\.Spin called without .*wheel.* held$`
}

func SpinDeferred(h *reactor.Hub, g *reactor.Gear) int {
	h.Grab()
	defer h.Drop()
	g.Spin()
	return g.Angle()
}

func SpinBare(g *reactor.Gear) {
	g.Spin() // want `g\.Spin called without .*wheel.* held$`
}

func SpinOnSomePath(h *reactor.Hub, g *reactor.Gear) {
	if h != nil {
		h.Grab()
		defer h.Drop()
	}
	g.Spin() // want `g\.Spin called without .*wheel.* held on some paths`
}

func AngleBare(g *reactor.Gear) int {
	return g.Angle() // want `g\.Angle called without .*wheel.* held$`
}

func Look(h *reactor.Hub, g *reactor.Gear) int {
	h.Look()
	defer h.LookAway()
	return g.Angle()
}

func SpinWhileLooking(h *reactor.Hub, g *reactor.Gear) {
	h.Look()
	g.Spin() // want `g\.Spin needs .*wheel.* held for writing, but it is held for reading`
	h.LookAway()
}

func Rebuild(h *reactor.Hub) {
	h.Grab()
	h.Drop()
	h.Rebuild()
}

func RebuildHeld(h *reactor.Hub) {
	h.Grab()
	h.Rebuild() // want `h\.Rebuild called with .*wheel.* held`
	h.Drop()
}

func Drive(h *reactor.Hub, d reactor.Driver) {
	h.Grab()
	d.Drive()
	h.Drop()
	d.Drive() // want `d\.Drive called without .*wheel.* held$`
}

func DriveAfterHalt(h *reactor.Hub, d reactor.Driver) {
	d.Halt()
	d.Drive()
	h.Drop()
}

func DriveBeforeHalt(h *reactor.Hub, d reactor.Driver) {
	d.Drive() // want `d\.Drive called without .*wheel.* held$`
	d.Halt()
	h.Drop()
}

func ByInterface(h *reactor.Hub, l reactor.Lock, g *reactor.Gear) {
	l.Enter(h)
	g.Spin()
	l.Leave(h)
	g.Spin() // want `g\.Spin called without .*wheel.* held$`
}

// engine implements reactor.Driver, and is entered as that says.
type engine struct {
	hub  *reactor.Hub
	gear *reactor.Gear
}

func (e *engine) Drive() { e.gear.Spin() }

func (e *engine) Halt() { e.hub.Grab() }

func (e *engine) Run() {
	e.Halt()
	e.Drive()
	e.hub.Drop()
	e.Drive() // want `e\.Drive called without .*wheel.* held$`
}
