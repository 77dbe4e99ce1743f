package callbacks

// settle ends t; locked says that the caller holds the mutex.
func (t *task) settle(locked bool) {
	if !locked {
		t.g.sig.mu.Lock()
		defer t.g.sig.mu.Unlock()
	}
	t.endLocked()
}

// Settle holds nothing, and says so.
func (g *group) Settle() {
	for _, t := range g.tasks {
		t.settle(false)
	}
}

// finish is settle with callers that do not hold what they claim to hold.
func (t *task) finish(locked bool) {
	if !locked {
		t.g.sig.mu.Lock()
		defer t.g.sig.mu.Unlock()
	}
	t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held on some paths`
}

func (g *group) Finish() {
	for _, t := range g.tasks {
		t.finish(true)
	}
}

// lockIf locks if c, and returns c.
func (t *task) lockIf(c bool) bool {
	if c {
		t.g.sig.mu.Lock()
	}
	return c
}

func (t *task) IfLocked(c bool) {
	if t.lockIf(c) {
		t.endLocked()
		t.g.sig.mu.Unlock()
	}
}

func (t *task) Unless() {
	c := len(t.g.tasks) > 1
	if !t.lockIf(c) {
		t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
		return
	}
	t.g.sig.mu.Unlock()
}

func (g *group) lock() {
	if g != nil {
		g.sig.mu.Lock()
	}
}

func (g *group) unlock() {
	if g != nil {
		g.sig.mu.Unlock()
	}
}

// Quit guards itself as the lock operations do.
func (t *task) Quit() {
	g := t.g
	g.lock()
	defer g.unlock()
	if g != nil {
		t.endLocked()
	}
}
