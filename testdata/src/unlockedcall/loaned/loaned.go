// Package loaned has objects with a pointer to the mutex of another.
package loaned

import "sync"

type DB struct {
	mu struct {
		sync.Mutex
		versions versions
	}
}

type versions struct {
	mu *sync.Mutex
	n  int
}

func (d *DB) open() { d.mu.versions.mu = &d.mu.Mutex }

// updateLocked unlocks d.mu, by the name that it has for it.
func (v *versions) updateLocked() {
	v.mu.Unlock()
	defer v.mu.Lock()
	v.n++
}

func (d *DB) flush() {
	d.mu.Lock()
	d.mu.versions.updateLocked()
	d.mu.Unlock()
}

func (d *DB) Flush() { d.flush() }

func (d *DB) compact() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.mu.versions.updateLocked()
}

func (d *DB) Compact() { d.compact() }
