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
	mu   *sync.Mutex
	cond sync.Cond
	n    int
}

func (d *DB) open() { d.mu.versions.init(&d.mu.Mutex) }

func (v *versions) init(mu *sync.Mutex) {
	v.mu = mu
	v.cond.L = mu
}

// waitLocked waits with d.mu unlocked.
func (v *versions) waitLocked() {
	for v.n == 0 {
		v.cond.Wait()
	}
}

func (d *DB) wait() {
	d.mu.Lock()
	d.mu.versions.waitLocked()
	d.mu.Unlock()
}

func (d *DB) Wait() { d.wait() }

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
