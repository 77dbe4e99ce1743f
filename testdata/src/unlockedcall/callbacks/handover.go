package callbacks

// HandOver leaves the mutex to a goroutine, which unlocks it.
func (t *task) HandOver() {
	t.g.sig.mu.Lock()
	go func() {
		defer t.g.sig.mu.Unlock()
		t.endLocked()
	}()
}

// Keep keeps the mutex to itself.
func (t *task) Keep() {
	t.g.sig.mu.Lock()
	defer t.g.sig.mu.Unlock()
	go func() {
		t.endLocked() // want `t\.endLocked runs in a new goroutine, without t\.g\.sig\.mu that its creator holds`
	}()
}

// HandOverEarly leaves it to a goroutine that unlocks it before it is done.
func (t *task) HandOverEarly() {
	t.g.sig.mu.Lock()
	go func() {
		t.g.sig.mu.Unlock()
		t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
	}()
}
