// Package mid stands between the protocol and those who use it.
package mid

import "unlockedcall/crosspkg/tasks"

// Process embeds a task.
type Process struct {
	*tasks.Task
	ID int
}

// FreezeLocked is two calls away from the need that it is named for.
func FreezeLocked(t *tasks.Task) {
	freeze(t)
}

func freeze(t *tasks.Task) {
	t.ParkLocked()
}
