// Package prose has the ways in which a doc comment says what a function needs.
package prose

// Preconditions: The signal mutex must be locked.
func (t *Task) plain() {}

// Precondition: the signal mutex must be held.
func (t *Task) singular() {}

// listed has a list, with the mutex not first in it.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - t's signal mutex must be locked.
//   - sig must be valid.
func (t *Task) listed() {}

// Preconditions: t.tg.signalHandlers.mu must be locked.
func (t *Task) byPath() {}

// Preconditions: u's signal mutex must be locked.
func ofParam(u *Task) {}

// inherits needs what listed needs.
//
// Preconditions: Same as listed, plus:
//   - t.mu must be locked.
func (t *Task) inherits() {}

// wrapped has a sentence that runs over
// two lines.
//
// Preconditions: The caller runs on the task goroutine, and the signal mutex
// must be locked.
func (t *Task) wrapped() {}

// Preconditions: ts.mu must be locked (for reading or writing).
func (ts *TaskSet) eitherMode() {}

// Preconditions: ts.mu must be locked for writing.
func (ts *TaskSet) writing() {}

// Preconditions: t.tg.ts.mu must be locked for at least reading.
func (t *Task) farAway() {}

func (t *Task) Held() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.plain()
	t.singular()
	t.listed()
	t.byPath()
	ofParam(t)
	t.wrapped()
	t.mu.Lock()
	t.inherits()
	t.mu.Unlock()
}

func (t *Task) PlainBare() {
	t.plain() // want `t\.plain called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) SingularBare() {
	t.singular() // want `t\.singular called without the signal mutex .* held$`
}

func (t *Task) ListedBare() {
	t.listed() // want `t\.listed called without the signal mutex .* held$`
}

func (t *Task) ByPathBare() {
	t.byPath() // want `t\.byPath called without .*t\.tg\.signalHandlers\.mu.* held$`
}

func (t *Task) OfParamBare() {
	ofParam(t) // want `ofParam called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) WrappedBare() {
	t.wrapped() // want `t\.wrapped called without the signal mutex .* held$`
}

func (t *Task) InheritsBare() {
	t.inherits() // want `t\.inherits called without the signal mutex .* held$` `t\.inherits called without t\.mu held$`
}

func (ts *TaskSet) Modes() {
	ts.mu.RLock()
	ts.eitherMode()
	ts.mu.RUnlock()
	ts.mu.Lock()
	ts.eitherMode()
	ts.writing()
	ts.mu.Unlock()
}

func (ts *TaskSet) WritingUnderRead() {
	ts.mu.RLock()
	ts.writing() // want `ts\.writing needs ts\.mu held for writing, but it is held for reading`
	ts.mu.RUnlock()
}

func (ts *TaskSet) EitherModeBare() {
	ts.eitherMode() // want `ts\.eitherMode called without ts\.mu held$`
}

func (ts *TaskSet) WritingBare() {
	ts.writing() // want `ts\.writing called without ts\.mu held`
}

func (t *Task) FarAway() {
	t.tg.ts.mu.RLock()
	t.farAway()
	t.tg.ts.mu.RUnlock()
}

func (t *Task) FarAwayBare() {
	t.farAway() // want `t\.farAway called without .*ts\.mu.* held$`
}

// Comments that mention a mutex and ask nothing of the caller.

// takes locks the signal mutex, because the signal mutex must be locked to
// change a stop.
func (t *Task) takes() {}

// noneNeeded may be called whether or not the signal mutex is locked.
func (t *Task) noneNeeded() {}

// refs needs a reference.
//
// Preconditions: A reference must be held on t.
func (t *Task) refs() {}

// fieldOnly returns the value of a field that is protected by the signal mutex,
// from a copy made earlier.
func (t *Task) fieldOnly() int { return t.id }

// postOnly ends with the mutex in the state that it found it in.
//
// Postconditions: The signal mutex must be unlocked.
func (t *Task) postOnly() {}

// negative must not have it.
//
// Preconditions: The signal mutex must not be locked.
func (t *Task) negative() {}

// conditional needs it only at times.
//
// Preconditions: If t is stopped, the signal mutex must be locked.
func (t *Task) conditional() {}

func (t *Task) Quiet() {
	t.takes()
	t.noneNeeded()
	t.refs()
	_ = t.fieldOnly()
	t.postOnly()
	t.negative()
	t.conditional()
}
