package kernel

// New pointers to stops without data need not equal one another.

type emptyStop struct{}

func (*emptyStop) Killable() bool { return true }

func (t *Task) beginEmpty() {
	t.beginInternalStop(&emptyStop{})   // want `&emptyStop\{\} is begun, a new pointer to a stop without data: it need not equal \(\*emptyStop\)\(nil\) or another such pointer; use \(\*emptyStop\)\(nil\)`
	t.beginInternalStop(new(emptyStop)) // want `new\(emptyStop\) is begun, a new pointer`
	t.beginInternalStop((*emptyStop)(nil))
}

func (t *Task) beginEmptyVar() {
	var s emptyStop
	t.beginInternalStop(&s) // want `&s is begun, a new pointer`
	p := &emptyStop{}       // want `&emptyStop\{\} is begun, a new pointer`
	t.beginInternalStop(p)
	var n *emptyStop
	t.beginInternalStop(n)
}

func (t *Task) beginEmptyElements() {
	for _, s := range []*emptyStop{{}, nil, (*emptyStop)(nil)} { // want `&emptyStop\{\} is begun, a new pointer`
		t.beginInternalStop(s)
	}
}

// A struct of nothing but empty things is empty too.

type hollowStop struct {
	_ struct{}
	_ [0]int
	e emptyStop
}

func (*hollowStop) Killable() bool { return true }

func (t *Task) beginHollow() {
	t.beginInternalStop(&hollowStop{}) // want `&hollowStop\{\} is begun, a new pointer`
}

// A promoted method panics when it is called on the typed nil of the outer
// type: there the new pointer has no simple remedy.

type promotedStop struct{ emptyStop }

func (t *Task) beginPromoted() {
	t.beginInternalStop(&promotedStop{}) // MISS: the fix is to declare the methods first
}

type fullStop struct{ word int }

func (*fullStop) Killable() bool { return true }

func (t *Task) beginFull() {
	t.beginInternalStop(&fullStop{})
	t.beginInternalStop(new(fullStop))
}

// A variable with data whose address somebody keeps.

var theFullStop fullStop

func (t *Task) beginGlobal() {
	t.beginInternalStop(&theFullStop)
}

// Nil without a type.

func (t *Task) beginNothing() {
	t.beginInternalStop(nil) // want `nil is passed to beginInternalStop: it begins a stop that nothing can recognise; use a typed nil \(\*T\)\(nil\)`
	var s TaskStop
	t.beginInternalStopLocked(s) // want `nil is passed to beginInternalStopLocked`
	var p *emptyStop
	t.beginInternalStop(p)
}

func (t *Task) beginIfAny(s TaskStop) { // want beginIfAny:`param 0 flows to begin`
	if s != nil {
		t.beginInternalStop(s)
	}
}

func (t *Task) beginAlways(s TaskStop) { // want beginAlways:`param 0 flows to begin`
	t.beginInternalStop(s)
}

func (t *Task) beginMaybeNothing() {
	t.beginIfAny(nil)
	t.beginAlways(nil) // want `nil is passed to beginInternalStop`
}

func (t *Task) beginChosen(s *emptyStop, use bool) { // want beginChosen:`param 0 flows to begin`
	var chosen TaskStop
	if use {
		chosen = s
	}
	if chosen != nil {
		t.beginInternalStop(chosen)
	}
}
