// Package closures has calls inside function literals that run at once.
package closures

import (
	"slices"
	"sort"
	"sync"
)

func (t *Task) AtOnce() {
	t.tg.signalHandlers.mu.Lock()
	func() {
		t.stopLocked()
	}()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) AtOnceBare() {
	func() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}()
}

func (t *Task) AtOnceTooLate() {
	t.tg.signalHandlers.mu.Lock()
	t.pending = nil
	t.tg.signalHandlers.mu.Unlock()
	func(u *Task) {
		u.stopLocked() // want `u\.stopLocked called without the signal mutex .* held$`
	}(t)
}

// Named calls a closure through a local, under the mutex each time.
func (t *Task) Named() {
	stop := func() {
		t.stopLocked()
	}
	t.tg.signalHandlers.mu.Lock()
	stop()
	t.endStopLocked()
	stop()
	t.tg.signalHandlers.mu.Unlock()
}

// NamedOnceBare calls the closure with the mutex and without it: the second
// call is at fault, not the closure.
func (t *Task) NamedOnceBare() {
	stop := func() {
		t.stopLocked()
	}
	t.tg.signalHandlers.mu.Lock()
	stop()
	t.tg.signalHandlers.mu.Unlock()
	stop() // want `stop called without the signal mutex .* held: it calls .*stopLocked`
}

// Recursive is a closure that calls itself.
func (tg *ThreadGroup) Recursive() {
	var visit func(t *Task)
	visit = func(t *Task) {
		t.stopLocked()
		if t.id > 0 {
			visit(t.tg.leader)
		}
	}
	tg.signalHandlers.mu.Lock()
	visit(tg.leader)
	tg.signalHandlers.mu.Unlock()
}

// Locks has a closure that locks, and one that unlocks, for the function.
func (t *Task) Locks() {
	lock := func() { t.tg.signalHandlers.mu.Lock() }
	unlock := func() { t.tg.signalHandlers.mu.Unlock() }
	lock()
	t.stopLocked()
	unlock()
	t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held$`
}

// forEach calls f at once, for each task.
func (tg *ThreadGroup) forEach(f func(*Task)) {
	for _, t := range tg.tasks {
		f(t)
	}
}

func (tg *ThreadGroup) PassedDown() {
	tg.signalHandlers.mu.Lock()
	tg.forEach(func(t *Task) {
		t.stopLocked()
	})
	tg.signalHandlers.mu.Unlock()
}

func (tg *ThreadGroup) PassedDownBare() {
	tg.forEach(func(t *Task) {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	})
}

// forEachTwice passes f on to a function that calls it at once.
func (tg *ThreadGroup) forEachTwice(f func(*Task)) {
	tg.forEach(f)
	tg.forEach(func(t *Task) { f(t) })
}

func (tg *ThreadGroup) PassedTwoDown() {
	tg.signalHandlers.mu.Lock()
	tg.forEachTwice(func(t *Task) { t.stopLocked() })
	tg.signalHandlers.mu.Unlock()
}

// PassedTwoDownTooLate has a callback that runs without the mutex.
func (tg *ThreadGroup) PassedTwoDownTooLate() {
	tg.signalHandlers.mu.Lock()
	tg.leader.pending = nil
	tg.signalHandlers.mu.Unlock()
	tg.forEachTwice(func(t *Task) {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	})
}

// withSignals calls f with the mutex held.
func (t *Task) withSignals(f func()) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	f()
}

func (t *Task) UnderCallee() {
	t.withSignals(func() {
		t.stopLocked()
	})
}

// withoutSignalsLocked calls f with the mutex released.
//
// Preconditions: The signal mutex must be locked.
func (t *Task) withoutSignalsLocked(f func()) {
	t.tg.signalHandlers.mu.Unlock()
	f()
	t.tg.signalHandlers.mu.Lock()
}

func (t *Task) ReleasedByCallee() {
	t.tg.signalHandlers.mu.Lock()
	t.withoutSignalsLocked(func() {
		t.interrupt()
	})
	t.withoutSignalsLocked(func() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	})
	t.tg.signalHandlers.mu.Unlock()
}

// Standard library functions that call what they are given, at once.

func (tg *ThreadGroup) Sorts() {
	tg.signalHandlers.mu.Lock()
	sort.Slice(tg.tasks, func(i, j int) bool {
		return tg.tasks[i].isStoppedLocked() && !tg.tasks[j].isStoppedLocked()
	})
	i := slices.IndexFunc(tg.tasks, func(t *Task) bool { return t.isStoppedLocked() })
	tg.signalHandlers.mu.Unlock()
	if i >= 0 {
		tg.tasks[i].interrupt()
	}
}

func (tg *ThreadGroup) SortsBare() {
	sort.Slice(tg.tasks, func(i, j int) bool {
		return tg.tasks[i].isStoppedLocked() // want `isStoppedLocked called without the signal mutex .* held$`
	})
}

type onced struct {
	Task
	once sync.Once
}

func (o *onced) Once() {
	o.tg.signalHandlers.mu.Lock()
	defer o.tg.signalHandlers.mu.Unlock()
	o.once.Do(func() {
		o.stopLocked()
	})
}

func (o *onced) OnceBare() {
	o.once.Do(func() {
		o.stopLocked() // want `o\.stopLocked called without the signal mutex .* held$`
	})
}

func (o *onced) OnceMethod() {
	o.once.Do(o.stopLocked) // want `o\.stopLocked called without the signal mutex .* held$`
}
