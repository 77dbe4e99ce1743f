package kernel

// Stops that come to a begin through fields, containers, results, helpers,
// closures and interfaces.

type flowStop struct{}

func (flowStop) Killable() bool { return true } // want `flowStop.Killable has a value receiver`

type flowNil struct{}

func (*flowNil) Killable() bool { return true }

// Fields.

type request struct {
	stop  TaskStop // want stop:`flows to begin`
	other TaskStop
}

func (t *Task) beginField() {
	r := request{stop: flowStop{}} // want `flowStop\{\} is begun as a value`
	r.other = flowStop{}
	t.beginInternalStop(r.stop)
}

func fillRequest(r *request) {
	r.stop = flowStop{} // want `flowStop\{\} is begun as a value`
	r.stop = (*flowNil)(nil)
}

func requestOf(s TaskStop) *request { return &request{s, nil} } // want requestOf:`param 0 flows to begin`

func beginRequest(t *Task) {
	t.beginInternalStop(requestOf(flowStop{}).stop) // want `flowStop\{\} is begun as a value`
	t.beginInternalStop(requestOf((*flowNil)(nil)).stop)
}

// Package-level variables.

var (
	defaultStop TaskStop = flowStop{}      // want defaultStop:`flows to begin; may be flowStop\{\}` `flowStop\{\} is begun as a value`
	idleStop    TaskStop = flowStop{}      // want idleStop:`may be flowStop\{\}`
	rightStop   TaskStop = (*flowNil)(nil) // want rightStop:`flows to begin`
)

func beginDefault(t *Task) {
	t.beginInternalStop(defaultStop)
	t.beginInternalStop(rightStop)
}

// Slices, arrays, maps and channels.

func beginElements(t *Task, m map[string]TaskStop, c chan TaskStop) { // want beginElements:`param 1 flows to begin; param 2 flows to begin`
	stops := []TaskStop{flowStop{}, (*flowNil)(nil)} // want `flowStop\{\} is begun as a value`
	for _, s := range stops {
		t.beginInternalStop(s)
	}
	unused := []TaskStop{flowStop{}}
	_ = unused

	var grown []TaskStop
	grown = append(grown, flowStop{}) // want `flowStop\{\} is begun as a value`
	t.beginInternalStop(grown[0])

	array := [2]TaskStop{1: flowStop{}} // want `flowStop\{\} is begun as a value`
	t.beginInternalStop(array[1])

	m["x"] = flowStop{} // want `flowStop\{\} is begun as a value`
	t.beginInternalStop(m["y"])

	c <- flowStop{} // want `flowStop\{\} is begun as a value`
	t.beginInternalStop(<-c)

	table := map[int]TaskStop{1: flowStop{}} // want `flowStop\{\} is begun as a value`
	if s, ok := table[1]; ok {
		t.beginInternalStop(s)
	}
	right := map[int]TaskStop{1: (*flowNil)(nil)}
	for _, s := range right {
		t.beginInternalStop(s)
	}
}

// Results.

func makeStop(traced bool) TaskStop { // want makeStop:`result 0 may be flowStop\{\}`
	if traced {
		return flowStop{} // want `flowStop\{\} is begun as a value`
	}
	return (*flowNil)(nil)
}

func makeStopOK() (s TaskStop, ok bool) { // want makeStopOK:`result 0 may be flowStop\{\}`
	defer func() { ok = true }()
	s = flowStop{} // want `flowStop\{\} is begun as a value`
	return s, false
}

func makeUnused() TaskStop { return flowStop{} } // want makeUnused:`result 0 may be flowStop\{\}`

func beginMade(t *Task) {
	t.beginInternalStop(makeStop(true))
	s, _ := makeStopOK()
	t.beginInternalStop(s)
}

// Helpers, and helpers that call one another.

func park(t *Task, why string, s TaskStop) { // want park:`param 2 flows to begin`
	if why != "" {
		parkAgain(t, len(why), s)
	}
	t.beginInternalStopLocked(s)
}

func parkAgain(t *Task, n int, s TaskStop) { // want parkAgain:`param 2 flows to begin`
	if n > 0 {
		park(t, "", s)
	}
}

func look(t *Task, s TaskStop) bool { return s.Killable() }

func (t *Task) parkAny(stops ...TaskStop) { // want parkAny:`param 0 flows to begin`
	t.beginInternalStop(stops[0])
}

func beginHelpers(t *Task) {
	park(t, "", flowStop{})     // want `flowStop\{\} is begun as a value`
	parkAgain(t, 1, flowStop{}) // want `flowStop\{\} is begun as a value`
	park(t, "", (*flowNil)(nil))
	look(t, flowStop{})
	t.parkAny(flowStop{}) // want `flowStop\{\} is begun as a value`
	t.parkAny((*flowNil)(nil))
	defer park(t, "", flowStop{}) // want `flowStop\{\} is begun as a value`
	go park(t, "", (*flowNil)(nil))
}

func parkConcrete(t *Task, s flowStop) {
	t.beginInternalStop(s) // want `s is begun as a value of flowStop`
}

func parkPointer(t *Task, s *flowNil) { // want parkPointer:`param 1 flows to begin`
	t.beginInternalStop(s)
}

// Function values.

func apply(f func(TaskStop), s TaskStop) { f(s) } // want apply:`param 1 flows to begin`

func ignore(TaskStop) {}

func beginThroughValues(t *Task) {
	begin := t.beginInternalStop
	begin(flowStop{}) // want `flowStop\{\} is begun as a value`
	begin((*flowNil)(nil))

	(*Task).beginInternalStop(t, flowStop{}) // want `flowStop\{\} is begun as a value`

	closure := func(s TaskStop) { t.beginInternalStop(s) }
	closure(flowStop{}) // want `flowStop\{\} is begun as a value`
	closure((*flowNil)(nil))

	apply(t.beginInternalStop, flowStop{}) // want `flowStop\{\} is begun as a value`

	nothing := func(s TaskStop) {}
	nothing(flowStop{})
}

func beginCaptured(t *Task) func() {
	var s TaskStop = flowStop{} // want `flowStop\{\} is begun as a value`
	return func() { t.beginInternalStop(s) }
}

func setThrough(s *TaskStop) {
	*s = flowStop{} // want `flowStop\{\} is begun as a value`
}

func beginSetThrough(t *Task) {
	var s TaskStop
	setThrough(&s)
	t.beginInternalStop(s)
}

// Interfaces: the argument flows to a begin if every implementation begins it.

type parker interface {
	parkWith(s TaskStop) // want parkWith:`param 0 flows to begin`
}

type taskParker struct{ t *Task }

func (p taskParker) parkWith(s TaskStop) { p.t.beginInternalStop(s) } // want parkWith:`param 0 flows to begin`

type embeddedParker struct{ taskParker }

type looker interface {
	lookAt(s TaskStop)
}

type taskLooker struct{ t *Task }

func (l taskLooker) lookAt(s TaskStop) { l.t.beginInternalStop(s) } // want lookAt:`param 0 flows to begin`

type idleLooker struct{}

func (idleLooker) lookAt(TaskStop) {}

func beginThroughInterface(p parker, l looker, e embeddedParker) {
	p.parkWith(flowStop{}) // want `flowStop\{\} is begun as a value`
	p.parkWith((*flowNil)(nil))
	l.lookAt(flowStop{})
	e.parkWith(flowStop{}) // want `flowStop\{\} is begun as a value`
}

// Loops over functions.

func eachStop(yield func(TaskStop) bool) {
	_ = yield((*flowNil)(nil)) && yield(flowStop{}) // want `flowStop\{\} is begun as a value`
}

func beginEach(t *Task) {
	for s := range eachStop {
		t.beginInternalStop(s)
		if s.Killable() {
			t.beginInternalStop(flowStop{}) // want `flowStop\{\} is begun as a value`
		}
	}
}
