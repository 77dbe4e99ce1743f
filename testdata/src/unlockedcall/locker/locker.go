// Package locker has mutexes behind sync.Locker, and wrappers of mutexes.
package locker

import "sync"

// queue is guarded by a mutex that its creator chose.
type queue struct {
	mu    sync.Locker
	items []int
}

// pushLocked appends an item.
//
// Preconditions: q.mu must be locked.
func (q *queue) pushLocked(item int) { q.items = append(q.items, item) }

func (q *queue) Push(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pushLocked(item)
}

func (q *queue) PushBare(item int) {
	q.pushLocked(item) // want `q\.pushLocked called without q\.mu held$`
}

func (q *queue) PushTooLate(item int) {
	q.mu.Lock()
	q.items = nil
	q.mu.Unlock()
	q.pushLocked(item) // want `q\.pushLocked called without q\.mu held$`
}

// PushUnder is handed a Locker that may be the queue's own.
func (q *queue) PushUnder(l sync.Locker, item int) {
	l.Lock()
	q.pushLocked(item)
	l.Unlock()
}

// Converted locks the queue's mutex through a local of another type.
func (q *queue) Converted(item int) {
	var l sync.Locker = q.mu
	l.Lock()
	q.pushLocked(item)
	l.Unlock()
}

// table has a concrete mutex, that some lock as a Locker.
type table struct {
	mu   sync.RWMutex
	rows map[int]int
}

// setLocked sets a row.
//
// Preconditions: t.mu must be locked for writing.
func (t *table) setLocked(k, v int) { t.rows[k] = v }

// getLocked returns a row.
//
// Preconditions: t.mu must be locked.
func (t *table) getLocked(k int) int { return t.rows[k] }

func (t *table) AsLocker(k int) int {
	var l sync.Locker = &t.mu
	l.Lock()
	defer l.Unlock()
	t.setLocked(k, k)
	return t.getLocked(k)
}

func (t *table) AsRLocker(k int) int {
	l := t.mu.RLocker()
	l.Lock()
	defer l.Unlock()
	return t.getLocked(k)
}

// AsRLockerForWriting has only the read side.
//
// MISS: a Locker does not say which side of a mutex it is.
func (t *table) AsRLockerForWriting(k int) {
	l := t.mu.RLocker()
	l.Lock()
	defer l.Unlock()
	t.setLocked(k, k)
}

// with runs f under any Locker, at once.
func with(l sync.Locker, f func()) {
	l.Lock()
	defer l.Unlock()
	f()
}

func (t *table) With(k int) {
	with(&t.mu, func() {
		t.setLocked(k, k)
	})
}

func (t *table) WithThenBare(k int) {
	with(&t.mu, func() {})
	t.setLocked(k, k) // want `t\.setLocked called without t\.mu held$`
}

// noCopy is the well-known marker. It has Lock and Unlock and is no mutex.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// door has Lock and Unlock that concern no mutex.
type door struct {
	_    noCopy
	shut bool
	key  string
}

func (d *door) Lock()   { d.shut = true }
func (d *door) Unlock() { d.shut = false }

// Door unlocks what it never locked, which is what doors are for.
func Door(d *door, t *table) {
	d.Unlock()
	d.Lock()
	d.Lock()
	t.mu.Lock()
	d.Unlock()
	t.setLocked(1, 1)
	t.mu.Unlock()
}

// tracedMutex wraps a mutex to log who takes it.
type tracedMutex struct {
	mu    sync.Mutex
	owner string
}

func (m *tracedMutex) Lock()   { m.mu.Lock() }
func (m *tracedMutex) Unlock() { m.mu.Unlock() }

type traced struct {
	mu tracedMutex
	n  int
}

// incLocked adds one.
//
// Preconditions: t.mu must be locked.
func (t *traced) incLocked() { t.n++ }

func (t *traced) Inc() {
	t.mu.Lock()
	t.incLocked()
	t.mu.Unlock()
	t.incLocked() // want `t\.incLocked called without t\.mu held$`
}

// promoted embeds the wrapper.
type promoted struct {
	tracedMutex
	n int
}

// incLocked adds one.
//
// Preconditions: p.tracedMutex must be locked.
func (p *promoted) incLocked() { p.n++ }

func (p *promoted) Inc() {
	p.Lock()
	p.incLocked()
	p.Unlock()
	p.incLocked() // want `p\.incLocked called without .* held$`
}
