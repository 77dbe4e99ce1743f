package correlated

import "sync"

type node struct {
	mu     sync.Mutex
	remote *client
	kind   int
	state  int
}

func (n *node) isLocal() bool { return n.remote == nil }

func (n *node) class() int { return n.kind & 0xf0 }

// Preconditions: n.mu must be locked.
func (n *node) fetch() {}

// What is local may be of some kinds only.
func (n *node) OfKind() {
	if !n.isLocal() {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	switch n.class() {
	case 0x10:
		n.fetch()
	case 0x20:
		n.state++
	}
}

func (n *node) OfField() {
	if n.remote != nil {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	if n.kind == 2 {
		n.fetch()
	}
}

// Every kind comes here.
func (n *node) OfAnyKind() {
	if !n.isLocal() {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	if n.class() == 0x10 {
		n.state++
	}
	n.fetch() // want `n\.fetch called without n\.mu held on some paths`
}

// The kind is that of another node.
func (n *node) OfOther(o *node) {
	if !n.isLocal() {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	if o.class() == 0x10 {
		n.fetch() // want `n\.fetch called without n\.mu held on some paths`
	}
}

// Both ask for the same.
func (n *node) OfSame() {
	if n.class() == 0x20 {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	if n.class() != 0x30 {
		return
	}
	n.fetch() // want `n\.fetch called without n\.mu held`
}

// What does not depend on the node excludes nothing.
func (n *node) OfFlag(depth int) {
	if depth == 0 {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	if n.class() == 0x10 {
		n.fetch() // want `n\.fetch called without n\.mu held on some paths`
	}
}

// The kind is asked for before the mutex is locked.
func (n *node) KindFirst() {
	if n.class() != 0x10 {
		return
	}
	if !n.isLocal() {
		n.mu.Lock()
		defer n.mu.Unlock()
	}
	n.fetch() // want `n\.fetch called without n\.mu held on some paths`
}
