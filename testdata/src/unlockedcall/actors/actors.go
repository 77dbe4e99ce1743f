// Package actors runs actors: each has a mailbox, and a lock of its own.
package actors

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

type Message interface{ isMessage() }

type (
	start struct{}
	stop  struct{ reason error }
	call  struct {
		f    func(*Actor) error
		done chan error
	}
)

func (start) isMessage() {}
func (stop) isMessage()  {}
func (*call) isMessage() {}

// baseLock is what actors and systems embed.
type baseLock struct {
	mu    sync.Mutex
	owner atomic.Int64
}

func (b *baseLock) acquire() { b.mu.Lock(); b.owner.Store(1) }
func (b *baseLock) drop()    { b.owner.Store(0); b.mu.Unlock() }

// locker passes through.
type locker interface {
	acquire()
	drop()
}

// Actor is one actor.
type Actor struct {
	baseLock
	sys  *System
	name string
	box  []Message
	subs map[string]*Actor
	next *Actor
	beh  behavior
	err  error
}

type behavior interface {
	// Receive handles m.
	//
	// Preconditions: a.mu must be held.
	Receive(a *Actor, m Message) behavior
}

// System has the actors.
type System struct {
	baseLock
	actors map[string]*Actor
	dead   []Message
	wake   *sync.Cond
}

func NewSystem() *System {
	s := &System{actors: map[string]*Actor{}}
	s.wake = sync.NewCond(&s.mu)
	return s
}

// pushLocked appends m. a.mu must be held.
func (a *Actor) pushLocked(m Message) { a.box = append(a.box, m) }

// popLocked takes a message. a.mu must be held.
func (a *Actor) popLocked() Message {
	if len(a.box) == 0 {
		return nil
	}
	m := a.box[0]
	a.box = a.box[1:]
	return m
}

// buryLocked keeps m. The system's mu must be locked.
//
// Preconditions: s.mu must be locked.
func (s *System) buryLocked(m Message) { s.dead = append(s.dead, m) }

func (a *Actor) Tell(m Message) {
	a.acquire()
	defer a.drop()
	a.pushLocked(m)
}

func (a *Actor) TellLate(m Message) {
	a.acquire()
	a.drop()
	a.pushLocked(m) // want `a\.pushLocked called without a\.mu held$`
}

func (a *Actor) TellAll(m Message) {
	for b := a; b != nil; b = b.next {
		b.acquire()
		b.pushLocked(m)
		b.drop()
	}
}

func (a *Actor) TellAllBroken(m Message) {
	for b := a; b != nil; b = b.next {
		b.acquire()
		if m == nil {
			break
		}
		b.pushLocked(m)
		b.drop()
	}
	a.pushLocked(m) // want `a\.pushLocked called without a\.mu held on some paths$`
}

func (a *Actor) Step() bool {
	a.acquire()
	defer a.drop()
	m := a.popLocked()
	switch m := m.(type) {
	case nil:
		return false
	case start:
		a.beh = a.beh.Receive(a, m)
	case stop:
		a.err = m.reason
		return false
	case *call:
		m.done <- m.f(a)
	}
	return true
}

func (a *Actor) StepOutside() bool {
	a.acquire()
	m := a.popLocked()
	a.drop()
	if m == nil {
		return false
	}
	a.beh = a.beh.Receive(a, m) // want `a\.beh\.Receive called without a\.mu held$`
	return true
}

type echo struct{ n int }

func (e *echo) Receive(a *Actor, m Message) behavior {
	e.n++
	a.pushLocked(m)
	return e
}

type silent struct{}

func (silent) Receive(a *Actor, m Message) behavior {
	a.sys.acquire()
	defer a.sys.drop()
	a.sys.buryLocked(m)
	return silent{}
}

type relock struct{}

func (relock) Receive(a *Actor, m Message) behavior {
	a.Tell(m) // want `a\.Tell called with a\.mu held: it locks a\.mu itself$`
	return nil
}

type leaky struct{}

func (leaky) Receive(a *Actor, m Message) behavior {
	a.sys.buryLocked(m) // MISS: the mutexes of actors and systems are one class, and some caller of the method holds one
	return nil
}

func (s *System) Spawn(ctx context.Context, name string, b behavior) (*Actor, error) {
	a := &Actor{sys: s, name: name, beh: b}
	a.pushLocked(start{})
	s.acquire()
	defer s.drop()
	if _, dup := s.actors[name]; dup {
		return nil, fmt.Errorf("actor %q exists", name)
	}
	s.actors[name] = a
	go a.loop(ctx)
	return a, nil
}

func (a *Actor) loop(ctx context.Context) {
	for ctx.Err() == nil {
		if !a.Step() {
			break
		}
	}
	a.sys.acquire()
	delete(a.sys.actors, a.name)
	a.sys.wake.Broadcast()
	a.sys.drop()
}

func (s *System) Wait() {
	s.acquire()
	for len(s.actors) > 0 {
		s.wake.Wait()
	}
	s.drop()
}

func (s *System) WaitBare() {
	s.acquire()
	n := len(s.actors)
	s.drop()
	for ; n > 0; n-- {
		s.wake.Wait() // want `s\.wake\.Wait called without s\.mu held$`
	}
}

func under(l locker, f func()) {
	l.acquire()
	defer l.drop()
	f()
}

func (s *System) Bury(m Message) { under(s, func() { s.buryLocked(m) }) }

func (s *System) BuryLate(m Message) {
	s.acquire()
	under(&s.actors[""].baseLock, func() {})
	s.drop()
	s.buryLocked(m) // want `s\.buryLocked called without s\.mu held$`
}

type handler struct {
	name string
	fn   func(a *Actor, arg string) error
}

var handlers = []handler{
	{"push", func(a *Actor, arg string) error { a.pushLocked(stop{errors.New(arg)}); return nil }},
	{name: "pop", fn: popHandler},
}

func popHandler(a *Actor, _ string) error { a.popLocked(); return nil }

func (a *Actor) Dispatch(name, arg string) error {
	a.acquire()
	defer a.drop()
	for _, h := range handlers {
		if h.name == name {
			return h.fn(a, arg)
		}
	}
	return nil
}

var bareHandlers = map[string]func(int, *Actor){
	"pop": func(_ int, a *Actor) { a.popLocked() }, // want `a\.popLocked called without a\.mu held$`
}

func (a *Actor) DispatchBare(name string) {
	if f, ok := bareHandlers[name]; ok {
		f(1, a)
	}
}

func (a *Actor) Ask(f func(*Actor) error) error {
	c := &call{f: f, done: make(chan error, 1)}
	a.Tell(c)
	return <-c.done
}

func (a *Actor) AskName() (name string) {
	_ = a.Ask(func(a *Actor) error {
		a.popLocked()
		name = a.name
		return nil
	})
	return
}

func (a *Actor) Transfer(b *Actor) {
	if a == b {
		return
	}
	first, second := a, b
	if a.name > b.name {
		first, second = b, a
	}
	first.acquire()
	defer first.drop()
	second.acquire()
	defer second.drop()
	b.pushLocked(a.popLocked())
}

func (a *Actor) TransferHalf(b *Actor) {
	a.acquire()
	m := a.popLocked()
	b.pushLocked(m) // want `b\.pushLocked called with a held instead of b\.mu$`
	a.drop()
}

func (a *Actor) Try() (m Message) {
	if a.mu.TryLock() {
		defer a.mu.Unlock()
		m = a.popLocked()
	}
	return
}

func (a *Actor) TryInverted() (m Message) {
	if !a.mu.TryLock() {
		m = a.popLocked() // want `a\.popLocked called without a\.mu held$`
		return
	}
	a.mu.Unlock()
	return
}

func drainAll[S ~[]E, E interface{ popLocked() Message }](es S) (n int) {
	for _, e := range es {
		for e.popLocked() != nil {
			n++
		}
	}
	return
}

func (a *Actor) Cleanup() {
	var undo []func()
	defer func() {
		for _, u := range undo {
			u()
		}
	}()
	a.acquire()
	undo = append(undo, a.drop)
	a.pushLocked(start{})
}

func (a *Actor) DeferArgs() {
	a.acquire()
	defer a.record(a.popLocked())
	a.drop()
}

func (a *Actor) record(Message) {}

func (a *Actor) DeferArgsLate() {
	a.acquire()
	a.drop()
	defer a.record(a.popLocked()) // want `a\.popLocked called without a\.mu held$`
}

func (a *Actor) Closure() func() Message {
	return func() Message {
		a.acquire()
		defer a.drop()
		return a.popLocked()
	}
}

func (a *Actor) ClosureUse() {
	next := a.Closure()
	for m := next(); m != nil; m = next() {
		a.Tell(m)
	}
	a.acquire()
	defer a.drop()
	_ = next() // want `next called with a\.mu held: it locks a\.mu itself$`
}

// errgroup-like group.
type group struct{ wg sync.WaitGroup }

func (g *group) Go(f func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		_ = f()
	}()
}

func (s *System) StopAll() {
	var g group
	s.acquire()
	defer s.drop()
	for _, a := range s.actors {
		g.Go(func() error {
			a.Tell(stop{})
			s.buryLocked(nil) // want `s\.buryLocked runs in a new goroutine, without s\.mu that its creator holds$`
			return nil
		})
	}
	g.wg.Wait()
}
