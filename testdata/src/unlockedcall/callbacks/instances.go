package callbacks

// WrongObject locks the mutex of an object that no task can have yet.
func (t *task) WrongObject() *handlers {
	s := &handlers{}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.endLocked() // want `t\.endLocked called with s\.mu held instead of t\.g\.sig\.mu`
	return s
}

// NewObject gives the new object to the task's group first.
func (t *task) NewObject() {
	s := &handlers{}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.g = &group{sig: s}
	t.endLocked()
}

// Tidy is settle for other packages.
func (t *task) Tidy(locked bool) {
	if !locked {
		t.g.sig.mu.Lock()
		defer t.g.sig.mu.Unlock()
	}
	t.endLocked()
}

// Lies says that it holds the mutex.
func (t *task) Lies() {
	t.Tidy(true) // want `t\.Tidy called without t\.g\.sig\.mu held: it calls t\.endLocked`
}

func (t *task) Truth() {
	t.Tidy(false)
	t.g.sig.mu.Lock()
	t.Tidy(true)
	t.g.sig.mu.Unlock()
}
