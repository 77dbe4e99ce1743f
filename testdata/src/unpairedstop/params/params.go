// Package params has functions whose effect on the count depends on their
// parameters.
package params

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

func set(k *kernel.Kernel, paused bool) {
	if paused {
		k.Pause()
	} else {
		k.Unpause()
	}
}

func usesSet(k *kernel.Kernel) error {
	set(k, true)
	if k.Ready() != nil {
		return errBusy // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	set(k, false)
	return nil
}

// Options tells save what to do.
type Options struct{ Leave bool }

func save(k *kernel.Kernel, o *Options) error {
	k.Pause()
	err := k.Save()
	if !o.Leave {
		k.Unpause()
	}
	return err
}

func usesSave(k *kernel.Kernel, o *Options) error {
	if err := save(k, o); err != nil {
		return err
	}
	if o.Leave {
		k.Unpause()
	}
	return nil
}

func finish(k *kernel.Kernel, resume bool) {
	if resume {
		k.Unpause()
	}
}

func usesFinish(k *kernel.Kernel) {
	k.Pause()
	finish(k, true)
}

func usesFinishWrongly(k *kernel.Kernel) {
	k.Pause()
	if k.Ready() != nil {
		finish(k, false)
		return // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	finish(k, true)
}

func toggle(k *kernel.Kernel) {
	if k.IsPaused() {
		k.Unpause()
	} else {
		k.Pause()
	}
}

func optional(k *kernel.Kernel, stop *kernel.Task) {
	if stop != nil {
		stop.BeginExternalStop()
	}
	k.Ready()
	if stop != nil {
		stop.EndExternalStop()
	}
}

// failsWithoutArgs fails, whatever the caller has given it, and leaves the stop in
// force.
func failsWithoutArgs(k *kernel.Kernel, args []string, f func() error) (err error) {
	k.Pause()
	if args == nil {
		return errors.New("no arguments") // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	func() { err = f() }()
	k.Unpause()
	return err
}

// staysIf leaves it in force because the caller has said so.
func staysIf(k *kernel.Kernel, stay bool, f func() error) error {
	k.Pause()
	if stay {
		return nil
	}
	err := f()
	k.Unpause()
	return err
}
