// Package relockpaths unlocks, and locks again, by other paths to a mutex than its
// callers know.
package relockpaths

import "sync"

type sigh struct{ mu sync.Mutex }

type tg struct{ sh *sigh }

type T struct {
	tg *tg
	n  int
}

// need needs the mutex.
//
// Preconditions: t.tg.sh.mu must be locked.
func (t *T) need() {}

// drop unlocks the mutex of a group; its contract names no instance.
//
// Preconditions: sigh.mu must be locked.
func drop(g *tg) { g.sh.mu.Unlock() }

func (t *T) UseDrop() {
	t.tg.sh.mu.Lock()
	drop(t.tg)
	t.need() // want `t\.need called without t\.tg\.sh\.mu held$`
}

// dropAny unlocks by a path that callers cannot follow.
//
// Preconditions: sigh.mu must be locked.
func dropAny(find func() *sigh) {
	sh := find()
	sh.mu.Unlock()
}

func (t *T) UseDropAny() {
	t.tg.sh.mu.Lock()
	dropAny(func() *sigh { return t.tg.sh })
	t.need() // want `t\.need called without t\.tg\.sh\.mu held$`
}

var current *tg

// dropCurrent unlocks the current one.
//
// Preconditions: sigh.mu must be locked.
func dropCurrent() { current.sh.mu.Unlock() }

func (t *T) UseDropCurrent() {
	t.tg.sh.mu.Lock()
	dropCurrent()
	t.need() // want `t\.need called without t\.tg\.sh\.mu held$`
}

// flush unlocks by a variable, and locks by the field.
func (t *T) flush() {
	sh := t.tg.sh
	sh.mu.Unlock()
	t.other()
	t.tg.sh.mu.Lock()
}

func (t *T) other() {
	t.tg.sh.mu.Lock()
	t.need()
	t.tg.sh.mu.Unlock()
}

func (t *T) Flush() {
	t.tg.sh.mu.Lock()
	t.flush()
	t.need()
	t.tg.sh.mu.Unlock()
}

func (t *T) FlushBare() {
	t.flush() // want `t\.flush called without t\.tg\.sh\.mu held: it calls sh\.mu\.Unlock$`
}

func (g *tg) flushOf(t *T) {
	t.tg.sh.mu.Unlock()
	t.other()
	g.sh.mu.Lock()
}

func (t *T) FlushOf() {
	t.tg.sh.mu.Lock()
	t.tg.flushOf(t)
	t.need()
	t.tg.sh.mu.Unlock()
}

func (g *tg) FlushOfBare(t *T) {
	g.flushOf(t) // want `g\.flushOf called without t\.tg\.sh\.mu held: it calls t\.tg\.sh\.mu\.Unlock$`
}

// flushMid needs the mutex in between.
func (t *T) flushMid() {
	t.tg.sh.mu.Unlock()
	t.need() // want `t\.need called without t\.tg\.sh\.mu held$`
	t.tg.sh.mu.Lock()
}

func (t *T) FlushMid() {
	t.tg.sh.mu.Lock()
	t.flushMid()
	t.tg.sh.mu.Unlock()
}

func (t *T) releaseFor(f func()) {
	t.tg.sh.mu.Unlock()
	defer t.tg.sh.mu.Lock()
	f()
}

func (t *T) ReleaseFor() {
	t.tg.sh.mu.Lock()
	defer t.tg.sh.mu.Unlock()
	t.releaseFor(func() {
		t.need() // want `t\.need called without t\.tg\.sh\.mu held$`
	})
	t.releaseFor(t.other)
	t.need()
}
