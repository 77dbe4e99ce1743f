package changed

import "sync"

type dentry struct {
	mu sync.Mutex
	n  int
}

// grow counts.
//
// Preconditions: d.mu must be locked.
func (d *dentry) grow() { d.n++ }

// place is copied wherever it goes.
type place struct {
	m      *mount
	dentry *dentry
}

type mount struct {
	root  *dentry
	child *mount
	at    place
}

func (m *mount) attach(at place) { m.at = at }

func attachAll(tree map[*mount]place) {
	for m, at := range tree {
		at.dentry.mu.Lock()
		if m.child != nil {
			next := place{m, m.root}
			m.child.attach(next)
		}
		at.dentry.grow()
		at.dentry.mu.Unlock()
		at.dentry.grow() // want `at\.dentry\.grow called without at\.dentry\.mu held$`
	}
}

// What a copy has does not change with what it is a copy of.
func assignOriginal(m *mount, get func() place) {
	at := get()
	at.dentry.mu.Lock()
	m.at.dentry = m.root
	at.dentry.grow()
	at.dentry.mu.Unlock()
}

// A variable is what is assigned to it.
func assignVariable(m *mount, get func() place) {
	at := get()
	at.dentry.mu.Lock()
	at.dentry = m.root
	at.dentry.mu.Unlock() // want `at\.dentry\.mu unlocked while not held: it was replaced since the lock`
}

func assignField(m *mount) {
	m.at.dentry.mu.Lock()
	m.at.dentry = m.root
	m.at.dentry.mu.Unlock() // want `m\.at\.dentry\.mu unlocked while not held: it was replaced since the lock`
}

// A pointer to a variable leads to what is in it.
func assignThrough(m *mount, set func(*place)) {
	at := m.at
	p := &at
	set(p)
	at.dentry.mu.Lock()
	p.dentry = m.root
	at.dentry.mu.Unlock() // want `at\.dentry\.mu unlocked while not held: it was replaced since the lock`
}
