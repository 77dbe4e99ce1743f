// Package crosspkg stops tasks from two packages away.
package crosspkg

import (
	"offtask/crosspkg/kernel"
	"offtask/crosspkg/mid"
	"offtask/crosspkg/spawn"
)

// Spawned begins in goroutines.
func Spawned(t *kernel.Task, g *kernel.Group) {
	go mid.Quiesce(t) // want `mid\.Quiesce must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	go func() {
		mid.Leader(g) // want `mid\.Leader must run on g\.Leader's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	}()
	mid.Async(mid.Quiesce, t) // want `mid\.Quiesce must run on t's goroutine, but here runs on a new goroutine`
	mid.Async(func(t *kernel.Task) {
		t.Halt() // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	}, t)
	mid.Quiesce(t)
}

// Helpers hands begins to helpers of a package without tasks.
func Helpers(t *kernel.Task) {
	spawn.Go(t.Halt)      // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	spawn.Guarded(t.Halt) // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	spawn.Soon(func() {
		t.Halt() // want `t\.Halt must run on t's goroutine, but here runs on a timer's`
	})
	spawn.Now(t.Halt)
	spawn.Now(func() { t.Halt() })
	var group spawn.Group
	group.Go(func() {
		mid.Quiesce(t) // want `mid\.Quiesce must run on t's goroutine, but here runs on a new goroutine`
	})
	spawn.Twice(func() {
		t.Halt() // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	})
}

type working struct{ g *kernel.Group }

// Do implements kernel.Work.
func (w *working) Do(t *kernel.Task) {
	mid.Quiesce(t)
	mid.Quiesce(w.g.Find(1)) // want `mid\.Quiesce must run on the task's goroutine, but here runs on t's`
	mid.Leader(t.Group)      // want `mid\.Leader must run on t\.Group\.Leader's goroutine, but here runs on t's`
	mid.Each(w.g, func(t2 *kernel.Task) {
		t2.Halt() // want `t2\.Halt must run on t2's goroutine, but here runs on t's`
	})
	child := kernel.New()
	mid.Quiesce(child) // want `mid\.Quiesce must run on child's goroutine, which does not exist yet`
	child = kernel.New()
	mid.Launch(child)
	child.Halt() // want `child\.Halt must run on child's goroutine, but here runs on the one that started it`
}

var _ kernel.Work = (*working)(nil)

// Hooks registers hooks.
func Hooks(h *kernel.Hooks, t *kernel.Task) {
	h.OnTick = func() {
		t.Halt() // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	}
	h.OnSwitch = func(t *kernel.Task) { t.Halt() }
	h.OnSwitch = mid.Quiesce
}

// Table has the system calls.
var Table = kernel.Table{Calls: map[int]kernel.Call{
	1: Halt,
	2: HaltOther,
	3: func(t *kernel.Task, n int) error {
		t.Group.Leader.Halt() // want `t\.Group\.Leader\.Halt must run on t\.Group\.Leader's goroutine, but here runs on t's`
		return nil
	},
}}

// Halt is a system call.
func Halt(t *kernel.Task, n int) error {
	t.Halt()
	return nil
}

// HaltOther is another.
func HaltOther(t *kernel.Task, n int) error {
	t.Group.Find(n).Halt() // want `t\.Group\.Find\(n\)\.Halt must run on the task's goroutine, but here runs on t's`
	go t.Halt()            // want `t\.Halt must run on t's goroutine, but here runs on a new goroutine`
	return nil
}
