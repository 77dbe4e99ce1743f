// Package kernel declares a protocol by directives.
package kernel

import "sync"

// Reason is why a worker is halted.
//
//stoplint:stop
type Reason interface{ Early() bool }

// Worker is what halts apply to.
//
//stoplint:task
type Worker struct {
	Mu sync.Mutex //stoplint:mutex worker

	//stoplint:guardedby worker
	Wanted bool
}

// HaltLocked begins a halt.
//
//stoplint:begin internal
//stoplint:requires worker
func (w *Worker) HaltLocked(r Reason) {}

// Want asks for a halt, or takes that back.
func (w *Worker) Want(yes bool) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	w.Wanted = yes
}

// YieldLocked lets others have the mutex for a while.
//
//stoplint:requires worker
func (w *Worker) YieldLocked() {
	w.Mu.Unlock()
	w.Mu.Lock()
}
