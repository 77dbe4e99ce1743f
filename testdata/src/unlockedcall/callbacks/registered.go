package callbacks

import "unlockedcall/callbacks/lib"

func (g *group) on(name string, f func(*task))   { g.hooks[name] = f }
func (g *group) ring(name string, f func(*task)) { g.bells[name] = f }
func (g *group) left(f func(*task))              { g.Left = f }

// onBoth passes its function on to where it is kept.
func (g *group) onBoth(f func(*task)) {
	g.on("first", f)
	g.on("second", f)
}

func (g *group) fire(name string) {
	g.sig.mu.Lock()
	defer g.sig.mu.Unlock()
	for _, t := range g.tasks {
		g.hooks[name](t)
	}
}

func (g *group) chime(name string) {
	for _, t := range g.tasks {
		g.bells[name](t)
	}
}

// Register keeps functions that are called under the mutex that they need.
func (g *group) Register() {
	g.on("a", func(t *task) { t.endLocked() })
	g.on("b", drop)
	g.onBoth(func(t *task) { t.endLocked() })
	g.left(func(t *task) { t.endLocked() })
	g.left(func(t *task) {
		t.g.sig.mu.Lock()
		t.endLocked()
		t.g.sig.mu.Unlock()
	})
}

func drop(t *task) { t.endLocked() }

// RegisterBells keeps functions that are called with nothing held.
func (g *group) RegisterBells() {
	g.ring("a", func(t *task) {
		t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
	})
	g.ring("b", dropBare)
	g.ring("c", func(t *task) {
		t.g.sig.mu.Lock()
		defer t.g.sig.mu.Unlock()
		t.endLocked()
	})
}

func dropBare(t *task) {
	t.endLocked() // want `t\.endLocked called without t\.g\.sig\.mu held`
}

// RegisterHeld holds the mutex when it registers; that helps nobody who is
// called later.
func (g *group) RegisterHeld() {
	g.sig.mu.Lock()
	defer g.sig.mu.Unlock()
	g.ring("a", func(t *task) {
		t.endLocked() // want `t\.endLocked runs later in a callback, without t\.g\.sig\.mu that its creator holds`
	})
	g.on("a", func(t *task) { t.endLocked() })
}

// Handed returns the function that it keeps.
func (g *group) Handed() func(*task) {
	f := func(t *task) { t.endLocked() }
	g.Left = f
	return f
}

// RegisterAbroad keeps functions in another package, which calls some of them
// under its mutex.
func RegisterAbroad(b *lib.Board) {
	b.OnMove(func(b *lib.Board) { b.SetLocked(1) })
	b.OnPaint(func(b *lib.Board) {
		b.SetLocked(2) // want `b\.SetLocked called without b\.mu held`
	})
	b.OnClose(func(b *lib.Board) { b.SetLocked(3) })
}
