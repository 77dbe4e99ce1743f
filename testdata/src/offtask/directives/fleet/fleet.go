// Package fleet declares its protocol by directives: robots that park, each
// driven by a goroutine of its own.
package fleet

import (
	"sync"
	"time"
)

// Reason is why a robot is parked.
//
//stoplint:stop
type Reason interface {
	Movable() bool
}

type lowBattery struct{}

// Movable implements Reason.
func (*lowBattery) Movable() bool { return false }

// Robot is driven by one goroutine.
//
//stoplint:task
type Robot struct {
	mu     sync.Mutex
	reason Reason
	peer   *Robot
	orders chan func()
	fleet  *Fleet
}

// Fleet is a set of robots.
type Fleet struct {
	robots map[string]*Robot
}

// park parks r.
//
//stoplint:begin internal
func (r *Robot) park(why Reason) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reason = why
}

// await waits until r may move.
//
//stoplint:ontask
func (r *Robot) await() {}

// Drain waits until r is parked.
//
//stoplint:offtask
func (r *Robot) Drain() {}

// drive is what a robot's goroutine does.
func (r *Robot) drive() {
	for order := range r.orders {
		r.await()
		order()
		r.charge()
	}
}

// charge parks r if need be.
func (r *Robot) charge() {
	if r.reason == nil {
		r.park((*lowBattery)(nil))
	}
}

// shunt waits for itself.
//
//stoplint:ontask
func (r *Robot) shunt() {
	r.Drain() // want `r\.Drain must not run on r's goroutine, but here does`
}

// Launch starts r's goroutine.
func (r *Robot) Launch() {
	go r.drive()
	go r.park((*lowBattery)(nil)) // want `r\.park must run on r's goroutine, but here runs on a new goroutine`
	go r.await()                  // want `r\.await must run on r's goroutine, but here runs on a new goroutine`
	go r.charge()                 // want `r\.charge must run on r's goroutine, but here runs on a new goroutine: it calls r\.park`
	go r.Drain()
	r.Drain()
	time.AfterFunc(time.Second, func() {
		r.park((*lowBattery)(nil)) // want `r\.park must run on r's goroutine, but here runs on a timer's`
	})
}

// Order gives r an order, which r's goroutine obeys.
func (r *Robot) Order() {
	r.orders <- func() { r.park((*lowBattery)(nil)) }
}

// swap is called on r's goroutine.
//
//stoplint:ontask
func (r *Robot) swap(other *Robot) {
	other.park((*lowBattery)(nil))  // want `other\.park must run on other's goroutine, but here runs on r's`
	r.peer.park((*lowBattery)(nil)) // want `r\.peer\.park must run on r\.peer's goroutine, but here runs on r's`
	r.park((*lowBattery)(nil))
	for _, o := range r.fleet.robots {
		if o != r {
			o.park((*lowBattery)(nil)) // want `o\.park must run on o's goroutine, but here runs on r's`
		}
	}
	other.Drain()
}

// Each calls f on r's goroutine.
func (r *Robot) Each(
	//stoplint:ontask
	f func(),
) {
	r.orders <- f
}

// Aside calls f on another.
func (r *Robot) Aside(
	//stoplint:offtask
	f func(),
) {
	go f()
}

// Hold parks r, wherever it is called.
//
//stoplint:begin internal
//stoplint:ontask
func Hold(r *Robot, why Reason) { r.park(why) }

// Park parks r.
//
//stoplint:begin internal
func (r *Robot) Park() { r.park((*lowBattery)(nil)) }

// Watcher watches robots.
type Watcher interface {
	// Seen is called on the robot's goroutine.
	//
	//stoplint:ontask
	Seen(r *Robot)
}

type parking struct{ other *Robot }

// Seen implements Watcher.
func (p *parking) Seen(r *Robot) {
	r.park((*lowBattery)(nil))
	p.other.park((*lowBattery)(nil))
}

func tell(w Watcher, r *Robot) {
	go w.Seen(r) // want `w\.Seen must run on r's goroutine, but here runs on a new goroutine`
}

type pair struct{ a, b *Robot }

func (p pair) tell(w Watcher) {
	p.a.observe(w)
	go p.b.observe(w) // want `p\.b\.observe must run on p\.b's goroutine, but here runs on a new goroutine: it calls w\.Seen`
}

func (r *Robot) observe(w Watcher) { w.Seen(r) }
