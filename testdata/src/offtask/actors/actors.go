// Package actors has tasks that do what they are told: their goroutines are
// found by that.
package actors

import (
	"net/http"
	"sync"
	"time"
)

// Why is why an actor rests.
//
//stoplint:stop
type Why interface{ Soft() bool }

type why struct{}

// Soft implements Why.
func (*why) Soft() bool { return true }

// Actor is told what to do.
//
//stoplint:task
type Actor struct {
	inbox chan func(*Actor)
	cmds  chan command
	kids  []*Actor
	why   Why
}

// rest begins a rest.
//
//stoplint:begin internal
func (a *Actor) rest(w Why) { a.why = w }

func (a *Actor) pause() { a.rest((*why)(nil)) }

// New makes an actor with a goroutine.
func New() *Actor {
	a := &Actor{inbox: make(chan func(*Actor))}
	go func() {
		for f := range a.inbox {
			f(a)
		}
	}()
	return a
}

// Rest tells a to rest.
func (a *Actor) Rest() { a.inbox <- (*Actor).pause }

// RestLater tells it later.
func (a *Actor) RestLater(d time.Duration) { time.AfterFunc(d, a.Rest) }

// RestNow does so itself.
func (a *Actor) RestNow(d time.Duration) {
	ticker := time.NewTicker(d)
	go func() {
		for range ticker.C {
			a.pause() // want `a\.pause must run on a's goroutine, but here runs on a new goroutine: it calls a\.rest`
		}
	}()
}

// RestKids tells a to make its children rest.
func (a *Actor) RestKids() {
	a.inbox <- func(x *Actor) {
		for _, kid := range x.kids {
			kid.pause() // want `kid\.pause must run on kid's goroutine, but here runs on x's: it calls a\.rest`
		}
	}
}

// Handler makes a handler that tells a to rest.
func (a *Actor) Handler() http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) { a.Rest() }
}

// HandlerNow makes one that does so itself.
func (a *Actor) HandlerNow() http.HandlerFunc {
	return func(http.ResponseWriter, *http.Request) {
		a.pause() // want `a\.pause must run on a's goroutine, but here runs on the goroutine of a remote call`
	}
}

// command is what a worker does.
type command interface{ do(w *Worker) error }

type restCommand struct{}

func (restCommand) do(w *Worker) error {
	w.rest((*why)(nil))
	return nil
}

type peerCommand struct{}

func (peerCommand) do(w *Worker) error {
	w.peer.rest((*why)(nil)) // want `w\.peer\.rest must run on w\.peer's goroutine, but here runs on w's`
	return nil
}

// Worker does commands.
//
//stoplint:task
type Worker struct {
	cmds chan command
	peer *Worker
	why  Why
}

// rest begins a rest.
//
//stoplint:begin internal
func (w *Worker) rest(y Why) { w.why = y }

func (w *Worker) loop() error {
	for c := range w.cmds {
		if err := c.do(w); err != nil {
			return err
		}
		w.tick()
	}
	return nil
}

func (w *Worker) tick() { w.rest((*why)(nil)) }

// Run is the goroutine of each of ws, by way of a literal.
func Run(ws []*Worker) {
	var wg sync.WaitGroup
	for _, w := range ws {
		wg.Go(func() { _ = w.loop() })
	}
	wg.Wait()
}

// Supervise does it again and again.
func (w *Worker) Supervise() {
	go func() {
		for {
			if w.loop() != nil {
				w.rest((*why)(nil))
			}
		}
	}()
}

// Ticks is no worker's goroutine.
func Ticks(ws []*Worker) {
	var wg sync.WaitGroup
	for _, w := range ws {
		wg.Go(func() {
			w.tick() // want `w\.tick must run on w's goroutine, but here runs on a new goroutine`
		})
	}
	wg.Wait()
}
