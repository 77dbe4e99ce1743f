// Package odd has the rarer constructs of the language around a mutex. None of
// it is wrong.
package odd

import (
	"sync"
	"unsafe"
)

type box[T any] struct {
	sync.Mutex
	*inner[T]
	f   func(T) T
	arr [3]struct{ mu sync.Mutex }
	m   map[string]*sync.Mutex
	any
}

type inner[T any] struct {
	mu   sync.RWMutex
	next *box[T]
}

// getLocked returns the next box.
//
// Preconditions: i.mu must be locked.
func (i *inner[T]) getLocked() *box[T] { return i.next }

type Alias[T any] = box[T]

type self interface{ again() self }

func (b *box[T]) again() self { return b }

var (
	a = b + 1
	b = c()
	d = func() int { return e }
	e = 3
	_ = d
)

func c() int {
	if unsafe.Sizeof(e) > 4 {
		return 1
	}
	return 2
}

func _() { c() }

func _() { c() }

func init() {}

func init() { go func() {}() }

func (*box[T]) _() {}

func Everything[T comparable, P interface {
	*T
	sync.Locker
}](p P, b *Alias[T], ch chan *inner[T], vals ...T) (out T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err, _ = r.(error)
		}
	}()
	p.Lock()
	defer p.Unlock()
	for i := range 3 {
		b.arr[i].mu.Lock()
		defer b.arr[i].mu.Unlock()
	}
	b.m["x"].Lock()
	b.m["x"].Unlock()
	for in := range ch {
		in.mu.RLock()
		_ = in.getLocked()
		in.mu.RUnlock()
	}
	select {
	case in, ok := <-ch:
		if !ok {
			break
		}
		in.mu.Lock()
		in.getLocked().Lock()
		in.getLocked().Unlock()
		in.mu.Unlock()
	default:
	}
	for i, v := range vals {
		switch {
		case i == 0:
			continue
		case v == out:
			fallthrough
		default:
			out = b.f(v)
		}
	}
	defer print(len(vals))
	go println("done")
	defer b.mu.RUnlock()
	b.mu.RLock()
	_ = b.getLocked()
loop:
	if c() == 2 {
		goto loop
	}
	return
}

// Instances takes two instances of one generic type.
func Instances(x *box[int], y *box[map[string]func()]) {
	x.Lock()
	y.Lock()
	x.inner.mu.Lock()
	x.getLocked()
	x.inner.mu.Unlock()
	y.Unlock()
	x.Unlock()
}

// Nil calls through what is nil.
func Nil() {
	var l sync.Locker
	var f func()
	var b *box[int]
	l.Lock()
	f()
	b.inner.mu.Lock()
	b.getLocked()
	b.inner.mu.Unlock()
	l.Unlock()
}

// Dereferences locks through pointers to pointers.
func Dereferences(pp **sync.Mutex, ppp ***box[int]) {
	(*pp).Lock()
	(*pp).Unlock()
	(**ppp).Lock()
	(**ppp).Unlock()
}

// Locals locks what no other goroutine can see.
func Locals() {
	var mu sync.Mutex
	mu.Lock()
	func() {
		defer mu.Unlock()
	}()
	mus := []*sync.Mutex{&mu, {}}
	for _, m := range mus {
		m.Lock()
	}
	for _, m := range mus {
		m.Unlock()
	}
	func(ms ...sync.Locker) {
		for _, m := range ms {
			m.Lock()
			m.Unlock()
		}
	}(&mu, mus[1])
}

// Forever never returns.
func Forever(mu *sync.Mutex) {
	mu.Lock()
	select {}
}

// Deep is a closure in a closure in a closure.
func Deep(i *inner[int]) func() func() *box[int] {
	return func() func() *box[int] {
		i.mu.Lock()
		return func() *box[int] {
			defer i.mu.Unlock()
			return i.getLocked()
		}
	}
}
