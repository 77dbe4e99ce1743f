// Package library locks for others.
//
// Lock order: Registry.Mu -> Item.Mu
package library

import "sync"

type Registry struct {
	Mu sync.Mutex
	// N is protected by Mu.
	N int
}

type Item struct {
	Mu sync.Mutex
	R  *Registry
}

// Register locks the registry.
func (i *Item) Register() {
	i.R.Mu.Lock()
	defer i.R.Mu.Unlock()
	i.R.N++
}

type Pair struct {
	A, B sync.Mutex
	// N is protected by A.
	N int
}

// Both locks A before B.
func (p *Pair) Both() {
	p.A.Lock()
	defer p.A.Unlock()
	p.B.Lock()
	defer p.B.Unlock()
}
