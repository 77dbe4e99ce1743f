// Package stated writes its lock order down.
//
// Lock order (outermost locks must be taken first):
//
//	Kernel.extMu
//	  TaskSet.mu
//	    Locks acquired by timers
//	      Handlers.mu
//	        Task.mu
//	  Clock.mu
//
// Locking Handlers.mu in multiple Handlers requires locking TaskSet.mu
// exclusively first.
package stated

import "sync"

type Kernel struct {
	extMu sync.Mutex
	tasks *TaskSet
	clock Clock
}

type Clock struct{ mu sync.Mutex }

type TaskSet struct {
	mu sync.RWMutex
	// all is protected by mu.
	all []*Task
}

type Handlers struct {
	mu sync.Mutex
	n  int
}

type Task struct {
	mu sync.Mutex
	ts *TaskSet
	h  *Handlers
	n  int
}

func (k *Kernel) inOrder() {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	k.tasks.mu.Lock()
	defer k.tasks.mu.Unlock()
	for _, t := range k.tasks.all {
		t.h.mu.Lock()
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
		t.h.mu.Unlock()
	}
}

func (k *Kernel) againstOrder() {
	k.tasks.mu.Lock()
	defer k.tasks.mu.Unlock()
	k.extMu.Lock() // want `k.extMu locked with k.tasks.mu held: it must be locked first`
	k.extMu.Unlock()
}

func (k *Kernel) oneByOne() {
	k.tasks.mu.Lock()
	k.tasks.mu.Unlock()
	k.extMu.Lock()
	k.extMu.Unlock()
}

// Past a line that names no mutex.
func (t *Task) pastUnnamed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ts.mu.RLock() // want `t.ts.mu locked with t.mu held: it must be locked first`
	t.ts.mu.RUnlock()
}

// Siblings have no order.
func (k *Kernel) siblings(t *Task) {
	t.mu.Lock()
	k.clock.mu.Lock()
	k.clock.mu.Unlock()
	t.mu.Unlock()
}

func (t *Task) lockSet() {
	t.ts.mu.Lock()
	t.ts.mu.Unlock()
}

func (t *Task) viaCallee() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lockSet() // want `t.lockSet locks t.ts.mu with t.mu held: it must be locked first`
}

func (t *Task) viaCalleeUnlocked() {
	t.mu.Lock()
	t.mu.Unlock()
	t.lockSet()
}

// entryLocked is called with the mutex held.
//
// Preconditions: t.mu must be locked.
func (t *Task) entryLocked() {
	t.ts.mu.Lock() // want `t.ts.mu locked with t.mu held: it must be locked first`
	t.ts.mu.Unlock()
}

// giveAwayLocked unlocks the mutex meanwhile.
//
// Preconditions: t.mu must be locked.
func (t *Task) giveAwayLocked() {
	t.mu.Unlock()
	t.ts.mu.Lock()
	t.ts.mu.Unlock()
	t.mu.Lock()
}

func (t *Task) giveAway() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.giveAwayLocked()
}

func (t *Task) tries() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ts.mu.TryLock() {
		t.ts.mu.Unlock()
	}
}

func newTask(ts *TaskSet) *Task {
	t := &Task{ts: ts}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ts.mu.Lock()
	defer t.ts.mu.Unlock()
	ts.all = append(ts.all, t)
	return t
}

func (t *Task) lockIf(set bool) {
	if set {
		t.ts.mu.Lock()
		defer t.ts.mu.Unlock()
	}
	t.n++
}

func (t *Task) byParam() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lockIf(false)
}

func (t *Task) byParamWrong() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lockIf(true) // want `t.lockIf locks t.ts.mu with t.mu held: it must be locked first`
}

func twoHandlers(a, b *Task) {
	a.h.mu.Lock()
	b.h.mu.Lock() // want `b.h.mu locked with a.h.mu held, but without TaskSet.mu, which locking two of them needs`
	b.h.mu.Unlock()
	a.h.mu.Unlock()
}

func twoHandlersWithin(a, b *Task) {
	a.ts.mu.Lock()
	defer a.ts.mu.Unlock()
	a.h.mu.Lock()
	b.h.mu.Lock()
	b.h.mu.Unlock()
	a.h.mu.Unlock()
}

func twoHandlersCalled(a, b *Task) {
	a.h.mu.Lock()
	b.h.mu.Lock()
	b.h.mu.Unlock()
	a.h.mu.Unlock()
}

func callsTwoHandlers(a, b *Task) {
	a.ts.mu.Lock()
	defer a.ts.mu.Unlock()
	twoHandlersCalled(a, b)
}

// MISS: the order of the mutexes of one class, which is not written down.
func twoTasks(a, b *Task) {
	a.mu.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.mu.Unlock()
}

// MISS: which of them is locked depends on what is in the list.
func fromList(ms []sync.Locker) {
	for _, m := range ms {
		m.Lock()
	}
}
