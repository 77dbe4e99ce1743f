// Package named says on the mutex which fields it protects.
package named

import "sync"

type task struct {
	// mu protects a and b.
	mu sync.Mutex
	a  int
	b  int
	c  int

	other sync.Mutex // protects d
	d     int
}

func (t *task) Set() {
	t.a = 1 // want `t.a written without t.mu held`
	t.c = 1
	t.d = 1 // want `t.d written without t.other held`
}

type below struct {
	before int

	// mu protects the fields below.
	mu sync.Mutex

	n int

	// name is immutable.
	name string

	m map[int]int

	second sync.Mutex

	after int
}

func (b *below) Set() {
	b.before = 1
	b.n = 1 // want `b.n written without b.mu held`
	b.name = "x"
	b.after = 1
}

// The comment on mu is a heading: the fields that are meant say so.
type heading struct {
	// mu protects the following fields.
	mu sync.Mutex

	// x is protected by mu.
	x int

	y int
}

func (h *heading) Set() {
	h.x = 1 // want `h.x written without h.mu held`
	h.y = 1
}

type writers struct {
	// mu protects writes to the fields below.
	mu sync.Mutex

	n int
}

func (w *writers) Get() int { return w.n }

func (w *writers) Set() {
	w.n = 1 // want `w.n written without w.mu held`
}

type annotated struct {
	mu sync.Mutex

	// +checklocks:mu
	n int

	//stoplint:guardedby mu
	m int
}

func (a *annotated) Set() {
	a.n = 1 // want `a.n written without a.mu held`
}

func (a *annotated) SetM() {
	a.m = 1 // want `a.m written without a.mu held`
}

type headed struct {
	mu sync.Mutex

	name string

	// The following fields are protected by mu.

	// n is a number.
	n int

	// limit is immutable.
	limit int
}

func (h *headed) Set() {
	h.name = "x"
	h.n = 1 // want `h.n written without h.mu held`
	h.limit = 1
}
