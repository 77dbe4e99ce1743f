// Package fix has mistakes that a deferred end puts right, and others that it
// would not.
package fix

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

func returns(k *kernel.Kernel) error {
	k.Pause()
	if k.Ready() != nil {
		return errBusy // want `external stop begun on k is not ended when this returns`
	}
	k.Unpause()
	return nil
}

func task(t *kernel.Task) {
	t.BeginExternalStop()
	if t.Name == "" {
		return // want `external stop begun on t is not ended when this returns`
	}
	if t.Dead {
		t.EndExternalStop()
		return
	}
	t.Name = ""
	t.EndExternalStop()
}

func never(k *kernel.Kernel) error {
	k.Pause() // want `external stop begun on k is never ended`
	return k.Save()
}

// early ends the stop before it saves k, and is not to save it while it is in
// force.
func early(k *kernel.Kernel) error {
	k.Pause()
	if k.Ready() != nil {
		return errBusy // want `external stop begun on k is not ended when this returns`
	}
	k.Unpause()
	return k.Save()
}

func nested(k *kernel.Kernel, n []int) {
	for range n {
		k.Pause()
		if k.Ready() != nil {
			return // want `external stop begun on k is not ended when this returns`
		}
		k.Unpause()
	}
}
