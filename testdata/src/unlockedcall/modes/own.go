package modes

import "sync"

// Archive has a mutex named like the way of locking another.
type Archive struct {
	writeLock sync.RWMutex
	tables    []*Table
}

type Table struct {
	lock  sync.RWMutex
	files map[int]int
}

// A type with a mutex of its own means that one.
//
// Assumes that the caller holds the write lock.
func (t *Table) release(n int) { delete(t.files, n) }

func (t *Table) Release(n int) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.release(n)
}

func (t *Table) ReleaseBare(n int) {
	t.release(n) // want `t\.release called without t\.lock held`
}

func (t *Table) ReleaseRead(n int) {
	t.lock.RLock()
	defer t.lock.RUnlock()
	t.release(n) // want `t\.release needs t\.lock held for writing, but it is held for reading`
}

// The archive's mutex is what its methods call the write lock.
//
// Assumes that the caller holds the write lock.
func (a *Archive) drop() { a.tables = nil }

func (a *Archive) Drop() {
	a.writeLock.Lock()
	defer a.writeLock.Unlock()
	a.drop()
}

func (a *Archive) DropBare() {
	a.drop() // want `a\.drop called without a\.writeLock held`
}
