// Package generics has tasks and helpers with type parameters.
package generics

import "time"

// Pause is a reason not to run.
//
//stoplint:stop
type Pause interface{ Final() bool }

type rest struct{}

func (*rest) Final() bool { return false }

// Actor has messages of type M.
//
//stoplint:task
type Actor[M any] struct {
	inbox chan M
	pause Pause
	next  *Actor[M]
}

//stoplint:begin internal
func (a *Actor[M]) suspend(p Pause) { a.pause = p }

//stoplint:ontask
func (a *Actor[M]) idle() {}

func (a *Actor[M]) loop() {
	for range a.inbox {
		a.idle()
		a.nap()
	}
}

func (a *Actor[M]) nap() { a.suspend((*rest)(nil)) }

// Start starts a.
func (a *Actor[M]) Start() {
	go a.loop()
	go a.nap()   // want `a\.nap must run on a's goroutine, but here runs on a new goroutine: it calls a\.suspend`
	async(a.nap) // want `a\.nap must run on a's goroutine, but here runs on a new goroutine`
}

// Handed hands a to functions.
func (a *Actor[M]) Handed() {
	with(a, func(b *Actor[M]) { b.nap() })
	spawn(a, func(b *Actor[M]) {
		b.nap() // want `b\.nap must run on b's goroutine, but here runs on a new goroutine`
	})
}

func async[F ~func()](f F) { go f() }

func with[T any](x T, f func(T)) { f(x) }

func spawn[T any](x T, f func(T)) {
	go func() { f(x) }()
}

// Words is an actor of words.
func Words(a *Actor[string]) {
	go a.suspend((*rest)(nil)) // want `a\.suspend must run on a's goroutine, but here runs on a new goroutine`
	time.AfterFunc(1, a.nap)   // want `a\.nap must run on a's goroutine, but here runs on a timer's`
	a.nap()
}

//stoplint:ontask
func (a *Actor[M]) forward() {
	a.next.nap() // want `a\.next\.nap must run on a\.next's goroutine, but here runs on a's`
	a.nap()
}
