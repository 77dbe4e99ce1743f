package kernel

// Witnesses of valuestop: stops that nobody recognises when they are to be
// ended. Each Wrong test fails as its comment says, each Right test passes.

import (
	"testing"
	"testing/synctest"
)

// begin is a run state that begins a stop on its own task.
type begin struct{ stop TaskStop }

func (r *begin) execute(t *Task) taskRunState {
	t.beginInternalStop(r.stop)
	return (*runExit)(nil)
}

// lunch runs a task that begins the stop of state, and then exits. When it is
// stopped, end is called with the signal mutex locked, and is to end the stop.
func lunch(t *testing.T, state *begin, end func(task *Task)) {
	synctest.Test(t, func(t *testing.T) {
		k := New()
		tg, err := k.CreateProcess(nil)
		if err != nil {
			t.Fatal(err)
		}
		tg.leader.runState = state
		task := tg.leader
		if err := k.Start(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		sh := tg.signalLock()
		end(task)
		sh.mu.Unlock()
		k.WaitExited()
	})
}

type valueStop struct{}

func (valueStop) Killable() bool { return false } // want `valueStop.Killable has a value receiver, so a value of valueStop passes as a stop`

// The stop is a value, and whoever is to end it asks for a pointer.
//
// Fails with: deadlock: all goroutines in bubble are blocked
func TestWrongValue(t *testing.T) {
	lunch(t, &begin{valueStop{}}, func(task *Task) { // want `valueStop{} is begun as a value`
		if _, ok := task.stop.(*valueStop); ok {
			task.endInternalStopLocked()
		}
	})
}

type pointerStop struct{}

func (*pointerStop) Killable() bool { return false }

// The stop is the typed nil, and is recognised.
func TestRightTypedNil(t *testing.T) {
	lunch(t, &begin{(*pointerStop)(nil)}, func(task *Task) {
		if _, ok := task.stop.(*pointerStop); ok {
			task.endInternalStopLocked()
		}
	})
}

type listStop struct{ guests []string }

func (listStop) Killable() bool { return false } // want `listStop.Killable has a value receiver`

// The stop is a value that cannot be compared.
//
// Fails with: runtime error: comparing uncomparable type kernel.listStop
func TestWrongUncomparable(t *testing.T) {
	s := listStop{[]string{"one"}}
	lunch(t, &begin{s}, func(task *Task) { // want `is begun as a value of listStop that is not comparable`
		if task.stop == TaskStop(s) {
			task.endInternalStopLocked()
		}
	})
}

type dataStop struct{ guests []string }

func (*dataStop) Killable() bool { return false }

// The stop with data is a pointer that somebody keeps.
func TestRightData(t *testing.T) {
	s := &dataStop{[]string{"one"}}
	lunch(t, &begin{s}, func(task *Task) {
		if task.stop == TaskStop(s) {
			task.endInternalStopLocked()
		}
	})
}

type emptyStop struct{}

func (*emptyStop) Killable() bool { return false }

// The stop is a pointer to nothing in particular.
//
// Fails with: deadlock: all goroutines in bubble are blocked
func TestWrongNewPointer(t *testing.T) {
	lunch(t, &begin{&emptyStop{}}, func(task *Task) { // want `&emptyStop{} is begun, a new pointer to a stop without data`
		if task.stop == TaskStop((*emptyStop)(nil)) {
			task.endInternalStopLocked()
		}
	})
}

// A stop is in force, but it is no stop.
//
// Fails with: ending an internal stop, but none is in force
func TestWrongUntypedNil(t *testing.T) {
	task := byHand(t)
	task.beginInternalStop(nil) // want `nil is passed to .*beginInternalStop: it begins a stop that nothing can recognise`
	sh := task.tg.signalLock()
	defer sh.mu.Unlock()
	if task.stopCount.Load() != 0 {
		task.endInternalStopLocked()
	}
}

type nilValueStop struct{}

func (nilValueStop) Killable() bool { return true } // want `nilValueStop.Killable has a value receiver: calling it on \(\*nilValueStop\)\(nil\), which is begun, panics`

// A kill asks the typed nil whether it is killable.
//
// Fails with: nilValueStop.Killable called using nil *nilValueStop pointer
func TestWrongValueReceiver(t *testing.T) {
	lunch(t, &begin{(*nilValueStop)(nil)}, func(task *Task) { task.killLocked() })
}

type nilDataStop struct{ left int }

func (s *nilDataStop) Killable() bool { return s.left > 0 }

// A kill asks the typed nil, whose method reads the data that it lacks.
//
// Fails with: invalid memory address or nil pointer dereference
func TestWrongTypedNilRead(t *testing.T) {
	lunch(t, &begin{(*nilDataStop)(nil)}, func(task *Task) { task.killLocked() }) // want `\(\*nilDataStop\)\(nil\) is begun, and Killable reads its data: calling it panics`
}

type leftStop struct{ left int }

func (s *leftStop) Killable() bool { return s.left > 0 }

// The stop has its data, and is ended by the kill.
func TestRightDataRead(t *testing.T) {
	lunch(t, &begin{&leftStop{left: 1}}, func(task *Task) { task.killLocked() })
}

type keptStop struct{ n int }

func (*keptStop) Killable() bool { return false }

// The stop has data, and is asked for as if it had none.
//
// Fails with: deadlock: all goroutines in bubble are blocked
func TestWrongTypedNilForData(t *testing.T) {
	lunch(t, &begin{&keptStop{n: 1}}, func(task *Task) {
		if task.stop == TaskStop((*keptStop)(nil)) { // want `never matches: keptStop is always begun as`
			task.endInternalStopLocked()
		}
	})
}

type askedStop struct{ n int }

func (askedStop) Killable() bool { return false } // want `askedStop.Killable has a value receiver`

// The stop is a pointer, and a value is asked for.
//
// Fails with: deadlock: all goroutines in bubble are blocked
func TestWrongAssertion(t *testing.T) {
	lunch(t, &begin{&askedStop{n: 1}}, func(task *Task) {
		if _, ok := task.stop.(askedStop); ok { // want `never matches: askedStop is begun as a pointer; use \*askedStop`
			task.endInternalStopLocked()
		}
	})
}

type spotStop struct{ n int }

func (*spotStop) Killable() bool { return false }

// The pointer was made for the comparison, and nothing equals it.
//
// Fails with: deadlock: all goroutines in bubble are blocked
func TestWrongPointerOnTheSpot(t *testing.T) {
	lunch(t, &begin{&spotStop{n: 1}}, func(task *Task) {
		if task.stop == TaskStop(&spotStop{n: 1}) { // want `never matches: .* is a new pointer`
			task.endInternalStopLocked()
		}
	})
}
