// Package detached accesses protected fields in goroutines and callbacks.
package detached

import (
	"sync"
	"time"
)

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int

	hooks []func()
}

func (t *task) Spawn() {
	t.mu.Lock()
	defer t.mu.Unlock()
	go func() {
		t.n = 1 // want `t.n written in a new goroutine, without t.mu that its creator holds`
	}()
}

func (t *task) SpawnLocking() {
	t.mu.Lock()
	defer t.mu.Unlock()
	go func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.n = 1
	}()
}

func (t *task) Later() {
	t.mu.Lock()
	defer t.mu.Unlock()
	time.AfterFunc(time.Second, func() {
		t.n = 1 // want `t.n written later in a callback, without t.mu that its creator holds`
	})
}

func (t *task) AtOnce(each func(func())) {
	t.mu.Lock()
	defer t.mu.Unlock()
	func() { t.n = 1 }()
	each(func() { t.n = 2 }) // MISS: it cannot be told when each calls it
}

func (t *task) bump() { t.n++ }

func (t *task) SpawnMethod() {
	t.mu.Lock()
	t.bump()
	t.mu.Unlock()
	go t.bump() // want `t.bump called without t.mu held: it writes t.n`
}
