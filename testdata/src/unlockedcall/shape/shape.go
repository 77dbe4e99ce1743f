// Package shape is the task stop protocol with not a word of documentation:
// types and names alone tell what it is.
package shape

type groupStop struct{}

func (*groupStop) Killable() bool { return true }

func (t *Task) Group() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*groupStop)(nil))
}

func (t *Task) GroupBare() {
	t.beginInternalStopLocked((*groupStop)(nil)) // want `t\.beginInternalStopLocked called without .*t\.tg\.signalHandlers\.mu.* held$`
}

func (t *Task) GroupByOwnLock() {
	t.beginInternalStop((*groupStop)(nil))
}

func (t *Task) GroupHeld() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop called with .*t\.tg\.signalHandlers\.mu.* held`
}

func (t *Task) End() {
	sh := t.tg.signalLock()
	if t.stop == (*groupStop)(nil) {
		t.endInternalStopLocked()
	}
	sh.mu.Unlock()
}

func (t *Task) EndTooLate() {
	sh := t.tg.signalLock()
	stopped := t.stop == (*groupStop)(nil)
	sh.mu.Unlock()
	if stopped {
		t.endInternalStopLocked() // want `t\.endInternalStopLocked called without .* held$`
	}
}

func (t *Task) EndOnSomePath() {
	if _, ok := t.stop.(*groupStop); ok {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
	}
	t.endInternalStopLocked() // want `t\.endInternalStopLocked called without .* held on some paths`
}

func (tg *ThreadGroup) EndAll(tasks []*Task) {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tasks {
		if t.stop == (*groupStop)(nil) {
			t.endInternalStopLocked()
		}
	}
}

func (tg *ThreadGroup) EndAllSpawned(tasks []*Task) {
	tg.signalHandlers.mu.Lock()
	defer tg.signalHandlers.mu.Unlock()
	for _, t := range tasks {
		go t.endInternalStopLocked() // want `t\.endInternalStopLocked runs in a new goroutine, without .* that its creator holds`
	}
}

func (t *Task) CountUpBare() {
	t.beginStopLocked() // want `t\.beginStopLocked called without .* held$`
}

func (t *Task) CountDownBare() {
	defer t.endStopLocked() // want `t\.endStopLocked called without .* held$`
}

// External stops lock for themselves, so that callers must not.

func (t *Task) External() {
	t.BeginExternalStop()
	defer t.EndExternalStop()
	t.interrupt()
}

func (t *Task) ExternalHeld() {
	t.tg.signalHandlers.mu.Lock()
	t.BeginExternalStop() // want `t\.BeginExternalStop called with .*t\.tg\.signalHandlers\.mu.* held`
	t.tg.signalHandlers.mu.Unlock()
}

func (ts *TaskSet) External() {
	ts.BeginExternalStop()
	ts.mu.RLock()
	n := len(ts.Root)
	ts.mu.RUnlock()
	if n > 0 {
		ts.EndExternalStop()
	}
}

func (ts *TaskSet) ExternalHeld() {
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	ts.BeginExternalStop() // want `ts\.BeginExternalStop called with ts\.mu held`
}

// ExternalUnderSignals holds some task's signal mutex, which the set's stop
// takes as well if that is one of its tasks.
func (ts *TaskSet) ExternalUnderSignals(t *Task) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	ts.EndExternalStop() // want `ts\.EndExternalStop called with .*signalHandlers\.mu.* held`
}

func (ts *TaskSet) ExternalAfterSignals(t *Task) {
	t.tg.signalHandlers.mu.Lock()
	t.stop = nil
	t.tg.signalHandlers.mu.Unlock()
	ts.EndExternalStop()
}
