// Package mid stands between the kernel and its users.
package mid

import "offtask/crosspkg/kernel"

// Quiesce stops t.
func Quiesce(t *kernel.Task) { settle(t) }

func settle(t *kernel.Task) { t.Halt() }

// Leader stops a group's leader.
func Leader(g *kernel.Group) { g.Leader.Halt() }

// Async runs f in a goroutine.
func Async(f func(*kernel.Task), t *kernel.Task) {
	go f(t)
}

// Each calls f for each task.
func Each(g *kernel.Group, f func(*kernel.Task)) {
	for _, t := range g.Tasks {
		f(t)
	}
}

// Launch starts t.
func Launch(t *kernel.Task) { t.Start() }
