package kernel

import (
	"sync"

	"github.com/stoplint/stoplint/reference/guest"
)

// A signalSet is a set of signals.
type signalSet uint64

// setOf returns the set of the given signals.
func setOf(sigs ...guest.Signal) signalSet {
	var set signalSet
	for _, sig := range sigs {
		set |= 1 << uint(sig)
	}
	return set
}

// allSignals is the set of all signals.
var allSignals = setOf(guest.Signals()...)

// unblockableSignals are those that no signal mask and no handler applies to.
var unblockableSignals = setOf(guest.KILL, guest.STOP)

// stopSignals are those whose default action is to stop the thread group.
var stopSignals = setOf(guest.STOP, guest.TSTP)

// first returns the signal with the lowest number in set, or 0. KILL comes
// before all others.
func (set signalSet) first() guest.Signal {
	if set&setOf(guest.KILL) != 0 {
		return guest.KILL
	}
	for _, sig := range guest.Signals() {
		if set&setOf(sig) != 0 {
			return sig
		}
	}
	return 0
}

// An action is what is done on a signal.
type action uint8

const (
	actionDefault action = iota
	actionIgnore
	actionHandle
	actionTerminate
	actionStop
)

// SignalHandlers says what is done on each signal.
type SignalHandlers struct {
	// mu protects actions, and is the signal mutex of every thread group that
	// uses these SignalHandlers; see ThreadGroup.signalHandlers.
	mu sync.Mutex

	// actions maps each signal to actionDefault, actionIgnore or
	// actionHandle.
	//
	// actions is protected by mu.
	actions map[guest.Signal]action
}

func newSignalHandlers() *SignalHandlers {
	return &SignalHandlers{actions: make(map[guest.Signal]action)}
}

// fork returns a copy of sh.
//
// Preconditions: sh.mu must not be locked.
func (sh *SignalHandlers) fork() *SignalHandlers {
	sh2 := newSignalHandlers()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for sig, act := range sh.actions {
		sh2.actions[sig] = act
	}
	return sh2
}

// copyForExecLocked returns a copy of sh in which no signal has a handler.
//
// Preconditions: sh.mu must be locked.
func (sh *SignalHandlers) copyForExecLocked() *SignalHandlers {
	sh2 := newSignalHandlers()
	for sig, act := range sh.actions {
		if act == actionIgnore {
			sh2.actions[sig] = act
		}
	}
	return sh2
}

// actionLocked returns what is done on sig: any action but actionDefault.
//
// Preconditions: sh.mu must be locked.
func (sh *SignalHandlers) actionLocked(sig guest.Signal) action {
	if setOf(sig)&unblockableSignals == 0 {
		if act := sh.actions[sig]; act != actionDefault {
			return act
		}
	}
	switch {
	case setOf(sig)&stopSignals != 0:
		return actionStop
	case sig == guest.CHLD || sig == guest.CONT:
		return actionIgnore
	}
	return actionTerminate
}
