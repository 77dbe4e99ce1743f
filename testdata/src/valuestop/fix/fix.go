// want package:"freshStop is begun as new pointer; fix.waitStop is begun as value, typed nil"

// Package fix holds stops that the fix of valuestop can turn into pointers.
package fix

type TaskStop interface {
	Killable() bool
	Name() string
}

type Task struct{ stop TaskStop }

func (t *Task) beginInternalStop(s TaskStop) { t.stop = s }

func (t *Task) endInternalStopLocked() { t.stop = nil }

// waitStop is begun as a value everywhere.
type waitStop struct{}

func (waitStop) Killable() bool { return true } // want `waitStop.Killable has a value receiver`

func (waitStop) Name() string { return "wait" }

func (*waitStop) other() {}

func (t *Task) beginWait(twice bool) {
	t.beginInternalStop(waitStop{}) // want `waitStop\{\} is begun as a value`
	if twice {
		s := waitStop{}
		t.beginInternalStop(s) // want `s is begun as a value of waitStop`
	}
	t.beginInternalStop((*waitStop)(nil))
}

func (t *Task) endWait(made waitStop) {
	if _, ok := t.stop.(waitStop); ok {
		t.endInternalStopLocked()
	}
	switch s := t.stop.(type) {
	case waitStop:
		s.other()
	}
	if t.stop == (waitStop{}) || made.Killable() {
		t.endInternalStopLocked()
	}
}

// freshStop has its receivers right and is begun as a new pointer.
type freshStop struct{}

func (*freshStop) Killable() bool { return true }

func (*freshStop) Name() string { return "fresh" }

func (t *Task) beginFresh() {
	t.beginInternalStop(&freshStop{})   // want `&freshStop\{\} is begun, a new pointer`
	t.beginInternalStop(new(freshStop)) // want `new\(freshStop\) is begun, a new pointer`
}

func (t *Task) endFresh() {
	if t.stop == &(freshStop{}) { // want `need not match`
		t.endInternalStopLocked()
	}
}
