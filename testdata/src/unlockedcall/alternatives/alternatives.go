// Package alternatives has contracts that either of two mutexes satisfies.
package alternatives

// parentLocked returns the leader of t's thread group.
//
// Preconditions: The signal mutex or t.mu must be locked.
func (t *Task) parentLocked() *Task { return t.tg.leader }

func (t *Task) UnderFirst() *Task {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	return t.parentLocked()
}

func (t *Task) UnderSecond() *Task {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.parentLocked()
}

func (t *Task) UnderBoth() *Task {
	t.tg.signalHandlers.mu.Lock()
	t.mu.Lock()
	p := t.parentLocked()
	t.mu.Unlock()
	t.tg.signalHandlers.mu.Unlock()
	return p
}

func (t *Task) UnderNone() *Task {
	return t.parentLocked() // want `t\.parentLocked called without .* held`
}

func (t *Task) UnderThird() *Task {
	t.tg.ts.mu.RLock()
	defer t.tg.ts.mu.RUnlock()
	return t.parentLocked() // want `t\.parentLocked called without .* held`
}

// OneOrOther holds one on each path.
func (t *Task) OneOrOther(first bool) (p *Task) {
	if first {
		t.tg.signalHandlers.mu.Lock()
	} else {
		t.mu.Lock()
	}
	p = t.parentLocked()
	if first {
		t.tg.signalHandlers.mu.Unlock()
	} else {
		t.mu.Unlock()
	}
	return p
}

func (t *Task) OneOrNone() (p *Task) {
	first := t.id == 0
	if first {
		t.tg.signalHandlers.mu.Lock()
	}
	p = t.parentLocked() // want `t\.parentLocked called without .* held on some paths`
	if first {
		t.tg.signalHandlers.mu.Unlock()
	}
	return p
}

// HandOver swaps one mutex for the other.
func (t *Task) HandOver() {
	t.tg.signalHandlers.mu.Lock()
	_ = t.parentLocked()
	t.mu.Lock()
	t.tg.signalHandlers.mu.Unlock()
	_ = t.parentLocked()
	t.mu.Unlock()
	_ = t.parentLocked() // want `t\.parentLocked called without .* held$`
}

// childrenLocked returns the tasks of t's thread group.
//
// Preconditions: ts.mu must be locked for writing, or the signal mutex must be
// locked.
func (ts *TaskSet) childrenLocked(t *Task) []*Task { return t.tg.tasks }

func (ts *TaskSet) ChildrenUnderWrite(t *Task) []*Task {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.childrenLocked(t)
}

func (ts *TaskSet) ChildrenUnderSignals(t *Task) []*Task {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	return ts.childrenLocked(t)
}

// relatives needs either mutex because parentLocked does.
func (t *Task) relatives() []*Task {
	return []*Task{t, t.parentLocked()}
}

func (t *Task) Relatives() []*Task {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.relatives()
}

func (t *Task) RelativesBare() []*Task {
	return t.relatives() // want `t\.relatives called without .* held`
}
