// Package atomics has protected fields of atomic types: they are read without
// the mutex, and written with it.
package atomics

import (
	"sync"
	"sync/atomic"
)

type task struct {
	mu sync.Mutex

	// stopCount is the number of stops.
	//
	// Mutating stopCount requires both locking mu and using atomic memory
	// operations. Reading stopCount requires either locking mu or using
	// atomic memory operations.
	stopCount atomic.Int32

	// tracer is protected by mu, and accessed with atomic operations.
	tracer atomic.Pointer[task]

	// old is protected by mu, and accessed with atomic operations.
	old uint32

	// free has no mutex.
	free atomic.Int32
}

func (t *task) Stopped() bool { return t.stopCount.Load() != 0 }

func (t *task) Begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopCount.Add(1)
	t.free.Add(1)
}

func (t *task) BeginBare() {
	t.stopCount.Add(1) // want `t.stopCount written without t.mu held`
	t.free.Add(1)
}

func (t *task) Trace(by *task) {
	t.tracer.Store(by) // want `t.tracer written without t.mu held`
}

func (t *task) Tracer() *task { return t.tracer.Load() }

func (t *task) Old() uint32 { return atomic.LoadUint32(&t.old) }

func (t *task) SetOld() {
	atomic.StoreUint32(&t.old, 1) // want `t.old written without t.mu held`
}

func (t *task) PlainOld() uint32 {
	return t.old // want `t.old read without t.mu held`
}
