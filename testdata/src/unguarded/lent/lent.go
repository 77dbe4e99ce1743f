// Package lent has objects that their users lock by the methods of an interface.
package lent

import "sync"

// object is what a registry keeps.
type object interface {
	Lock()
	Unlock()
	Destroy()
}

type registry struct{ objects map[int]object }

func (r *registry) Remove(id int) {
	o := r.objects[id]
	o.Lock()
	defer o.Unlock()
	o.Destroy()
}

type queue struct {
	mu sync.Mutex

	// dead is protected by mu.
	dead bool
}

func (q *queue) Lock() { q.mu.Lock() }

func (q *queue) Unlock() { q.mu.Unlock() }

func (q *queue) Destroy() { q.dead = true }

func (q *queue) Revive() { q.dead = false } // want `q.dead written without q.mu held`

func (q *queue) Dead() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dead
}

// pipe has no method to lock it.
type pipe struct {
	mu sync.Mutex

	// dead is protected by mu.
	dead bool
}

func (p *pipe) Destroy() { p.dead = true } // want `p.dead written without p.mu held`

func (p *pipe) Dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.dead
}
