// Package guess has contracts that say no more than "the lock": whose it is, is
// a guess, that counts only if the code bears it out.
package guess

import (
	"sync"
	"sync/atomic"
)

type Stream struct {
	mu     sync.Mutex
	set    *Set
	shared atomic.Pointer[Set]
}

type Set struct {
	mu      sync.RWMutex
	streams []*Stream
}

// Lock should be held.
func (s *Stream) reset() {}

func (s *Stream) Reset() {
	s.mu.Lock()
	s.reset()
	s.mu.Unlock()
}

func (s *Stream) ResetBare() {
	s.reset() // want `s\.reset called without s\.mu held`
}

// The lock meant is that of the set: the function locks its own.
//
// Lock should be held.
func (s *Stream) remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.set.streams = nil
}

func (t *Set) RemoveAll() {
	t.mu.Lock()
	for _, s := range t.streams {
		s.remove()
	}
	t.mu.Unlock()
}

func (s *Stream) RemoveBare() { s.remove() }

// The lock meant is that of the set: the function calls one that locks its own.
//
// Lock should be held.
func (s *Stream) removeOther(o *Stream) {
	s.Reset()
	s.set.streams = nil
}

func (t *Set) RemoveOthers() {
	t.mu.Lock()
	for _, s := range t.streams {
		s.removeOther(nil)
	}
	t.mu.Unlock()
}

// The lock meant is that of the set: no caller has another.
//
// Lock should be held.
func (s *Stream) rename() {}

func (t *Set) RenameAll() {
	t.mu.Lock()
	for _, s := range t.streams {
		s.rename()
	}
	t.mu.Unlock()
}

// MISS: it is as good a guess that no caller is right.
//
// Lock should be held.
func (s *Stream) rewind() {}

func (s *Stream) Rewind() { s.rewind() }

// Read lock should be held.
func (t *Set) count() int { return len(t.streams) }

func (t *Set) Count() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.count()
}

func (t *Set) CountBare() int {
	return t.count() // want `t\.count called without t\.mu held`
}

// Stream lock should be held.
func (t *Set) add(stream *Stream) {}

func (t *Set) Add(stream *Stream) {
	t.add(stream) // want `t\.add called without stream\.mu held`
}

// set lock should be held, if there is a set.
func (s *Stream) notify() {
	if set := s.owner(); set != nil {
		set.notifyLocked(s)
	}
}

// owner may be nil.
func (s *Stream) owner() *Set { return s.shared.Load() }

// Preconditions: t.mu must be locked.
func (t *Set) notifyLocked(s *Stream) {}

func (s *Stream) Notify() {
	if set := s.owner(); set != nil {
		set.mu.RLock()
		defer set.mu.RUnlock()
	}
	s.notify()
}

// set lock should be held, if there is a set: it is in a field.
func (s *Stream) warn() {
	if set := s.shared.Load(); set != nil {
		set.notifyLocked(s)
	}
}

// holder asks for the set in another way than its callers.
type holder struct{ s *Stream }

func (h holder) warn() {
	if set := h.s.owner(); set != nil {
		set.notifyLocked(h.s)
	}
}

func (s *Stream) WarnHolder(holders []holder) {
	if set := s.shared.Load(); set != nil {
		set.mu.RLock()
		defer set.mu.RUnlock()
	}
	holders[0].warn()
}

func (s *Stream) Warn() {
	if set := s.shared.Load(); set != nil {
		set.mu.RLock()
		defer set.mu.RUnlock()
	}
	s.warn()
}

// Batch has a tx, and locks itself.
type Batch struct {
	sync.Mutex
	tx *Tx
}

type Tx struct{ n int }

type View struct {
	txMu sync.Mutex
	tx   *Tx
}

// put must be called holding the lock on the tx. That is not txMu, which belongs to
// another type.
func (b *Batch) put() { b.tx.n++ }

func (b *Batch) PutTwice() {
	b.put()
	b.put()
}
