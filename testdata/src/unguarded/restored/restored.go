// Package restored has fields that are written under two mutexes, and without any
// while the program is restored.
package restored

import "sync"

type tree struct {
	renameMu   sync.RWMutex
	ancestryMu sync.RWMutex
}

type node struct {
	t *tree

	// name is protected by tree.renameMu.
	name string

	// kind is protected by tree.renameMu.
	kind int
}

func (n *node) Rename(name string) {
	n.t.renameMu.Lock()
	defer n.t.renameMu.Unlock()
	n.t.ancestryMu.Lock()
	defer n.t.ancestryMu.Unlock()
	n.name = name
}

// Restore writes without a mutex, but that is no reason to report who reads with
// the other mutex that writers hold.
func (n *node) Restore(name string) {
	n.name = name // want `n.name written without tree.renameMu held`
}

func (n *node) Path() string {
	n.t.ancestryMu.RLock()
	defer n.t.ancestryMu.RUnlock()
	return n.name
}

func (n *node) Name() string {
	return n.name // want `n.name read without tree.renameMu held`
}

func (n *node) Turn(kind int) {
	n.t.renameMu.Lock()
	defer n.t.renameMu.Unlock()
	n.kind = kind
}

func (n *node) Kind() int {
	n.t.ancestryMu.RLock()
	defer n.t.ancestryMu.RUnlock()
	return n.kind // want `n.kind read without tree.renameMu held`
}
