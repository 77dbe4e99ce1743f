// Package conditional has functions that need a mutex in some cases, by what their
// comments say, or lock one in some cases, by what they ask an object.
package conditional

import "sync"

type filesystem struct {
	mu sync.RWMutex

	// depth is protected by mu.
	depth int
}

// lookup needs mu.
//
// Preconditions: fs.mu must be locked.
func (fs *filesystem) lookup() {}

// tryLookup is like lookup.
//
// Preconditions:
//   - fs is not read-only.
//   - fs.mu must at least be read locked.
func (fs *filesystem) tryLookup() { fs.lookup() }

func (fs *filesystem) misses() {
	fs.tryLookup() // want `fs.tryLookup called without fs.mu held`
}

type dentry struct {
	fs     *filesystem
	socket bool
	impl   any
}

// Precondition: d.fs.mu is locked if d is a socket.
func (d *dentry) chmod() {
	if d.socket {
		d.fs.lookup()
	}
}

// Preconditions: If d is a socket, d.fs.mu must be locked.
func (d *dentry) chown() int {
	d.fs.lookup()
	return d.fs.depth
}

// chgrp says nothing.
func (d *dentry) chgrp() {
	if d.socket {
		d.fs.lookup() // want `d.fs.lookup called without d.fs.mu held`
	}
}

func (d *dentry) change() {
	d.chmod()
	d.chown()
	d.chgrp()
}

func (d *dentry) isSynthetic() bool { return d.impl == nil }

// hasPeer may tell something else each time.
func (d *dentry) hasPeer() bool {
	p, ok := d.impl.(interface{ peer() bool })
	return ok && p.peer()
}

func (d *dentry) open() {
	if !d.isSynthetic() {
		d.fs.mu.RLock()
		defer d.fs.mu.RUnlock()
	}
	switch {
	case d.socket:
		if d.isSynthetic() {
			return
		}
		d.fs.lookup()
	case d.impl != nil:
		d.fs.lookup()
	}
}

func (d *dentry) openAny() {
	if !d.isSynthetic() {
		d.fs.mu.RLock()
		defer d.fs.mu.RUnlock()
	}
	if d.isSynthetic() {
		d.fs.lookup() // want `d.fs.lookup called without d.fs.mu held`
	}
}

func (d *dentry) openPeer() {
	if d.hasPeer() {
		d.fs.mu.RLock()
		defer d.fs.mu.RUnlock()
	}
	if d.hasPeer() {
		d.fs.lookup() // want `d.fs.lookup called without d.fs.mu held on some paths`
	}
}
