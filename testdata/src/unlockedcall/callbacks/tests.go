package callbacks

import "testing"

// CheckSub holds the mutex while a subtest runs, and has it unlocked at the end.
func CheckSub(t *testing.T, x *task) {
	x.g.sig.mu.Lock()
	t.Cleanup(func() {
		x.endLocked()
		x.g.sig.mu.Unlock()
	})
	t.Run("sub", func(t *testing.T) { x.endLocked() })
}

// CheckBare holds nothing while a subtest runs.
func CheckBare(t *testing.T, x *task) {
	t.Run("sub", func(t *testing.T) {
		x.endLocked() // want `x\.endLocked called without x\.g\.sig\.mu held`
	})
}
