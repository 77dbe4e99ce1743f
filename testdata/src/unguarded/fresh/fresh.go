// Package fresh accesses protected fields of objects that nobody else has yet.
package fresh

import "sync"

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int

	// m is protected by mu.
	m int
}

var all = map[int]*task{}

func New() *task {
	t := &task{}
	t.n = 1
	return t
}

func Published() *task {
	t := &task{}
	all[0] = t
	t.n = 1 // want `t.n written without t.mu held`
	return t
}

func Started() {
	t := &task{}
	t.n = 1
	go t.Run()
	t.n = 2 // want `t.n written without t.mu held`
}

func (t *task) Run() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n++
	t.m++
}

// Made has its task from a function that has just made it.
func Made() {
	t := New()
	t.n = 2
	go t.Run()
}

// setup is part of the making of a task.
func (t *task) setup() { t.m = 1 }

func NewSetUp() *task {
	t := &task{}
	t.setup()
	return t
}

// fill is part of it, too, but not only.
func (t *task) fill() { t.m = 1 }

func NewFilled() *task {
	t := &task{}
	t.fill()
	return t
}

func (t *task) Refill() {
	t.fill() // want `t.fill called without t.mu held: it writes t.m`
}

// Copied has a task of its own.
func Copied(t *task) int {
	var c task
	c.n = 3
	return c.n
}

// Either has one that is new, or one that is not.
func Either(t *task) {
	if t == nil {
		t = New()
	}
	t.n = 1 // MISS: t may be new
}

// name is protected by mu, and nothing writes it once the object is shared.
type fixed struct {
	mu sync.Mutex

	// name is protected by mu.
	name string
}

func NewFixed(name string) *fixed { return &fixed{name: name} }

func (f *fixed) Name() string { return f.name }

// label reads what nothing writes, in a helper.
func (f *fixed) label() string { return f.name }

func (f *fixed) Label() string { return f.label() }

func (f *fixed) Both() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.label()
}

var (
	listMu sync.Mutex
	list   []*task
)

// Listed has the mutex of the list that the task is in.
func Listed() {
	t := &task{}
	listMu.Lock()
	defer listMu.Unlock()
	list = append(list, t)
	t.n = 1
}

func ListedTooLate() {
	t := &task{}
	listMu.Lock()
	all[1] = t
	listMu.Unlock()
	t.n = 1 // want `t.n written without t.mu held`
}
