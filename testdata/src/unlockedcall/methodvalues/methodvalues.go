// Package methodvalues has bound methods and method expressions.
package methodvalues

// forEachSignal calls f at once, for each signal.
func forEachSignal(sigs []int, f func(int)) {
	for _, sig := range sigs {
		f(sig)
	}
}

// discardLocked drops a pending signal.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) discardLocked(sig int) {
	t.pending = nil
}

// discard drops a pending signal, and takes the mutex to do so.
func (t *Task) discard(sig int) {
	t.tg.signalHandlers.mu.Lock()
	t.discardLocked(sig)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) Passed(sigs []int) {
	t.tg.signalHandlers.mu.Lock()
	forEachSignal(sigs, t.discardLocked)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) PassedBare(sigs []int) {
	forEachSignal(sigs, t.discardLocked) // want `t\.discardLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) PassedTooLate(sigs []int) {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	forEachSignal(sigs, t.discardLocked) // want `t\.discardLocked called without the signal mutex .* held$`
}

func (t *Task) PassedSelfLocking(sigs []int) {
	forEachSignal(sigs, t.discard)
}

func (t *Task) PassedSelfLockingHeld(sigs []int) {
	t.tg.signalHandlers.mu.Lock()
	forEachSignal(sigs, t.discard) // want `t\.discard called with the signal mutex .* held: it locks`
	t.tg.signalHandlers.mu.Unlock()
}

// Bound binds without the mutex, and calls with it.
func (t *Task) Bound() {
	f := t.discardLocked
	t.tg.signalHandlers.mu.Lock()
	f(9)
	t.tg.signalHandlers.mu.Unlock()
}

// BoundHeld binds with the mutex, and calls without it.
func (t *Task) BoundHeld() {
	t.tg.signalHandlers.mu.Lock()
	f := t.discardLocked
	t.tg.signalHandlers.mu.Unlock()
	f(9) // want `called without the signal mutex .* held$`
}

func (t *Task) BoundChoice(all bool) {
	f := t.discardLocked
	if all {
		f = t.discardAllLocked
	}
	t.tg.signalHandlers.mu.Lock()
	f(9)
	t.tg.signalHandlers.mu.Unlock()
}

// discardAllLocked drops every pending signal.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) discardAllLocked(sig int) { t.pending = nil }

func (t *Task) BoundChoiceBare(all bool) {
	f := t.discardLocked
	if all {
		f = t.discardAllLocked
	}
	f(9) // want `called without the signal mutex .* held`
}

func (t *Task) BoundDeferred() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	f := t.endStopLocked
	defer f()
	t.stopLocked()
}

func (t *Task) BoundDeferredTooLate() {
	f := t.endStopLocked
	defer f() // want `called without the signal mutex .* held$`
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
}

func (t *Task) BoundSpawned() {
	t.tg.signalHandlers.mu.Lock()
	f := t.stopLocked
	go f() // want `runs in a new goroutine, without the signal mutex .* that its creator holds`
	t.tg.signalHandlers.mu.Unlock()
}

// BoundUnlock defers an unlock through a method value.
func (t *Task) BoundUnlock() {
	t.tg.signalHandlers.mu.Lock()
	unlock := t.tg.signalHandlers.mu.Unlock
	t.stopLocked()
	unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

func (t *Task) BoundUnlockDeferred() {
	lock, unlock := t.tg.signalHandlers.mu.Lock, t.tg.signalHandlers.mu.Unlock
	lock()
	defer unlock()
	t.stopLocked()
}

func (t *Task) Expression() {
	t.tg.signalHandlers.mu.Lock()
	(*Task).discardLocked(t, 9)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) ExpressionBare() {
	(*Task).discardLocked(t, 9) // want `discardLocked called without the signal mutex \(t\.tg\.signalHandlers\.mu\) held$`
}

func (t *Task) ExpressionBound() {
	f := (*Task).discardLocked
	t.tg.signalHandlers.mu.Lock()
	f(t, 9)
	t.tg.signalHandlers.mu.Unlock()
	f(t, 19) // want `called without the signal mutex .* held$`
}

// apply calls a method expression at once.
func (tg *ThreadGroup) apply(f func(*Task)) {
	for _, t := range tg.tasks {
		f(t)
	}
}

func (tg *ThreadGroup) ExpressionPassed() {
	tg.signalHandlers.mu.Lock()
	tg.apply((*Task).stopLocked)
	tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) ExpressionPassedBare() {
	tg.apply((*Task).stopLocked) // want `stopLocked called without the signal mutex .* held$`
}

func (t *Task) ExpressionOfMutex() {
	(*signalHandlersMutex).Lock(&t.tg.signalHandlers.mu)
	t.stopLocked()
	(*signalHandlersMutex).Unlock(&t.tg.signalHandlers.mu)
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// table is called through an index: which entry runs is not known.
var table = [...]func(*Task){(*Task).stopLocked, (*Task).endStopLocked}

func (t *Task) Indexed(i int) {
	t.tg.signalHandlers.mu.Lock()
	table[i](t)
	t.tg.signalHandlers.mu.Unlock()
}

// IndexedBare calls without the mutex what needs it.
//
// MISS: what a table of functions holds at run time is not tracked.
func (t *Task) IndexedBare(i int) {
	table[i](t)
}
