// Package acquired has mutexes that other functions lock for their callers.
package acquired

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

// Table has rows in parts.
type Table struct {
	mu sync.RWMutex

	// closed is protected by mu.
	closed bool

	parts []*part
	names map[string]*part
}

type part struct {
	mu sync.Mutex

	// rows is protected by mu.
	rows map[string]int
}

// lockPart returns a part with its mutex locked.
func (t *Table) lockPart(i int) *part {
	p := t.parts[i]
	p.mu.Lock()
	return p
}

func (t *Table) Row(i int, name string) (int, error) {
	p := t.lockPart(i)
	n, ok := p.rows[name]
	if !ok {
		return 0, errClosed // want `part.mu is still locked when this returns: it stays locked`
	}
	p.mu.Unlock()
	return n, nil
}

func (t *Table) RowDeferred(i int, name string) (int, error) {
	p := t.lockPart(i)
	defer p.mu.Unlock()
	n, ok := p.rows[name]
	if !ok {
		return 0, errClosed
	}
	return n, nil
}

// lockNamed returns a part with its mutex locked, unless the table is closed.
func (t *Table) lockNamed(name string) (*part, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil, errClosed
	}
	p := t.names[name]
	if p != nil {
		p.mu.Lock()
		return p, nil
	}
	p = &part{rows: map[string]int{}}
	t.names[name] = p
	p.mu.Lock()
	return p, nil
}

// Put leaves early because of what it is passed, which does not make it a function
// that locks for its callers.
func (t *Table) Put(name, row string, n int) error {
	p, err := t.lockNamed(name)
	if err != nil {
		return err
	}
	if n < 0 {
		return errors.New("negative") // want `part.mu is still locked when this returns: it stays locked`
	}
	p.rows[row] = n
	p.mu.Unlock()
	return nil
}

func (t *Table) PutDeferred(name, row string, n int) error {
	p, err := t.lockNamed(name)
	if err != nil {
		return err
	}
	defer p.mu.Unlock()
	if n < 0 {
		return errors.New("negative")
	}
	p.rows[row] = n
	return nil
}

// lockNamedOnly leaves the outer mutex locked, which none of its callers knows of.
func (t *Table) lockNamedOnly(name string) (*part, error) {
	t.mu.RLock()
	if t.closed {
		return nil, errClosed // want `t.mu is still locked when this returns: it stays locked`
	}
	p := t.names[name]
	p.mu.Lock()
	t.mu.RUnlock()
	return p, nil
}

func (t *Table) Len(name string) (int, error) {
	p, err := t.lockNamedOnly(name)
	if err != nil {
		return 0, err
	}
	defer p.mu.Unlock()
	return len(p.rows), nil
}

// lockIfOpen locks t unless it is closed.
func (t *Table) lockIfOpen() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return errClosed
	}
	return nil
}

func (t *Table) Each(f func(*part)) error {
	if err := t.lockIfOpen(); err != nil {
		return err
	}
	if f == nil {
		return errors.New("nothing to call") // want `t.mu is still locked when this returns: it stays locked`
	}
	defer t.mu.Unlock()
	for _, p := range t.parts {
		f(p)
	}
	return nil
}

// call is a call that others wait for.
type call struct {
	done chan struct{}
	n    *int
	err  error
}

// shard has the methods of its mutex, but nobody out of sight has a shard.
type shard struct {
	sync.Mutex

	// items is protected by Mutex.
	items map[string]*int
	calls map[string]*call
}

// Cache is a cache.
type Cache struct{ shards []*shard }

func (c *Cache) Get(i int, name string) (*int, error) {
	s := c.shards[i]
	s.Lock()
	if n, ok := s.items[name]; ok {
		s.Unlock()
		return n, nil
	}
	if c, ok := s.calls[name]; ok {
		<-c.done
		return c.n, c.err // want `s is still locked when this returns: it stays locked`
	}
	s.Unlock()
	return nil, nil
}

// Bucket has the methods of its mutex, and others have buckets.
type Bucket struct {
	sync.Mutex

	// items is protected by Mutex.
	items map[string]*int
	calls map[string]*call
}

// MISS: who has a bucket may unlock it.
func (s *Bucket) Get(name string) (*int, error) {
	s.Lock()
	if n, ok := s.items[name]; ok {
		s.Unlock()
		return n, nil
	}
	if c, ok := s.calls[name]; ok {
		<-c.done
		return c.n, c.err
	}
	s.Unlock()
	return nil, nil
}
