// Package callbacks has clean-up lists and functions that are called back.
package callbacks

import (
	"errors"
	"testing"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

// Cleanup runs functions unless it is released.
type Cleanup struct{ fns []func() }

// Make returns a Cleanup that runs f.
func Make(f func()) Cleanup { return Cleanup{fns: []func(){f}} }

// Add adds f.
func (c *Cleanup) Add(f func()) { c.fns = append(c.fns, f) }

// Clean runs the functions.
func (c *Cleanup) Clean() {
	for _, f := range c.fns {
		f()
	}
	c.fns = nil
}

// Release forgets the functions.
func (c *Cleanup) Release() { c.fns = nil }

func cleansUp(k *kernel.Kernel) error {
	k.Pause()
	cu := Make(func() { k.Unpause() })
	defer cu.Clean()
	return k.Save()
}

func releases(k *kernel.Kernel) error {
	k.Pause()
	cu := Make(func() { k.Unpause() })
	defer cu.Clean()
	if err := k.Ready(); err != nil {
		return err
	}
	cu.Release()
	k.Unpause()
	return nil
}

func tooLate(k *kernel.Kernel) error {
	k.Pause()
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	cu := Make(func() { k.Unpause() })
	defer cu.Clean()
	return k.Save()
}

func adds(k *kernel.Kernel) error {
	var cu Cleanup
	defer cu.Clean()
	k.Pause()
	cu.Add(k.Unpause)
	return k.Save()
}

func inTest(t *testing.T, k *kernel.Kernel) {
	k.Pause()
	t.Cleanup(k.Unpause)
	k.Save()
}

func TestLeaves(t *testing.T, k *kernel.Kernel) {
	k.Pause()
	k.Save()
}

func fatal(t *testing.T, k *kernel.Kernel) {
	k.Pause()
	if k.Ready() != nil {
		t.Fatal("not ready")
	}
	k.Unpause()
}

func paused(k *kernel.Kernel, f func() error) error {
	k.Pause()
	defer k.Unpause()
	return f()
}

func usesPaused(k *kernel.Kernel) error {
	return paused(k, func() error {
		if k.Ready() != nil {
			return errBusy
		}
		return k.Save()
	})
}

func forEach(ts []*kernel.Task, f func(*kernel.Task)) {
	for _, t := range ts {
		f(t)
	}
}

func callbacks(k *kernel.Kernel) {
	forEach(k.Tasks(), func(t *kernel.Task) { t.BeginExternalStop() })
	k.Ready()
	forEach(k.Tasks(), func(t *kernel.Task) { t.EndExternalStop() })
}

func callbacksForget(k *kernel.Kernel) error {
	forEach(k.Tasks(), func(t *kernel.Task) { t.BeginExternalStop() })
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	forEach(k.Tasks(), func(t *kernel.Task) { t.EndExternalStop() })
	return nil
}

func recovers(k *kernel.Kernel) {
	k.Pause()
	defer func() {
		if r := recover(); r != nil {
			k.Unpause()
		}
	}()
	if k.Ready() != nil {
		panic("not ready")
	}
	k.Unpause()
}

func recoversOnly(k *kernel.Kernel) {
	k.Pause()
	defer func() {
		if recover() != nil {
			return
		}
		k.Unpause()
	}()
	if k.Ready() != nil {
		panic("not ready") // want `external stop begun on k is not ended when this panics: k stays stopped`
	}
}
