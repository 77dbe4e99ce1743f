package callbacks

import (
	"container/heap"
	"fmt"
	"sort"
)

func (g *group) Sort() {
	g.sig.mu.Lock()
	defer g.sig.mu.Unlock()
	sort.Sort(byPriority(g.tasks))
}

type byPriority []*task

func (b byPriority) Len() int           { return len(b) }
func (b byPriority) Less(i, j int) bool { return b[i].prioLocked() < b[j].prioLocked() }
func (b byPriority) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type byAge []*task

func (b byAge) Len() int { return len(b) }
func (b byAge) Less(i, j int) bool {
	return b[i].prioLocked() < b[j].prioLocked() // want `b\[i\]\.prioLocked called without .*mu held`
}
func (b byAge) Swap(i, j int) { b[i], b[j] = b[j], b[i] }

// SortBare sorts with nothing held.
func (g *group) SortBare() { sort.Stable(byAge(g.tasks)) }

type queue struct{ tasks []*task }

func (q *queue) Len() int           { return len(q.tasks) }
func (q *queue) Less(i, j int) bool { return q.tasks[i].prioLocked() < q.tasks[j].prioLocked() }
func (q *queue) Swap(i, j int)      { q.tasks[i], q.tasks[j] = q.tasks[j], q.tasks[i] }
func (q *queue) Push(x any)         { q.tasks = append(q.tasks, x.(*task)) }
func (q *queue) Pop() any           { return nil }

func (g *group) Queue(q *queue, t *task) {
	g.sig.mu.Lock()
	heap.Push(q, t)
	g.sig.mu.Unlock()
}

// Queueless pushes with nothing held.
func (g *group) Queueless(q *queue, t *task) {
	heap.Push(q, t) // want `Less called without .*mu held: it calls .*prioLocked`
}

// title is printed under the mutex, by a package that calls its String.
type title struct{ t *task }

func (x *title) String() string { return fmt.Sprint(x.t.prioLocked()) }

func show(x fmt.Stringer) {}

func (t *task) Show() {
	t.g.sig.mu.Lock()
	defer t.g.sig.mu.Unlock()
	show(&title{t})
}

// ticker is told of ticks by a package that knows nothing of the mutex.
type ticker struct{ t *task }

func (x *ticker) String() string {
	x.t.endLocked() // want `x\.t\.endLocked called without x\.t\.g\.sig\.mu held`
	return ""
}

// Tick holds nothing when it hands the ticker over.
func (t *task) Tick() { show(&ticker{t}) }

// label is kept as an interface, which may be used under the mutex.
type label struct{ t *task }

func (x label) String() string { return fmt.Sprint(x.t.prioLocked()) }

func (t *task) Label() fmt.Stringer { return label{t} }
