// Package promises has functions that say what they leave locked and unlocked,
// and bodies that do something else. One finding is at the function; its callers
// go by what it says.
package promises

import (
	"errors"
	"sync"
)

type handlers struct {
	mu sync.Mutex
	n  int
}

type group struct {
	handlers *handlers
	ready    bool

	//stoplint:mutex gate
	gate sync.RWMutex
}

// countLocked counts.
//
// Preconditions: h.mu must be locked.
func (h *handlers) countLocked() { h.n++ }

// passLocked passes the gate.
//
//stoplint:requires gate
func (g *group) passLocked() {}

// lockHandlers locks handlers.mu and returns the handlers.
func (g *group) lockHandlers() *handlers {
	h := g.handlers
	if !g.ready {
		return h // want `lockHandlers returns without h?.*mu, which its documentation says it acquires`
	}
	h.mu.Lock()
	return h
}

func (g *group) Count() {
	h := g.lockHandlers()
	defer h.mu.Unlock()
	h.countLocked()
}

func (g *group) CountTwice() {
	h := g.lockHandlers()
	h.countLocked()
	h.mu.Unlock()
	h.countLocked() // want `h\.countLocked called without h\.mu held$`
}

// lockNothing returns with h.mu locked.
func (h *handlers) lockNothing() {
	h.n++
} // want `lockNothing returns without h\.mu, which its documentation says it acquires`

func (h *handlers) Nothing() {
	h.lockNothing()
	h.countLocked()
	h.mu.Unlock()
}

// lockUnlocked returns with h.mu locked.
func (h *handlers) lockUnlocked() {
	h.mu.Lock()
	h.n++
	h.mu.Unlock()
} // want `lockUnlocked returns without h\.mu, which its documentation says it acquires`

var errNotReady = errors.New("not ready")

// lockIfReady locks handlers.mu and returns the handlers.
func (g *group) lockIfReady() (*handlers, error) {
	if !g.ready {
		return nil, errNotReady
	}
	g.handlers.mu.Lock()
	return g.handlers, nil
}

func (g *group) CountIfReady() error {
	h, err := g.lockIfReady()
	if err != nil {
		return err
	}
	h.countLocked()
	h.mu.Unlock()
	return nil
}

// lockUnless returns with h.mu locked: those who say that it is are to know.
func (h *handlers) lockUnless(locked bool) {
	if !locked {
		h.mu.Lock()
	}
}

//stoplint:acquires gate
func (g *group) enter() {
	g.gate.Lock()
	if g.ready {
		g.gate.Unlock()
		return // want `enter returns without the gate mutex \(g\.gate\), which its contract says it acquires`
	}
	g.passLocked()
}

//stoplint:releases gate
func (g *group) leave() {
	if g.ready {
		return // want `leave returns with the gate mutex \(g\.gate\) held, which its contract says it releases`
	}
	g.gate.Unlock()
}

//stoplint:acquires gate
func (g *group) enterRight() {
	for !g.ready {
		g.gate.Lock()
		if g.ready {
			return
		}
		g.gate.Unlock()
	}
	g.gate.Lock()
}

//stoplint:releases gate
func (g *group) leaveRight() {
	defer g.gate.Unlock()
	if g.ready {
		return
	}
	g.passLocked()
}

func (g *group) Pass() {
	g.enter()
	g.passLocked()
	g.leave()
	g.passLocked() // want `g\.passLocked called without the gate mutex \(g\.gate\) held$`
}

// finishLocked ends the count.
//
// Preconditions: h.mu must be locked.
// Postconditions: h.mu is unlocked.
func (h *handlers) finishLocked() {
	h.n--
	if h.n > 0 {
		h.countLocked()
		return // want `finishLocked returns with h\.mu held, which its documentation says it releases`
	}
	h.mu.Unlock()
}

func (h *handlers) Finish() {
	h.mu.Lock()
	h.finishLocked()
	h.countLocked() // want `h\.countLocked called without h\.mu held$`
}

// dropLocked forgets to lock again on one of its ways out.
//
// Preconditions: h.mu must be locked.
func (h *handlers) dropLocked() {
	h.mu.Unlock()
	if h.n == 0 {
		return // want `dropLocked returns with h\.mu unlocked, which its documentation requires and its other returns leave held`
	}
	h.mu.Lock()
}

func (h *handlers) Drop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropLocked()
	h.countLocked()
}

// dropIfLocked says by its result whether it still holds the mutex.
//
// Preconditions: h.mu must be locked.
func (h *handlers) dropIfLocked() bool {
	if h.n == 0 {
		h.mu.Unlock()
		return true
	}
	return false
}

func (h *handlers) DropIf() {
	h.mu.Lock()
	if h.dropIfLocked() {
		return
	}
	h.countLocked()
	h.mu.Unlock()
}

// giveLocked gives the mutex away on all its ways out.
//
// Preconditions: h.mu must be locked.
func (h *handlers) giveLocked() {
	if h.n == 0 {
		h.mu.Unlock()
		return
	}
	h.n = 0
	h.mu.Unlock()
}

func (h *handlers) Give() {
	h.mu.Lock()
	h.giveLocked()
	h.countLocked() // want `h\.countLocked called without h\.mu held$`
}

// session has the mutex two steps away, and a contract that names it.
type session struct{ g *group }

// closeLocked says which mutex it unlocks, and not whose.
//
// Preconditions: handlers.mu must be locked.
// Postconditions: handlers.mu is unlocked.
func (s *session) closeLocked() {
	if s.g == nil {
		return // want `closeLocked returns with handlers\.mu held, which its documentation says it releases`
	}
	s.g.handlers.mu.Unlock()
}

// closeRightLocked is closeLocked done right.
//
// Preconditions: handlers.mu must be locked.
// Postconditions: handlers.mu is unlocked.
func (s *session) closeRightLocked() {
	defer s.g.handlers.mu.Unlock()
	if s.g.ready {
		return
	}
	s.g.handlers.countLocked()
}

// dropTwoLocked unlocks what its contract names by class, and needs it after.
//
// Preconditions: handlers.mu must be locked.
func (s *session) dropTwoLocked() {
	s.g.handlers.mu.Unlock()
	s.g.handlers.countLocked() // want `s\.g\.handlers\.countLocked called without s\.g\.handlers\.mu held$`
}

// unlockBoth unlocks the handlers of two groups, which may be the same ones, or
// none.
//
// +checklocksrelease:first.mu
// +checklocksrelease:second.mu
func unlockBoth(first, second *handlers) {
	if second != nil {
		second.mu.Unlock()
	}
	if first != nil && first != second {
		first.mu.Unlock()
	}
}

// unlockOne forgets the first of two.
//
// +checklocksrelease:first.mu
// +checklocksrelease:second.mu
func unlockOne(first, second *handlers) {
	if first == second {
		first.mu.Unlock()
		return
	}
	second.mu.Unlock()
	return // want `unlockOne returns with first\.mu held, which its contract says it releases`
}
