// Package guards has begins that a condition or an assertion lets through on
// the task's goroutine only.
package guards

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
