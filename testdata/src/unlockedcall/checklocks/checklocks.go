// Package checklocks has contracts in gVisor's annotations.
package checklocks

import "sync"

type inode struct {
	mu sync.RWMutex

	// +checklocks:mu
	size int
}

// +checklocks:i.mu
func (i *inode) truncate() { i.size = 0 }

// +checklocksread:i.mu
func (i *inode) length() int { return i.size }

// +checklocksexclude:i.mu
func (i *inode) sync() {}

// lock takes i's mutex.
// +checklocksacquire:i.mu
func (i *inode) lock() { i.mu.Lock() }

// unlock releases i's mutex.
// +checklocksrelease:i.mu
func (i *inode) unlock() { i.mu.Unlock() }

// +checklocksacquireread:i.mu
func (i *inode) rlock() { i.mu.RLock() }

// +checklocksreleaseread:i.mu
func (i *inode) runlock() { i.mu.RUnlock() }

func (i *inode) Truncate() {
	i.mu.Lock()
	i.truncate()
	i.mu.Unlock()
	i.truncate() // want `i\.truncate called without i\.mu held$`
}

func (i *inode) TruncateUnderRead() {
	i.mu.RLock()
	i.truncate() // want `i\.truncate needs i\.mu held for writing, but it is held for reading`
	i.mu.RUnlock()
}

func (i *inode) Length() int {
	i.mu.RLock()
	n := i.length()
	i.mu.RUnlock()
	i.mu.Lock()
	n += i.length()
	i.mu.Unlock()
	return n + i.length() // want `i\.length called without i\.mu held$`
}

func (i *inode) Acquired() {
	i.lock()
	i.truncate()
	i.unlock()
	i.truncate() // want `i\.truncate called without i\.mu held$`
}

func (i *inode) AcquiredForReading() int {
	i.rlock()
	defer i.runlock()
	i.truncate() // want `i\.truncate needs i\.mu held for writing, but it is held for reading`
	return i.length()
}

func (i *inode) Sync() {
	i.sync()
	i.lock()
	i.sync() // want `i\.sync called with i\.mu held`
	i.unlock()
	i.sync()
}

// Annotations name parameters and results too.

// +checklocks:src.mu
// +checklocks:dst.mu
func copyInode(dst, src *inode) { dst.size = src.size }

func Copy(a, b *inode) {
	a.mu.Lock()
	b.mu.Lock()
	copyInode(a, b)
	b.mu.Unlock()
	a.mu.Unlock()
}

func CopyBare(a, b *inode) {
	copyInode(a, b) // want `copyInode called without b\.mu held` `copyInode called without a\.mu held`
}

// +checklocksacquire:i.mu
func lockedInode() (i *inode) {
	i = &inode{}
	i.mu.Lock()
	return i
}

var root *inode

func NewInode() *inode {
	i := lockedInode()
	i.truncate()
	i.mu.Unlock()
	root = i
	i.truncate() // want `i\.truncate called without i\.mu held$`
	return i
}

// file reaches its inode's mutex through a field.
type file struct {
	inode *inode
}

// +checklocks:f.inode.mu
func (f *file) write() { f.inode.truncate() }

func (f *file) Write() {
	f.inode.mu.Lock()
	f.write()
	f.inode.mu.Unlock()
	f.write() // want `f\.write called without f\.inode\.mu held$`
}

func (f *file) WriteByLocal() {
	i := f.inode
	i.mu.Lock()
	defer i.mu.Unlock()
	f.write()
}
