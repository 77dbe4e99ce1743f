// Package library has begins whose ends are up to its users, who are elsewhere.
package library

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

// Machine is a kernel and what belongs to it. Its users have the kernel, too.
type Machine struct {
	k       *kernel.Kernel
	mu      sync.Mutex
	state   string
	hooks   []func(string)
	waiting chan struct{}
}

// New makes a Machine of k.
func New(k *kernel.Kernel) *Machine { return &Machine{k: k} }

func (m *Machine) tell(event string) {
	for _, h := range m.hooks {
		h(event)
	}
}

// Hold pauses the machine and tells everybody. Whoever calls it resumes k.
func (m *Machine) Hold() {
	m.k.Pause()
	m.mu.Lock()
	m.state = "held"
	m.mu.Unlock()
	m.tell("held")
}

// HoldFor is Hold, and gives up when ctx is done.
func (m *Machine) HoldFor(ctx context.Context) error {
	m.k.Pause()
	select {
	case <-m.waiting:
		return nil
	case <-ctx.Done():
		m.k.Unpause()
		return ctx.Err()
	}
}

// Quiesce pauses the machine, and returns how many tasks there are.
func (m *Machine) Quiesce() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state == "quiet" {
		return errBusy
	}
	m.k.Pause()
	m.state = "quiet"
	close(m.waiting)
	return nil
}

// Thaw is the end of a begin that is elsewhere.
func Thaw(m *Machine) {
	m.mu.Lock()
	m.state = "running"
	m.mu.Unlock()
	m.k.Unpause()
	m.tell("running")
}

// Debugger stops tasks for its users.
type Debugger struct{ attached map[string]bool }

// Interrupt stops t.
func (d *Debugger) Interrupt(t *kernel.Task) bool {
	if d.attached[t.Name] {
		return false
	}
	t.BeginExternalStop()
	d.attached[t.Name] = true
	fmt.Println("interrupted", t.Name)
	return true
}

// Lifecycle has the pair, and calls that build on one half.
type Lifecycle struct {
	k    *kernel.Kernel
	subs []chan string
	gen  int
}

// Pause pauses.
func (l *Lifecycle) Pause() { l.k.Pause() }

// Resume resumes.
func (l *Lifecycle) Resume() { l.k.Unpause() }

// PauseAndTell is Pause, with a word to everybody. Resume ends it.
func (l *Lifecycle) PauseAndTell() {
	l.Pause()
	for _, c := range l.subs {
		c <- "paused"
	}
}

// PauseGeneration is Pause, and counts.
func (l *Lifecycle) PauseGeneration() int {
	l.Pause()
	l.gen++
	return l.gen
}

// Dump pauses, and fails with the stop in force.
func (l *Lifecycle) Dump() error {
	l.Pause() // want `external stop begun on l is never ended: l stays stopped`
	return l.k.Save()
}

// Names pauses for what it returns.
func (l *Lifecycle) Names() []string {
	l.Pause() // want `external stop begun on l is never ended: l stays stopped`
	var names []string
	for _, t := range l.k.Tasks() {
		names = append(names, t.Name)
	}
	return names
}

// server has the calls of a protocol: nobody calls them by their names.
type server struct{ k *kernel.Kernel }

// Stop is a call that begins what no other call ends.
func (s *server) Stop(_, _ *struct{}) error {
	s.k.Pause() // want `external stop begun on s.k is never ended: s.k stays stopped`
	return s.k.Ready()
}

// loader is used by a manager.
type loader struct{ k *kernel.Kernel }

func (l *loader) signalAll(n int) error {
	l.k.Pause() // want `external stop begun on l.k is never ended: l.k stays stopped`
	return l.k.Ready()
}

func (l *loader) destroy() error {
	if err := l.signalAll(9); err != nil {
		return err
	}
	return nil
}

type manager struct{ l *loader }

// Signal is a call.
func (m *manager) Signal(n, _ *int) error { return m.l.signalAll(*n) }

// Pause and Resume are two more.
func (m *manager) Pause(_, _ *int) error {
	m.l.k.Pause()
	return nil
}

// Resume ends Pause.
func (m *manager) Resume(_, _ *int) error {
	m.l.k.Unpause()
	return nil
}
