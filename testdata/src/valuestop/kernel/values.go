package kernel

// Values, each beside its nearest correct neighbour.

type plainStop struct{}

func (plainStop) Killable() bool { return true } // want `plainStop.Killable has a value receiver`

func (t *Task) beginPlain() {
	t.beginInternalStop(plainStop{}) // want `plainStop\{\} is begun as a value: t.stop.\(\*plainStop\) never matches it; use \(\*plainStop\)\(nil\)`
}

func (t *Task) endPlain() {
	if _, ok := t.stop.(*plainStop); ok {
		t.endInternalStopLocked()
	}
}

type plainNil struct{}

func (*plainNil) Killable() bool { return true }

func (t *Task) beginPlainNil() {
	t.beginInternalStop((*plainNil)(nil))
	t.beginInternalStopLocked((*plainNil)(nil))
}

// A stop with data is begun as a pointer that somebody keeps.

type dataValue struct{ frozen bool }

func (dataValue) Killable() bool { return true } // want `dataValue.Killable has a value receiver`

func (t *Task) beginData(frozen bool) {
	s := dataValue{frozen}
	t.beginInternalStop(s) // want `s is begun as a value of dataValue: .\(\*dataValue\) never matches it; use &dataValue\{…\}`
}

type dataPointer struct{ frozen bool }

func (*dataPointer) Killable() bool { return true }

func (t *Task) beginDataPointer(frozen bool) {
	t.beginInternalStop(&dataPointer{frozen})
	s := &dataPointer{}
	s.frozen = frozen
	t.beginInternalStop(s)
	t.stop.(*dataPointer).frozen = false
}

// Stops need not be structs.

type codeStop int

func (codeStop) Killable() bool { return false } // want `codeStop.Killable has a value receiver`

const codeTrace codeStop = 3

func (t *Task) beginCode() {
	t.beginInternalStop(codeTrace)   // want `codeTrace is begun as a value of codeStop`
	t.beginInternalStop(codeStop(4)) // want `codeStop\(4\) is begun as a value: .\(\*codeStop\) never matches it; use a \*codeStop`
}

// Variables.

type varStop struct{}

func (varStop) Killable() bool { return true } // want `varStop.Killable has a value receiver`

func (t *Task) beginVar() {
	var s TaskStop = varStop{} // want `varStop\{\} is begun as a value`
	t.beginInternalStop(s)
}

// A value that is overwritten before the begin is not begun.
func (t *Task) beginOverwritten(log func(TaskStop)) {
	var s TaskStop = varStop{}
	log(s)
	s = (*plainNil)(nil)
	t.beginInternalStop(s)
}

func (t *Task) beginEither(traced bool) {
	var s TaskStop
	if traced {
		s = (*plainNil)(nil)
	} else {
		s = varStop{} // want `varStop\{\} is begun as a value`
	}
	t.beginInternalStop(s)
}

func (t *Task) beginConverted() {
	t.beginInternalStop(TaskStop(varStop{})) // want `varStop\{\} is begun as a value`
	var any any = varStop{}                  // want `varStop\{\} is begun as a value`
	t.beginInternalStop(any.(TaskStop))
	if s, ok := any.(TaskStop); ok {
		t.beginInternalStop(s)
	}
}

// A value that is never begun or compared is nobody's business.
func describe(s TaskStop) string {
	if s.Killable() {
		return "killable"
	}
	return "not killable"
}

var _ = describe(unusedStop{})

type unusedStop struct{ plainNil2 }

type plainNil2 struct{ name string }

func (plainNil2) Killable() bool { return true }

func (plainNil2) Name() string { return "other uses" }

// The stop in force may be set without a begin function.

type setStop struct{}

func (setStop) Killable() bool { return true } // want `setStop.Killable has a value receiver`

func (t *Task) setStop() {
	t.stop = setStop{} // want `setStop\{\} is begun as a value`
	t.stop = (*plainNil)(nil)
	t.stop = nil
}

// A method of a value begins the value.

type selfStop struct{}

func (s selfStop) Killable() bool { return true } // want `selfStop.Killable has a value receiver`

func (s selfStop) begin(t *Task) {
	t.beginInternalStop(s) // want `s is begun as a value of selfStop`
}

type selfPointer struct{}

func (s *selfPointer) Killable() bool { return true }

func (s *selfPointer) begin(t *Task) { // want begin:`receiver flows to begin`
	t.beginInternalStop(s)
}

func beginSelf(t *Task) {
	selfStop{}.begin(t)
	(*selfPointer)(nil).begin(t)
	new(selfPointer).begin(t) // want `new\(selfPointer\) is begun, a new pointer to a stop without data`
}

// A value that wraps another stop.

type tracedStop struct{ TaskStop }

func (t *Task) beginTraced() {
	t.beginInternalStop(tracedStop{(*plainNil)(nil)}) // want `tracedStop\{…\} is begun as a value: .\(\*tracedStop\) never matches it; use &tracedStop\{…\}`
	t.beginInternalStop(&tracedStop{(*plainNil)(nil)})
}
