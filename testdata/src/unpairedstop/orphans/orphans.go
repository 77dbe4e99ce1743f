// Package orphans has begins that nothing ends, and ends of what nothing
// begins.
package orphans

import (
	"errors"
	"sync"

	"unpairedstop/kernel"
)

// Machine is a kernel and what belongs to it.
type Machine struct {
	k  *kernel.Kernel
	mu sync.Mutex
	n  int
}

// Pause and Resume are an open pair: remote calls that are made one after the
// other.
func (m *Machine) Pause() error {
	m.k.Pause()
	return nil
}

func (m *Machine) Resume() error {
	m.k.Unpause()
	return nil
}

// Snapshot ends what it begins.
func (m *Machine) Snapshot() error {
	m.Pause()
	defer m.Resume()
	return m.k.Save()
}

// Checkpoint does not: nothing ends what a method that pauses the machine by
// means of another one leaves in force.
func (m *Machine) Checkpoint() error {
	m.Pause() // want `external stop begun on m is never ended: m stays stopped`
	return m.k.Save()
}

// drain is a begin whose callers end it.
func (m *Machine) drain() {
	m.Pause()
	m.n = len(m.k.Tasks())
}

func (m *Machine) count() int {
	m.drain()
	defer m.Resume()
	return m.n
}

// Sandbox has a kernel, and gets another one.
type Sandbox struct {
	k, spare *kernel.Kernel
}

func create() (*kernel.Kernel, error) { return &kernel.Kernel{}, nil }

// Restore leaves a kernel behind, stopped.
func (s *Sandbox) Restore() error {
	s.k.Pause()
	k, err := create()
	if err != nil {
		return err
	}
	s.k = k
	return s.k.Ready()
}

// Prepare keeps its kernel.
func (s *Sandbox) Prepare() error {
	s.k.Pause() // want `external stop begun on s\.k is never ended: s\.k stays stopped`
	k, err := create()
	if err != nil {
		return err
	}
	s.spare = k
	return s.k.Ready()
}

// save leaves in force what its only caller does not end.
func save(k *kernel.Kernel) error {
	k.Pause() // want `external stop begun on k is never ended: k stays stopped`
	return k.Save()
}

func saveTwice(k *kernel.Kernel) error {
	return errors.Join(save(k), save(k))
}

// Freeze is all that it is: callers have k and can end it.
func Freeze(k *kernel.Kernel) {
	k.Pause()
}

// Lifecycle is a controller whose Resume pauses.
type Lifecycle struct{ Kernel *kernel.Kernel }

func (l *Lifecycle) Pause() error {
	l.Kernel.Pause()
	return nil
}

func (l *Lifecycle) Resume() error {
	l.Kernel.Pause() // want `l.Kernel.Pause begins an external stop on l.Kernel as \(\*Lifecycle\).Pause does, and nothing there ends it`
	return nil
}

// Debugger has the pair under other names and at another depth.
type Debugger struct{ k *kernel.Kernel }

func (d *Debugger) Attach() {
	d.halt()
}

func (d *Debugger) halt() { d.k.Pause() }

func (d *Debugger) Detach() { d.k.Unpause() }

// Migration ends what it has not begun.
type Migration struct{ k *kernel.Kernel }

func (m *Migration) Pause()  { m.k.Pause() }
func (m *Migration) Resume() { m.k.Unpause() }

func (m *Migration) Restart() error {
	defer m.Resume() // want `m.Resume ends an external stop on m that nothing begins`
	return m.k.Save()
}

func (m *Migration) ensure() {
	if !m.k.IsPaused() {
		m.k.Pause()
	}
}
