package inferred

// hooks are run with nothing known about what is held.
var hooks []func(*Task)

// hook escapes as a value, so it is entered with nothing held.
func hook(t *Task) {
	t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
}

func init() {
	hooks = append(hooks, hook)
}

// hookLocked escapes too, and is named for a need: whoever calls it through the
// list is trusted.
func hookLocked(t *Task) {
	t.stopLocked()
}

func init() {
	hooks = append(hooks, hookLocked)
}

// initTask is the first task.
var initTask *Task

// An init function is entered with nothing held.
func init() {
	initTask.stopLocked() // want `initTask\.stopLocked called without the signal mutex .* held$`
}
