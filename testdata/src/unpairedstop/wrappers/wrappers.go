// Package wrappers begins and ends stops by way of wrappers, interfaces,
// embedded types and type parameters.
package wrappers

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

// Machine has a kernel.
type Machine struct{ kern *kernel.Kernel }

func (m *Machine) freeze() { m.kern.Pause() }
func (m *Machine) thaw()   { m.kern.Unpause() }

// Host has a machine.
type Host struct{ m Machine }

func (h *Host) Freeze() { h.m.freeze() }
func (h *Host) Thaw()   { h.m.thaw() }

func twoDeep(h *Host) error {
	h.Freeze()
	if h.m.kern.Ready() != nil {
		return errBusy // want `external stop begun on h is not ended when this returns: h stays stopped`
	}
	h.Thaw()
	return nil
}

func mixedDepth(h *Host) {
	h.Freeze()
	h.m.kern.Unpause()
}

func mixedDepthTwice(h *Host) {
	h.Freeze()
	h.m.kern.Unpause()
	h.Thaw() // want `h.Thaw ends the external stop on h, which has been ended before`
}

// Supervisor embeds a kernel.
type Supervisor struct {
	*kernel.Kernel
	n int
}

func embedded(s *Supervisor) error {
	s.Pause()
	if s.n == 0 {
		return errBusy // want `external stop begun on s is not ended when this returns: s stays stopped`
	}
	s.Unpause()
	return nil
}

func embeddedEnds(s *Supervisor) error {
	s.Pause()
	defer s.Kernel.Unpause()
	return s.Save()
}

// List is a list of anything.
type List[T any] struct {
	k     *kernel.Kernel
	items []T
}

func (l *List[T]) each(f func(T)) error {
	l.k.Pause()
	if len(l.items) == 0 {
		return errBusy // want `external stop begun on l.k is not ended when this returns: l.k stays stopped`
	}
	for _, x := range l.items {
		f(x)
	}
	l.k.Unpause()
	return nil
}

func (l *List[T]) Hold()   { l.k.Pause() }
func (l *List[T]) Unhold() { l.k.Unpause() }

func generic(l *List[int]) {
	l.Hold()
	if l.items == nil {
		return // want `external stop begun on l is not ended when this returns: l stays stopped`
	}
	l.Unhold()
}

func withKernel[T any](k *kernel.Kernel, f func() T) T {
	k.Pause()
	defer k.Unpause()
	return f()
}

// both takes two kernels: ending one does not end the other.
func both(a, b *kernel.Kernel) error {
	a.Pause()
	b.Pause()
	if a.Ready() != nil {
		a.Unpause()
		return errBusy // want `external stop begun on b is not ended when this returns: b stays stopped`
	}
	a.Unpause()
	b.Unpause()
	return nil
}

func lookup(ks map[string]*kernel.Kernel, name string) error {
	k := ks[name]
	k.Pause()
	if k.Ready() != nil {
		return errBusy // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	k.Unpause()
	return nil
}

func element(ks []*kernel.Kernel, i int) error {
	ks[i].Pause()
	defer ks[i].Unpause()
	return ks[i].Save()
}

// viaTask ends by another path to, it seems, the same task.
func viaTask(g struct{ leader *kernel.Task }, t *kernel.Task) {
	t.BeginExternalStop()
	g.leader.EndExternalStop()
}

var global *kernel.Kernel

func pauseGlobal()  { global.Pause() }
func resumeGlobal() { global.Unpause() }

func globals() error {
	pauseGlobal()
	if global.Ready() != nil {
		return errBusy // want `external stop begun on global.tasks is not ended when this returns: global.tasks stays stopped`
	}
	resumeGlobal()
	return nil
}
