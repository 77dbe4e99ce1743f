// Package interfaces stops things that it knows by an interface, which tasks and
// sets of tasks implement.
package interfaces

import (
	"errors"

	"unpairedstop/kernel"
)

type pausable interface {
	BeginExternalStop()
	EndExternalStop()
}

var errBusy = errors.New("busy")

func with(p pausable, f func() error) error {
	p.BeginExternalStop()
	if err := f(); err != nil {
		return err // want `external stop begun on p is not ended when this returns: p stays stopped`
	}
	p.EndExternalStop()
	return nil
}

func withDeferred(p pausable, f func() error) error {
	p.BeginExternalStop()
	defer p.EndExternalStop()
	return f()
}

// generic is constrained by the interface.
func generic[P pausable](p P, f func(P) error) error {
	p.BeginExternalStop()
	if err := f(p); err != nil {
		return err // want `external stop begun on p is not ended when this returns: p stays stopped`
	}
	p.EndExternalStop()
	return nil
}

// hold returns what ends the stop that it begins.
func hold(p pausable) func() {
	p.BeginExternalStop()
	return p.EndExternalStop
}

func held(t *kernel.Task, f func() error) error {
	release := hold(t)
	if err := f(); err != nil {
		return err // want `external stop begun on t is not ended when this returns: t stays stopped`
	}
	release()
	return nil
}

func heldDeferred(t *kernel.Task, f func() error) error {
	defer hold(t)()
	return f()
}

// mixed begins a stop on a task and ends it by the interface.
func mixed(t *kernel.Task) {
	t.BeginExternalStop()
	var p pausable = t
	p.EndExternalStop()
}

func end(p pausable) { p.EndExternalStop() }

// mixedHelper has a helper end it.
func mixedHelper(t *kernel.Task, f func() error) error {
	t.BeginExternalStop()
	if err := f(); err != nil {
		return err // want `external stop begun on t is not ended when this returns: t stays stopped`
	}
	end(t)
	return nil
}

// all stops several things, whatever they are.
func all(ps ...pausable) (resume func()) {
	for _, p := range ps {
		p.BeginExternalStop()
	}
	return func() {
		for _, p := range ps {
			p.EndExternalStop()
		}
	}
}

func both(t *kernel.Task, ts *kernel.TaskSet, f func() error) error {
	resume := all(t, ts)
	if err := f(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	resume()
	return nil
}

func bothDeferred(t *kernel.Task, ts *kernel.TaskSet) error {
	resume := all(t, ts)
	defer resume()
	return errBusy
}

// stopwatch has methods of the names, too, and neither is about tasks.
type stopwatch struct{ n int }

func (s *stopwatch) Hold()    { s.n++ }
func (s *stopwatch) Release() { s.n-- }

type holder interface {
	Hold()
	Release()
}

func unrelated(h holder, f func() error) error {
	h.Hold()
	if err := f(); err != nil {
		return err
	}
	h.Release()
	return nil
}
