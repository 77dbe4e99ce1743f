package callbacks

// bell rings functions of its own.
type bell struct {
	on   func()
	list []func()
	// bare is called with nothing held.
	bare func()
}

func (b *bell) fire() { b.on() }

func (b *bell) fireAll() {
	for _, f := range b.list {
		f()
	}
}

func (b *bell) fireBare() { b.bare() }

// Bind keeps functions that helpers call; who calls those holds the mutex.
func (t *task) Bind(b *bell) {
	b.on = func() { t.endLocked() }
	b.list = append(b.list, func() { t.endLocked() })
	b.bare = func() {
		t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
	}
}

func (g *group) Ring(b *bell) {
	g.sig.mu.Lock()
	b.fire()
	b.fireAll()
	g.sig.mu.Unlock()
	b.fireBare()
}

type ender interface{ end() }

type taskEnder struct{ t *task }

func (e *taskEnder) end() { e.t.endLocked() }

// endAll calls its enders for its callers, who hold the mutex.
func endAll(enders []ender) {
	for _, e := range enders {
		e.end()
	}
}

func (t *task) EndAll(enders []ender) {
	t.g.sig.mu.Lock()
	endAll(append(enders, &taskEnder{t}))
	t.g.sig.mu.Unlock()
}

// vtable has the operations of a group.
type vtable struct {
	end  func(*task)
	drop func(*task)
	mark func(*task)
}

// newVtable puts functions in an object of its own, which others call.
func newVtable() *vtable {
	v := vtable{
		end: func(t *task) {
			t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
		},
		drop: func(t *task) { t.endLocked() },
		mark: func(t *task) {
			t.g.sig.mu.Lock()
			defer t.g.sig.mu.Unlock()
			t.endLocked()
		},
	}
	return &v
}

func (g *group) UseVtable() {
	v := newVtable()
	for _, t := range g.tasks {
		v.end(t)
		v.mark(t)
		g.sig.mu.Lock()
		v.drop(t)
		g.sig.mu.Unlock()
	}
}
