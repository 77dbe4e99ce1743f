// Package guards has begins that a condition or an assertion lets through on
// the task's goroutine only.
package guards

import "sync/atomic"

func (t *Task) halt() { t.beginInternalStop((*groupStop)(nil)) }

// goid returns the number of the running goroutine.
func goid() int { return number() }

var number func() int

// assertGoroutine panics if the caller does not run on t's goroutine.
func (t *Task) assertGoroutine() {
	if got := goid(); got != t.id {
		panic(got)
	}
}

// isRunning reports whether the caller runs on t's goroutine.
func (t *Task) isRunning() bool { return t.id == goid() }

// Asserted is safe wherever it is called.
func (t *Task) Asserted() {
	t.assertGoroutine()
	t.halt()
}

// AssertedElsewhere does not get as far as the begin.
func (t *Task) AssertedElsewhere() {
	go func() {
		t.assertGoroutine()
		t.halt()
	}()
	go func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
		t.assertGoroutine()
	}()
}

// Compared asks for itself.
func (t *Task) Compared() {
	go func() {
		if t.id != goid() {
			return
		}
		t.halt()
	}()
	go func() {
		if t.id == goid() {
			return
		}
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	}()
}

// Asked asks a predicate.
func (t *Task) Asked() {
	go func() {
		if t.isRunning() {
			t.halt()
		} else {
			t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
		}
	}()
}

// Nil is no such condition.
func Nil(t *Task) {
	go func() {
		if t != nil {
			t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
		}
	}()
}

// pinned is bound to a goroutine by an atomic number.
type pinned struct {
	*Task
	goid atomic.Int64
}

// number64 returns the number of the running goroutine.
func number64() int64 { return int64(number()) }

// beginInternalStop begins stop s on p.
func (p *pinned) beginInternalStop(s TaskStop) { p.stop = s }

// Atomic compares the number that was stored.
func (p *pinned) Atomic() {
	go func() {
		if p.goid.Load() == number64() {
			p.beginInternalStop((*groupStop)(nil))
		}
	}()
	go func() {
		if got := p.goid.Load(); got != number64() {
			return
		}
		p.beginInternalStop((*groupStop)(nil))
	}()
	go func() {
		p.mustRun()
		p.beginInternalStop((*groupStop)(nil))
	}()
	go func() {
		if p.goid.Load() != number64() {
			p.beginInternalStop((*groupStop)(nil)) // want `p\.beginInternalStop must run on p's goroutine, but here runs on a new goroutine`
		}
	}()
	go func() {
		if p.goid.Load() != 0 {
			p.beginInternalStop((*groupStop)(nil)) // want `p\.beginInternalStop must run on p's goroutine, but here runs on a new goroutine`
		}
	}()
}

// mustRun panics unless it is called on p's goroutine.
func (p *pinned) mustRun() {
	if got := p.goid.Load(); got != number64() {
		panic("not on the task's goroutine")
	}
}
