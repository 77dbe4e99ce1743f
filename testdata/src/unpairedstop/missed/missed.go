// Package missed has stops that are not ended and are not reported, because code
// that looks the same may be right.
package missed

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

// resume ends a stop of a task.
func resume(t *kernel.Task) { t.EndExternalStop() }

// wrongOne ends the stop of another task.
//
// MISS: a and b may be the same task, one may take the place of the other, and
// resume may be there to end it.
func wrongOne(a, b *kernel.Task) {
	a.BeginExternalStop()
	a.Dead = true
	b.EndExternalStop()
}

// ifDeep leaves t stopped if deep is not set.
//
// MISS: that may be what deep is for.
func ifDeep(t *kernel.Task, deep bool) {
	t.BeginExternalStop()
	if deep {
		t.EndExternalStop()
	}
}

// Monitor has the pair.
type Monitor struct{ k *kernel.Kernel }

func (m *Monitor) hold()    { m.k.Pause() }
func (m *Monitor) release() { m.k.Unpause() }

// sample leaves the kernel paused.
//
// MISS: release may be there to end it, wherever it is called.
func (m *Monitor) sample() error {
	m.k.Pause()
	if m.k.Ready() != nil {
		return errBusy
	}
	return m.k.Save()
}

// own pauses a kernel of its own, and forgets to resume it.
//
// MISS: others may find the kernel, too.
func own(find func() *kernel.Kernel) error {
	k := find()
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return err
	}
	return nil
}
