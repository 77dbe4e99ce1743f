// Package bounded has more branches between lock and call than an analysis can
// tell apart one by one.
package bounded

// Correlated locks and calls under the same condition, with much between.
func (t *Task) Correlated(stop bool, flags int) {
	if stop {
		t.tg.signalHandlers.mu.Lock()
	}
	if flags&1 != 0 {
		t.id += 1
	}
	if flags&2 != 0 {
		t.id += 2
	}
	if flags&4 != 0 {
		t.id += 3
	}
	if flags&8 != 0 {
		t.id += 4
	}
	if flags&16 != 0 {
		t.id += 5
	}
	if flags&32 != 0 {
		t.id += 6
	}
	if flags&64 != 0 {
		t.id += 7
	}
	if flags&128 != 0 {
		t.id += 8
	}
	if flags&256 != 0 {
		t.id += 9
	}
	if flags&512 != 0 {
		t.id += 10
	}
	if flags&1024 != 0 {
		t.id += 11
	}
	if flags&2048 != 0 {
		t.id += 12
	}
	if stop {
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}

// Never has not locked on any of its many paths.
func (t *Task) Never(flags int) {
	if flags&1 != 0 {
		t.id += 1
	}
	if flags&2 != 0 {
		t.id += 2
	}
	if flags&4 != 0 {
		t.id += 3
	}
	if flags&8 != 0 {
		t.id += 4
	}
	if flags&16 != 0 {
		t.id += 5
	}
	if flags&32 != 0 {
		t.id += 6
	}
	if flags&64 != 0 {
		t.id += 7
	}
	if flags&128 != 0 {
		t.id += 8
	}
	if flags&256 != 0 {
		t.id += 9
	}
	if flags&512 != 0 {
		t.id += 10
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

// Always holds the mutex on each of its many paths.
func (t *Task) Always(flags int) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if flags&1 != 0 {
		t.id += 1
	}
	if flags&2 != 0 {
		t.id += 2
	}
	if flags&4 != 0 {
		t.id += 3
	}
	if flags&8 != 0 {
		t.id += 4
	}
	if flags&16 != 0 {
		t.id += 5
	}
	if flags&32 != 0 {
		t.id += 6
	}
	if flags&64 != 0 {
		t.id += 7
	}
	if flags&128 != 0 {
		t.id += 8
	}
	if flags&256 != 0 {
		t.id += 9
	}
	if flags&512 != 0 {
		t.id += 10
	}
	t.stopLocked()
}

// Once skips the lock on one of its many paths.
func (t *Task) Once(flags int) {
	if flags&1 != 0 {
		t.id += 1
	}
	if flags&2 != 0 {
		t.id += 2
	}
	if flags&4 != 0 {
		t.id += 3
	}
	if flags&8 != 0 {
		t.id += 4
	}
	if flags&16 != 0 {
		t.id += 5
	}
	if flags&32 != 0 {
		t.id += 6
	}
	if flags&64 != 0 {
		t.id += 7
	}
	if flags&128 != 0 {
		t.id += 8
	}
	if flags&256 != 0 {
		t.id += 9
	}
	if flags&512 != 0 {
		t.id += 10
	}
	if t.id != 7 {
		t.tg.signalHandlers.mu.Lock()
	}
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
}

// Interleaved takes and releases the mutex in each of many branches.
func (t *Task) Interleaved(flags int) {
	if flags&1 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&2 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&4 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&8 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&16 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&32 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&64 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	if flags&128 != 0 {
		t.tg.signalHandlers.mu.Lock()
		t.stopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
	t.interrupt()
}
