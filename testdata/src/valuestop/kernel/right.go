package kernel

// Every right way to begin a stop and to recognise it.

// vforkStop has no data: it is its type that matters.
type vforkStop struct{}

func (*vforkStop) Killable() bool { return true }

func (t *Task) waitForChild() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*vforkStop)(nil))
}

func (t *Task) childDone() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if _, ok := t.stop.(*vforkStop); ok {
		t.endInternalStopLocked()
	}
}

// traceStop has data, which is changed through the pointer.
type traceStop struct {
	frozen bool
	listen bool
}

func (s *traceStop) Killable() bool { return !s.frozen }

func (t *Task) traced() {
	t.beginInternalStopLocked(&traceStop{})
}

func (t *Task) freeze() bool {
	if t.stop == nil {
		return false
	}
	s, ok := t.stop.(*traceStop)
	if !ok || s.frozen {
		return false
	}
	s.frozen = true
	t.stop.(*traceStop).listen = true
	return true
}

func (t *Task) endAny(which TaskStop) string { // want endAny:`param 0 flows to comparison`
	switch s := t.stop.(type) {
	case nil:
		return ""
	case *traceStop:
		if s.listen {
			return "listening"
		}
		return "traced"
	case *vforkStop:
		return "vfork"
	}
	if t.stop == (*vforkStop)(nil) || t.stop != which {
		return "other"
	}
	if killable := t.stop != nil && t.stop.Killable(); killable {
		t.endInternalStopLocked()
	}
	return "ended"
}

// stopOf chooses among pointers.
func stopOf(kept *traceStop, vfork bool) TaskStop { // want stopOf:`param 0 flows to begin; param 0 flows to comparison`
	if vfork {
		return (*vforkStop)(nil)
	}
	return kept
}

func (t *Task) choose(kept *traceStop) { // want choose:`param 0 flows to begin; param 0 flows to comparison`
	t.beginInternalStop(stopOf(kept, kept == nil))
	t.endAny(stopOf(kept, false))
}
