// Package handedover has mutexes that are locked by one goroutine and unlocked by
// another.
package handedover

import (
	"sync"
	"time"
)

type broker struct {
	mu sync.Mutex

	// conn is protected by mu.
	conn int
}

// resetLocked resets the connection.
//
// Preconditions: b.mu must be locked.
func (b *broker) resetLocked() { b.conn = 0 }

func guarded(f func()) {
	defer func() { recover() }()
	f()
}

func dial() (int, bool) { return 1, time.Now().IsZero() }

// open returns with mu locked until the connection is there.
func (b *broker) open() bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	go guarded(func() {
		defer b.mu.Unlock()
		conn, ok := dial()
		if !ok {
			b.resetLocked()
			return
		}
		b.conn = conn
	})
	return true
}

func (b *broker) get() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.conn
}

func use(b *broker) int {
	b.open()
	return b.get() // waits for the goroutine
}

func inGroup(b *broker, wg *sync.WaitGroup) {
	b.mu.Lock()
	wg.Go(func() {
		b.resetLocked()
		b.mu.Unlock()
		b.resetLocked() // want `b\.resetLocked called without b\.mu held`
	})
}

func later(b *broker) {
	b.mu.Lock()
	time.AfterFunc(time.Second, func() {
		defer b.mu.Unlock()
		b.resetLocked()
	})
}

func keeps(b *broker) {
	b.mu.Lock()
	go guarded(func() {
		b.resetLocked() // want `b\.resetLocked runs in a new goroutine, without b\.mu that its creator holds`
	})
	b.mu.Unlock()
}
