// Package user stops tasks of another package.
package user

import "example.com/session/task"

// End does not lock the mutex.
func End(t *task.Task) {
	t.EndStopLocked()
}

// EndLocked locks it.
func EndLocked(t *task.Task) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.EndStopLocked()
}

// EndNew says why it does not lock it.
func EndNew(t *task.Task) {
	//lint:ignore unlockedcall nobody else has t yet
	t.EndStopLocked()
}

// Misspelt has a directive that stoplint does not know.
//
//stoplint:require t.Mu
func Misspelt(t *task.Task) {}
