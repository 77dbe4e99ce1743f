// Package outofsight hands functions to code of which nothing is known.
package outofsight

import "sync"

type task struct {
	mu   sync.Mutex
	stop bool
}

// endLocked ends t's stop. t.mu must be held.
func (t *task) endLocked() { t.stop = false }

// loader runs functions after a load, with what held is out of sight.
type loader interface{ AfterLoad(func()) }

// afterLoad runs where a loader runs it, and nowhere else.
func (t *task) afterLoad() { t.endLocked() }

// afterLoadDeep is two deep.
func (t *task) afterLoadDeep() { t.endDeep() }

func (t *task) endDeep() { t.endLocked() }

func (t *task) StateLoad(l loader) {
	l.AfterLoad(func() { t.afterLoad() })
	l.AfterLoad(func() { t.afterLoadDeep() })
	l.AfterLoad(t.afterLoad)
}

// afterLoadBare runs with nothing held as well.
func (t *task) afterLoadBare() {
	t.endLocked() // want `t\.endLocked called without t\.mu held`
}

func (t *task) StateLoadBare(l loader) {
	l.AfterLoad(func() { t.afterLoadBare() })
	t.afterLoadBare()
}
