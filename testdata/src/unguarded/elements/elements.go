// Package elements changes what protected maps and slices hold.
package elements

import "sync"

type point struct{ x, y int }

type list struct{ n int }

func (l *list) add()     { l.n++ }
func (l *list) len() int { return l.n }

type queue struct{ mu, inner sync.Mutex }

type table struct {
	mu sync.Mutex

	// m is protected by mu.
	m map[int]int

	// s is protected by mu.
	s []int

	// p is protected by mu.
	p point

	// l is protected by mu.
	l list

	// q is protected by mu, and has mutexes of its own.
	q queue

	// a is protected by mu.
	a [4]int
}

func (t *table) Held() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[1] = 2
	delete(t.m, 1)
	t.s = append(t.s, 1)
	t.s[0] = 2
	t.p.x = 1
	t.l.add()
	t.a[1] = 1
}

func (t *table) Map() {
	t.m[1] = 2 // want `t.m (read|written) without t.mu held`
}

func (t *table) MapAfter() {
	t.mu.Lock()
	m := t.m
	t.mu.Unlock()
	m[1] = 2 // want `t.m written after t.mu is unlocked`
}

// Taken has the map for itself.
func (t *table) Taken() {
	t.mu.Lock()
	m := t.m
	t.m = nil
	t.mu.Unlock()
	for k := range m {
		m[k] = 0
	}
}

func (t *table) Delete() {
	delete(t.m, 1) // want `t.m (read|written) without t.mu held`
}

func (t *table) Append() {
	t.s = append(t.s, 1) // want `t.s (read|written) without t.mu held`
}

func (t *table) Element() {
	t.s[0] = 1 // want `t.s written without t.mu held`
}

func (t *table) Part() {
	t.p.x = 1 // want `t.p written without t.mu held`
}

func (t *table) Method() {
	t.l.add() // want `t.l read without t.mu held`
}

func (t *table) Own() {
	t.q.inner.Lock()
	t.q.inner.Unlock()
}

func (t *table) Array() {
	t.a[1] = 1 // want `t.a written without t.mu held`
}

// fill is given a part of the table, and locks it.
func (t *table) fill(p *point) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p.x = 1
}

func (t *table) Fill() { t.fill(&t.p) }
