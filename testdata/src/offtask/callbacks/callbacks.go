// Package callbacks has begins in functions that somebody else calls, on a
// goroutine of their own.
package callbacks

import (
	"context"
	"net/http"
	"runtime"
	"time"
)

// halt begins a stop.
func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

// Timer begins when time is up.
func (t *Task) Timer() {
	time.AfterFunc(time.Second, func() {
		t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop must run on t's goroutine, but here runs on a timer's \(time\.AfterFunc\)`
	})
	time.AfterFunc(time.Second, t.halt) // want `t\.halt must run on t's goroutine, but here runs on a timer's \(time\.AfterFunc\): it calls t\.beginInternalStop`
}

// TimerOnly leaves the begin to the task's goroutine.
func (t *Task) TimerOnly() {
	time.AfterFunc(time.Second, t.wake)
}

func (t *Task) wake() {}

// Cancelled begins when a context is cancelled.
func (t *Task) Cancelled(ctx context.Context) {
	context.AfterFunc(ctx, t.halt) // want `t\.halt must run on t's goroutine, but here runs on a new goroutine \(context\.AfterFunc\)`
}

type handle struct{ t *Task }

// Collected begins when an object is collected.
func Collected(h *handle, t *Task) {
	runtime.SetFinalizer(h, func(h *handle) {
		h.t.halt() // want `h\.t\.halt must run on h\.t's goroutine, but here runs on the finalizers' goroutine \(runtime\.SetFinalizer\)`
	})
	runtime.AddCleanup(h, func(t *Task) {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on the finalizers' goroutine \(runtime\.AddCleanup\)`
	}, t)
}

// Server answers requests.
type Server struct{ t *Task }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.t.halt() // want `s\.t\.halt must run on s\.t's goroutine, but here runs on the goroutine of a remote call \(net/http\)`
}

// Register registers handlers.
func (s *Server) Register(mux *http.ServeMux) {
	mux.HandleFunc("/halt", s.handle)
	mux.HandleFunc("/stop", func(http.ResponseWriter, *http.Request) {
		s.t.halt() // want `s\.t\.halt must run on s\.t's goroutine, but here runs on the goroutine of a remote call`
	})
}

// Handler makes a handler.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		s.t.halt() // want `s\.t\.halt must run on s\.t's goroutine, but here runs on the goroutine of a remote call \(net/http\)`
	})
}

func (s *Server) handle(http.ResponseWriter, *http.Request) {
	s.t.halt() // want `s\.t\.halt must run on s\.t's goroutine, but here runs on the goroutine of a remote call`
}

// Args are the arguments of a remote call.
type Args struct{ ID int }

// Control is a server of remote calls.
type Control struct{ tg *ThreadGroup }

// Halt is a remote call.
func (c *Control) Halt(args *Args, reply *int) error {
	c.tg.byID[args.ID].halt() // want `halt must run on the task's goroutine, but here runs on the goroutine of a remote call`
	return nil
}

// Helper calls one more function.
func (c *Control) Helper(args *Args, _ *struct{}) error {
	return c.haltAll()
}

func (c *Control) haltAll() error {
	for _, t := range c.tg.tasks {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on the goroutine of a remote call: it calls t\.beginInternalStop`
	}
	return nil
}

// Copy has the form of a remote call, but is called.
func (c *Control) Copy(args *Args, reply *int) error {
	c.tg.leader.halt()
	return nil
}

func (s *stateCopy) execute(t *Task) runState {
	_ = s.c.Copy(nil, nil)
	return nil
}

type stateCopy struct{ c *Control }

// listener is told of the time.
type listener interface {
	notify()
}

// clock has listeners, which it tells on a timer.
type clock struct{ listeners []listener }

func (c *clock) start() {
	time.AfterFunc(time.Second, c.tick)
}

func (c *clock) tick() {
	for _, l := range c.listeners {
		l.notify()
	}
}

type alarm struct{ t *Task }

func (a *alarm) notify() {
	a.t.halt() // want `a\.t\.halt must run on a\.t's goroutine, but here runs on a timer's \(time\.AfterFunc\): it calls t\.beginInternalStop`
}

type bell struct{ t *Task }

func (b *bell) notify() { b.t.wake() }

// observer is told things by the task itself.
type observer interface {
	observe(t *Task)
}

type stateObserve struct{ o observer }

func (s *stateObserve) execute(t *Task) runState {
	s.o.observe(t)
	return nil
}

type halting struct{}

func (halting) observe(t *Task) { t.halt() }
