// Package right has correct code in many styles: there is nothing to find.
package right

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// shard is one of many.
type shard struct {
	sync.RWMutex
	m map[string]*entry // protected by RWMutex
}

type entry struct {
	sh  *shard
	val atomic.Pointer[value]
	exp time.Time
}

type value struct {
	mu sync.Mutex
	n  int // protected by mu
}

// setLocked sets. The shard must be locked for writing.
//
// Preconditions: s must be locked for writing.
func (s *shard) setLocked(k string, e *entry) { s.m[k] = e }

// getLocked gets.
//
// Preconditions: s must be locked.
func (s *shard) getLocked(k string) *entry { return s.m[k] }

// addLocked adds. v.mu must be held.
func (v *value) addLocked(n int) { v.n += n }

// Cache is sharded.
type Cache struct {
	shards [16]shard
	byName map[string]*shard
	stop   func() bool
	evict  []func(*entry)
}

func (c *Cache) shardOf(k string) *shard {
	h := fnv.New32a()
	_, _ = h.Write([]byte(k))
	return &c.shards[h.Sum32()%16]
}

func (c *Cache) Set(k string, n int) {
	s := c.shardOf(k)
	s.Lock()
	defer s.Unlock()
	e := s.getLocked(k)
	if e == nil {
		e = &entry{sh: s}
		s.setLocked(k, e)
	}
	e.val.Store(&value{n: n})
}

func (c *Cache) Indexed(i int, k string) *entry {
	c.shards[i].RLock()
	defer c.shards[i].RUnlock()
	return c.shards[i].getLocked(k)
}

func (c *Cache) Named(name, k string) (e *entry, ok bool) {
	s, ok := c.byName[name]
	if !ok {
		return nil, false
	}
	s.RLock()
	e = s.getLocked(k)
	s.RUnlock()
	return e, e != nil
}

func (c *Cache) LockAll() {
	for i := range c.shards {
		c.shards[i].Lock()
	}
}

func (c *Cache) UnlockAll() {
	for i := range c.shards {
		c.shards[i].Unlock()
	}
}

func (c *Cache) SetAll(k string, e *entry) {
	c.LockAll()
	defer c.UnlockAll()
	for i := range c.shards {
		c.shards[i].setLocked(k, e)
	}
}

func (e *entry) Add(n int) {
	v := e.val.Load()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.addLocked(n)
}

func (e *entry) AddMaybe(n int) bool {
	for range 10 {
		if v := e.val.Load(); v.mu.TryLock() {
			v.addLocked(n)
			v.mu.Unlock()
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

func move(a, b *value, n int) {
	if a == b {
		return
	}
	for _, v := range [...]*value{a, b} {
		v.mu.Lock()
		defer v.mu.Unlock()
	}
	a.addLocked(-n)
	b.addLocked(n)
}

func withLock[L sync.Locker, T any](l L, f func() T) T {
	l.Lock()
	defer l.Unlock()
	return f()
}

func (c *Cache) Get(k string) *entry {
	s := c.shardOf(k)
	return withLock(s.RLocker(), func() *entry { return s.getLocked(k) })
}

func (c *Cache) GetWrite(k string) *entry {
	s := c.shardOf(k)
	return withLock(s, func() *entry {
		s.setLocked(k, nil)
		return s.getLocked(k)
	})
}

func (v *value) Inc() int {
	return withLock(&v.mu, func() int {
		v.addLocked(1)
		return v.n
	})
}

func (c *Cache) Arm(ctx context.Context, k string) {
	s := c.shardOf(k)
	c.stop = context.AfterFunc(ctx, func() {
		s.Lock()
		defer s.Unlock()
		s.setLocked(k, nil)
	})
}

func (c *Cache) Keys() []string {
	var out []string
	for i := range c.shards {
		s := &c.shards[i]
		func() {
			s.RLock()
			defer s.RUnlock()
			out = append(out, slices.Sorted(maps.Keys(s.m))...)
			for k := range maps.Keys(s.m) {
				_ = s.getLocked(k)
			}
		}()
	}
	return out
}

func (c *Cache) Evict(now time.Time) (n int, err error) {
	for i := range c.shards {
		s := &c.shards[i]
		s.Lock()
		for k, e := range s.m {
			if e.exp.After(now) {
				continue
			}
			s.setLocked(k, nil)
			n++
			if n > 100 {
				s.Unlock()
				return n, fmt.Errorf("too many")
			}
		}
		s.Unlock()
	}
	return n, nil
}

type locked struct {
	s *shard
	e *entry
}

func (l locked) Close() error {
	l.s.Unlock()
	return nil
}

func (c *Cache) Open(k string) (locked, error) {
	s := c.shardOf(k)
	s.Lock()
	e := s.getLocked(k)
	if e == nil {
		s.Unlock()
		return locked{}, fmt.Errorf("no %s", k)
	}
	return locked{s, e}, nil
}

func (c *Cache) Update(k string) (err error) {
	l, err := c.Open(k)
	if err != nil {
		return err
	}
	defer func() {
		if e := l.Close(); err == nil {
			err = e
		}
	}()
	l.s.setLocked(k, l.e)
	return nil
}

type step func(*shard) (step, error)

func (c *Cache) Machine(k string) error {
	s := c.shardOf(k)
	s.Lock()
	defer s.Unlock()
	var first, second step
	first = func(s *shard) (step, error) {
		s.setLocked(k, nil)
		return second, nil
	}
	second = func(s *shard) (step, error) {
		_ = s.getLocked(k)
		return nil, nil
	}
	for st := first; st != nil; {
		next, err := st(s)
		if err != nil {
			return err
		}
		st = next
	}
	return nil
}

type visitor interface{ visit(s *shard, k string) }

type dropper struct{}

func (dropper) visit(s *shard, k string) { s.setLocked(k, nil) }

type counter struct{ n int }

func (c *counter) visit(s *shard, k string) {
	if s.getLocked(k) != nil {
		c.n++
	}
}

func (c *Cache) Walk(v visitor) {
	for i := range c.shards {
		s := &c.shards[i]
		s.Lock()
		for k := range s.m {
			v.visit(s, k)
		}
		s.Unlock()
	}
}

func (c *Cache) Drop()      { c.Walk(dropper{}) }
func (c *Cache) Count() int { n := &counter{}; c.Walk(n); return n.n }

var once = sync.OnceValue(func() *shard {
	s := &shard{m: map[string]*entry{}}
	s.setLocked("", nil)
	return s
})

func Default() *shard {
	s := once()
	s.Lock()
	defer s.Unlock()
	s.setLocked("x", nil)
	return s
}

func (c *Cache) Pipeline(in <-chan string, out chan<- *entry) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for k := range in {
				s := c.shardOf(k)
				s.RLock()
				e := s.getLocked(k)
				s.RUnlock()
				select {
				case out <- e:
				case <-time.After(time.Second):
					return
				}
			}
		})
	}
	wg.Wait()
}

func (c *Cache) HandOff(k string) {
	s := c.shardOf(k)
	s.Lock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer s.Unlock()
		s.setLocked(k, nil)
	}()
	<-done
}

func (c *Cache) Upgrade(k string) *entry {
	s := c.shardOf(k)
	s.RLock()
	e := s.getLocked(k)
	s.RUnlock()
	if e != nil {
		return e
	}
	s.Lock()
	defer s.Unlock()
	if e = s.getLocked(k); e == nil {
		e = &entry{sh: s}
		s.setLocked(k, e)
	}
	return e
}

func (c *Cache) Conditional(k string, locked bool) {
	s := c.shardOf(k)
	if !locked {
		s.Lock()
		defer s.Unlock()
	}
	s.setLocked(k, nil)
}

func (c *Cache) Both(k string) {
	s := c.shardOf(k)
	c.Conditional(k, false)
	s.Lock()
	c.Conditional(k, true)
	s.Unlock()
}

func (c *Cache) Panics(k string) {
	s := c.shardOf(k)
	s.Lock()
	if s.getLocked(k) == nil {
		s.Unlock()
		panic("no " + k)
	}
	s.setLocked(k, nil)
	s.Unlock()
}
