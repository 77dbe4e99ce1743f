// Package helpers has checks that callees make and tell of by what they return.
package helpers

import (
	"errors"
	"strconv"
	"sync"
)

var errState = errors.New("wrong state")

type phase int

const (
	idle phase = iota
	running
	draining
	stopped
)

// Server is a server.
type Server struct {
	mu sync.Mutex

	// phase is protected by mu.
	phase phase

	// closed is protected by mu.
	closed bool

	// err is protected by mu.
	err error

	// saving is protected by mu.
	saving bool
}

func (s *Server) isIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase == idle && !s.closed
}

func (s *Server) isOpenIdle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	return s.phase == idle
}

func (s *Server) mustBeIdle() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != idle {
		return errState
	}
	return nil
}

func (s *Server) current() phase {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase
}

func (s *Server) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// take claims s for the caller.
func (s *Server) take() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != idle {
		return false
	}
	s.phase = draining
	return true
}

// lockIdle returns with s.mu locked if s is idle.
func (s *Server) lockIdle() bool {
	s.mu.Lock()
	if s.phase != idle {
		s.mu.Unlock()
		return false
	}
	return true
}

// Drain changes the phase at any time.
func (s *Server) Drain(of *Server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.closed = draining, true
	s.err = nil
}

func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.closed = stopped, false
}

func (s *Server) start() {
	if !s.isIdle() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running // want `s\.phase is set because of a check of it made before s\.mu was unlocked and locked again`
}

func (s *Server) startOpen() {
	if s.isOpenIdle() {
		s.mu.Lock()
		s.phase = running // want `s\.phase is set because of a check of it made before`
		s.mu.Unlock()
	}
}

func (s *Server) startIfIdle() error {
	if err := s.mustBeIdle(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running // want `s\.phase is set because of a check of it made before`
	return nil
}

func (s *Server) startIfCurrent() {
	if s.current() != idle {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running // want `s\.phase is set because of a check of it made before`
}

// startChecked checks again.
func (s *Server) startChecked() {
	if !s.isIdle() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == idle {
		s.phase = running
	}
}

// startOther starts another server than the one that was checked.
func (s *Server) startOther(o *Server) {
	if !s.isIdle() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.phase = running
}

// startAnyway starts s whatever the answer is.
func (s *Server) startAnyway() {
	idle := s.isIdle()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running
	s.closed = !idle
}

// startNotIdle has an answer that says nothing of the phase: s may be closed.
func (s *Server) startNotIdle() {
	if s.isIdle() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running
}

// startTaken relies on a helper that tells others.
func (s *Server) startTaken() {
	if !s.take() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = running
}

// startHeld is still in the critical section of the check.
func (s *Server) startHeld() {
	if !s.lockIdle() {
		return
	}
	s.phase = running
	s.mu.Unlock()
}

func (s *Server) startReleased(f func()) {
	if !s.lockIdle() {
		return
	}
	s.mu.Unlock()
	f()
	s.mu.Lock()
	s.phase = running // want `s\.phase is set because of a check of it made before`
	s.mu.Unlock()
}

// startAny is right for two phases, and cannot be sure of either.
func (s *Server) startAny(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.phase {
	case idle, stopped:
		s.mu.Unlock()
		f()
		s.mu.Lock()
		s.phase = running // want `s\.phase is set because of a check of it made before`
	}
}

// startBoth remembers both checks in a variable.
func (s *Server) startBoth(f func()) {
	s.mu.Lock()
	ready := s.phase == idle && !s.closed
	s.mu.Unlock()
	f()
	s.mu.Lock()
	defer s.mu.Unlock()
	if ready {
		s.phase = running // want `s\.phase is set because of a check of it made before`
	}
}

// fail asks a function of the standard library in between, which checks nothing.
func (s *Server) fail(text string) error {
	if err := s.failure(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := strconv.Atoi(text); err != nil {
		s.err = err // want `s\.err is set because of a check of it made before`
	}
	return nil
}

// Save is to be done once at a time, which is not so.
func (s *Server) Save(f func() error) error {
	s.mu.Lock()
	if s.saving {
		s.mu.Unlock()
		return errState
	}
	s.mu.Unlock()
	if err := f(); err != nil {
		return err
	}
	s.mu.Lock()
	s.saving = true // want `s\.saving is set because of a check of it made before`
	s.mu.Unlock()
	err := f()
	s.mu.Lock()
	s.saving = false
	s.mu.Unlock()
	return err
}

// MISS: a function literal makes the check.
func (s *Server) startInLiteral() {
	idle := false
	s.with(func() { idle = s.phase == 0 })
	if idle {
		s.with(func() { s.phase = running })
	}
}

func (s *Server) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
