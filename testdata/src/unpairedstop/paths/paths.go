// Package paths has functions that end what they begin on some paths.
package paths

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

func straight(k *kernel.Kernel) {
	k.Pause()
	k.Tasks()
	k.Unpause()
}

func deferred(k *kernel.Kernel) error {
	k.Pause()
	defer k.Unpause()
	if err := k.Ready(); err != nil {
		return err
	}
	return k.Save()
}

func earlyReturn(k *kernel.Kernel) {
	k.Pause()
	if len(k.Tasks()) == 0 {
		return // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	k.Unpause()
}

func earlyReturnEnds(k *kernel.Kernel) {
	k.Pause()
	if len(k.Tasks()) == 0 {
		k.Unpause()
		return
	}
	k.Unpause()
}

func errorReturn(k *kernel.Kernel) error {
	k.Pause()
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	err := k.Save()
	k.Unpause()
	return err
}

func errorReturnEnds(k *kernel.Kernel) error {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return err
	}
	err := k.Save()
	k.Unpause()
	return err
}

func endOfFunction(k *kernel.Kernel, n int) {
	k.Pause()
	if n > 1 {
		k.Unpause()
	}
} // want `external stop begun on k is not ended when this returns: k stays stopped`

func explicitPanic(t *kernel.Task) {
	t.BeginExternalStop()
	if t.Dead {
		panic("dead") // want `external stop begun on t is not ended when this panics: t stays stopped`
	}
	t.EndExternalStop()
}

func panicDeferred(t *kernel.Task) {
	t.BeginExternalStop()
	defer t.EndExternalStop()
	if t.Dead {
		panic("dead")
	}
}

func beginTwice(k *kernel.Kernel) {
	k.Pause()
	k.Pause() // want `k.Pause begins an external stop on k again while it is in force, and only one of the two is ended`
	k.Tasks()
	k.Unpause()
}

func nested(k *kernel.Kernel) {
	k.Pause()
	k.Pause()
	k.Unpause()
	k.Unpause()
}

func endTwice(k *kernel.Kernel) {
	k.Pause()
	k.Tasks()
	k.Unpause()
	k.Unpause() // want `k.Unpause ends the external stop on k, which has been ended before`
}

func beginOnOneBranch(k *kernel.Kernel) {
	if len(k.Tasks()) > 1 {
		k.Pause()
	}
	k.Tasks()
	k.Unpause() // want `k.Unpause ends an external stop on k that is not begun on some paths`
}

func bothOnOneBranch(k *kernel.Kernel) {
	many := len(k.Tasks()) > 1
	if many {
		k.Pause()
	}
	k.Tasks()
	if many {
		k.Unpause()
	}
}

func inverted(k *kernel.Kernel) error {
	wasPaused := k.IsPaused()
	if wasPaused {
		k.Unpause()
		if k.IsPaused() {
			k.Pause()
			return errBusy
		}
	}
	err := k.Save()
	if wasPaused {
		k.Pause()
	}
	return err
}

func invertedForgets(k *kernel.Kernel) error {
	wasPaused := k.IsPaused()
	if wasPaused {
		k.Unpause()
		if k.IsPaused() {
			return errBusy // want `external stop ended on k is not begun again when this returns`
		}
	}
	err := k.Save()
	if wasPaused {
		k.Pause()
	}
	return err
}

// kept leaves k paused if asked to.
func kept(k *kernel.Kernel, keep bool) {
	k.Pause()
	k.Tasks()
	if !keep {
		k.Unpause()
	}
}

// pauseIfReady pauses k unless it cannot be saved.
func pauseIfReady(k *kernel.Kernel) error {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return err
	}
	return nil
}

func pauseReady(k *kernel.Kernel) bool {
	k.Pause()
	if k.Ready() != nil {
		k.Unpause()
		return false
	}
	return true
}

func usesCondition(k *kernel.Kernel) error {
	if err := pauseIfReady(k); err != nil {
		return err
	}
	defer k.Unpause()
	return k.Save()
}

func forgetsCondition(k *kernel.Kernel) error {
	if err := pauseIfReady(k); err != nil {
		return err
	}
	if len(k.Tasks()) == 0 {
		return errBusy // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	k.Unpause()
	return nil
}
