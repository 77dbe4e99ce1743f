// Package carriers has functions that are put in fields, variables and channels
// to be called from there.
package carriers

import "time"

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

// notifier calls onEvent and the events on a goroutine of its own.
type notifier struct {
	onEvent func()
	events  []func()
	byName  map[string]func(*Task)
}

func (n *notifier) start() { go n.loop() }

func (n *notifier) loop() {
	for {
		n.onEvent()
		for _, f := range n.events {
			f()
		}
		n.byName["halt"](nil)
	}
}

func (n *notifier) add(f func()) { n.events = append(n.events, f) }

// Fields puts functions in a notifier.
func (t *Task) Fields(n *notifier) {
	n.onEvent = func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	}
	n.onEvent = t.halt // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	n.events = append(n.events, func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	})
	n.byName["halt"] = func(u *Task) {
		u.halt() // want `u\.halt must run on u's goroutine, but here runs on a new goroutine`
	}
	n.add(func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	})
	_ = &notifier{onEvent: func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	}}
}

// hooks are called by the task itself.
type hooks struct {
	before func(*Task)
	after  func()
}

type stateHooks struct{ h *hooks }

func (s *stateHooks) execute(t *Task) runState {
	s.h.before(t)
	s.h.after()
	return nil
}

// Hooks puts functions in hooks.
func (t *Task) Hooks(h *hooks) {
	h.before = func(u *Task) { u.halt() }
	h.before = (*Task).halt
	h.after = func() { t.halt() }
	h.before = func(u *Task) {
		go u.halt() // want `u\.halt must run on u's goroutine, but here runs on a new goroutine`
	}
}

// unseen is called by nobody in sight.
type unseen struct{ f func() }

// Unseen puts a function where nobody in sight calls it.
func (t *Task) Unseen(u *unseen) {
	u.f = func() { t.halt() }
}

// pool is a pool of workers.
type pool struct{ jobs chan func() }

func newPool(n int) *pool {
	p := &pool{jobs: make(chan func())}
	for range n {
		go p.work()
	}
	return p
}

func (p *pool) work() {
	for job := range p.jobs {
		job()
	}
}

func (p *pool) submit(job func()) { p.jobs <- job }

// Pool gives work to a pool.
func (t *Task) Pool(p *pool) {
	p.jobs <- func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	}
	p.submit(func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	})
	p.submit(t.halt) // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
}

// Local has a channel of its own.
func (t *Task) Local() {
	jobs := make(chan func(), 1)
	go func() {
		for job := range jobs {
			job()
		}
	}()
	jobs <- func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	}
}

// work is done by the task's goroutine.
type work struct{ todo chan func() }

type stateWork struct{ w *work }

func (s *stateWork) execute(t *Task) runState {
	for {
		select {
		case f := <-s.w.todo:
			f()
		case <-time.After(time.Second):
			return nil
		}
	}
}

// Posted leaves work to the task's goroutine.
func (t *Task) Posted(w *work) {
	w.todo <- func() { t.halt() }
}

// table has a function for each system call.
var table = [...]func(t *Task, n int) runState{
	haltCall,
	func(t *Task, n int) runState {
		t.halt()
		return nil
	},
	badCall,
}

func haltCall(t *Task, n int) runState {
	t.halt()
	return nil
}

func badCall(t *Task, n int) runState {
	t.parent.halt() // want `t\.parent\.halt must run on t\.parent's goroutine, but here runs on t's: it calls t\.beginInternalStop`
	return nil
}

type stateCall struct{ n int }

func (s *stateCall) execute(t *Task) runState {
	return table[s.n](t, s.n)
}

// queue has tasks that workers look after.
type queue struct{ tasks chan *Task }

func (q *queue) start() { go q.work() }

func (q *queue) work() {
	for t := range q.tasks {
		q.look(t) // want `q\.look must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	}
}

func (q *queue) look(t *Task) {
	t.halt()
}

// begin returns a function that begins.
func (t *Task) begin() func() {
	return func() { t.halt() }
}

// Returned calls what it gets, here and there.
func (t *Task) Returned() {
	defer t.begin()()
	go t.begin()() // want `t\.begin\(\) must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
}
