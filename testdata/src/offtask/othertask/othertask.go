// Package othertask has begins on the goroutine of a task that is not the one
// stopped.
package othertask

import (
	"iter"
	"slices"
)

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

type siblings struct{}

func (*siblings) execute(t *Task) runState {
	t.halt()
	for _, t2 := range t.tg.tasks {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's: it calls t\.beginInternalStop`
	}
	for _, t2 := range t.tg.tasks {
		if t2 == t {
			t2.halt()
		}
	}
	for _, t2 := range t.tg.tasks {
		if t2 == t {
			continue
		}
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	for _, t2 := range t.tg.tasks {
		if t != t2 {
			continue
		}
		t2.halt()
	}
	for _, t2 := range t.tg.tasks {
		if t2.id == t.id {
			t2.halt()
		}
	}
	for _, t2 := range t.tg.byID {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	for t2 := t.tg.leader; t2 != nil; t2 = t2.next {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	t.tg.each(func(t2 *Task) {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	})
	t.tg.each(func(t2 *Task) {
		if t2 == t {
			t2.halt()
		}
	})
	t.alone(func(t2 *Task) { t2.halt() })
	return nil
}

// each calls f for every task.
func (tg *ThreadGroup) each(f func(*Task)) {
	for _, t := range tg.tasks {
		f(t)
	}
}

// alone calls f for t.
func (t *Task) alone(f func(*Task)) { f(t) }

// all yields every task.
func (tg *ThreadGroup) all(yield func(*Task) bool) {
	for _, t := range tg.tasks {
		if !yield(t) {
			return
		}
	}
}

type ranged struct{}

func (*ranged) execute(t *Task) runState {
	for t2 := range t.tg.all {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	for t2 := range t.tg.all {
		if t2 != t {
			continue
		}
		t2.halt()
	}
	return nil
}

type relatives struct{ target *Task }

func (r *relatives) execute(t *Task) runState {
	t.parent.halt()    // want `t\.parent\.halt must run on t\.parent's goroutine, but here runs on t's`
	t.tg.leader.halt() // want `t\.tg\.leader\.halt must run on t\.tg\.leader's goroutine, but here runs on t's`
	if t.tg.leader == t {
		t.tg.leader.halt()
	}
	if t == t.tg.leader {
		t.halt()
	}
	// What a state keeps may be its own task.
	r.target.halt()
	return nil
}

type back struct{ t *Task }

// owner leads back to its task.
func (r *back) execute(t *Task) runState {
	t.halt()
	r.t.halt()
	return nil
}

// lookup finds a task.
func (tg *ThreadGroup) lookup(id int) *Task { return tg.byID[id] }

// current is the running task.
func current() *Task { return running() }

var running func() *Task

type looked struct{ id int }

func (l *looked) execute(t *Task) runState {
	t.tg.lookup(l.id).halt() // want `halt must run on the task's goroutine, but here runs on t's`
	t.tg.byID[l.id].halt()   // want `halt must run on the task's goroutine, but here runs on t's`
	t.tg.lookup(t.id).halt()
	t.tg.byID[t.id].halt()
	t.tg.lookup(l.id).id = 1
	current().halt()
	if u := t.tg.lookup(l.id); u == t {
		u.halt()
	}
	return nil
}

// attach attaches to target.
//
// Preconditions: The caller must be running on t's task goroutine.
func (t *Task) attach(target *Task) {
	target.halt() // want `target\.halt must run on target's goroutine, but here runs on t's: it calls t\.beginInternalStop`
	if target == t {
		target.halt()
	}
}

// attached is entered on t's goroutine only.
func (t *Task) attached(target *Task) {
	target.halt() // want `target\.halt must run on target's goroutine, but here runs on t's`
}

// same is entered with the same task twice.
func (t *Task) same(u *Task) {
	u.halt()
}

// needsChild needs the goroutine of another task than its own.
func (t *Task) needsChild(child *Task) {
	child.halt()
}

type attaching struct{ target *Task }

func (a *attaching) execute(t *Task) runState {
	t.attached(a.target)
	t.same(t)
	t.needsChild(t.parent) // want `t\.needsChild must run on t\.parent's goroutine, but here runs on t's: it calls t\.beginInternalStop`
	t.needsChild(t)
	return nil
}

// Unknown may be called from anywhere.
func (t *Task) Unknown(target *Task) {
	target.halt()
	t.parent.halt()
	t.needsChild(target)
	for _, t2 := range t.tg.tasks {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs for several tasks on one goroutine: it calls t\.beginInternalStop`
	}
}

type promoted struct{}

// execute makes t the leader.
func (*promoted) execute(t *Task) runState {
	t.tg.leader = t
	t.tg.leader.halt()
	return nil
}

// every returns an iterator over every task.
func (tg *ThreadGroup) every() iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for _, t := range tg.tasks {
			if !yield(t) {
				return
			}
		}
	}
}

type iterated struct{}

func (*iterated) execute(t *Task) runState {
	for t2 := range t.tg.every() {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	for t2 := range t.tg.every() {
		if t2 == t {
			t2.halt()
		}
	}
	for t2 := range slices.Values(t.tg.tasks) {
		t2.halt() // want `t2\.halt must run on t2's goroutine, but here runs on t's`
	}
	for range t.tg.every() {
		t.halt()
	}
	return nil
}

type first struct{}

func (*first) execute(t *Task) runState {
	t.tg.tasks[0].halt() // want `halt must run on t\.tg\.tasks\[0\]'s goroutine, but here runs on t's`
	if t.tg.tasks[0] == t {
		t.tg.tasks[0].halt()
	}
	return nil
}
