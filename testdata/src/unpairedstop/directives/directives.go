// Package directives declares a protocol of its own.
package directives

import "errors"

var errBusy = errors.New("busy")

// Actor is what is stopped.
//
//stoplint:task
type Actor struct{ held int }

// Freeze stops a.
//
//stoplint:begin external
func (a *Actor) Freeze() { a.held++ }

// Thaw ends one Freeze.
//
//stoplint:end external
func (a *Actor) Thaw() { a.held-- }

func forgets(a *Actor, n int) error {
	a.Freeze()
	if n > 2 {
		return errBusy // want `external stop begun on a is not ended when this returns: a stays stopped`
	}
	a.Thaw()
	return nil
}

func ends(a *Actor) {
	a.Freeze()
	defer a.Thaw()
}

// Pool stops by functions.
type Pool struct{ n int }

//stoplint:begin external
func stopPool(p *Pool) { p.n++ }

//stoplint:end external
func startPool(p *Pool) { p.n-- }

func pool(p *Pool, n int) {
	stopPool(p)
	if n > 2 {
		return // want `external stop begun on p is not ended when this returns: p stays stopped`
	}
	startPool(p)
}

// Door returns what ends the stop.
type Door struct{ n int }

// Bolt is a closed door.
type Bolt struct{ d *Door }

//stoplint:begin external
func (d *Door) Close() *Bolt {
	d.n++
	return &Bolt{d}
}

//stoplint:end external
func (b *Bolt) Open() { b.d.n-- }

func door(d *Door, n int) error {
	b := d.Close()
	if n > 2 {
		return errBusy // want `external stop begun on .* is not ended when this returns`
	}
	b.Open()
	return nil
}

func doorTwice(d *Door) {
	b := d.Close()
	defer b.Open() // want `b.Open ends the external stop on b, which has been ended before`
	b.Open()
}

// Everything can be stopped, too.

var stopped int

//stoplint:begin external
func stopEverything() { stopped++ }

//stoplint:end external
func startEverything() { stopped-- }

func everything(n int) {
	stopEverything()
	if n > 2 {
		return // want `external stop begun on everything is not ended when this returns: everything stays stopped`
	}
	startEverything()
}

// Holder is an interface with the pair.
type Holder interface {
	// Hold stops what it holds.
	//
	//stoplint:begin external
	Hold()
	// Release ends one Hold.
	//
	//stoplint:end external
	Release()
}

func holder(h Holder, n int) {
	h.Hold()
	if n > 2 {
		return // want `external stop begun on h is not ended when this returns: h stays stopped`
	}
	h.Release()
}

// Controller stops actors that it is given.
type Controller struct{ n int }

//stoplint:begin external
func (c *Controller) Stop(a *Actor) { a.held++ }

//stoplint:end external
func (c *Controller) Start(a *Actor) { a.held-- }

func controller(c *Controller, a, b *Actor) {
	c.Stop(a)
	c.Stop(b)
	c.Start(a)
	c.Start(b)
}

func controllerForgets(c *Controller, a, b *Actor, n int) {
	c.Stop(a)
	c.Stop(b)
	c.Start(a)
	if n > 2 {
		return // want `external stop begun on b is not ended when this returns: b stays stopped`
	}
	c.Start(b)
}
