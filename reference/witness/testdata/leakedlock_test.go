package kernel

// Witnesses of leakedlock: mutexes that stay locked. Each Wrong test fails as
// its comment says, each Right test passes.

import (
	"testing"

	"github.com/stoplint/stoplint/reference/guest"
)

// groupSize counts the tasks of a thread group that has any.
func groupSize(tg *ThreadGroup) int {
	sh := tg.signalLock()
	if len(tg.tasks) > 0 {
		return len(tg.tasks) // want `the signal mutex .* is still locked when this returns: it stays locked`
	}
	sh.mu.Unlock()
	return 0
}

// The mutex stays locked on the early return, and the next one who needs it
// waits for ever.
//
// Fails with: deadlock
func TestWrongEarlyReturn(t *testing.T) {
	task := byHand(t)
	groupSize(task.tg)
	groupSize(task.tg)
}

// groupSizeDeferring is groupSize with a deferred unlock.
func groupSizeDeferring(tg *ThreadGroup) int {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	return len(tg.tasks)
}

// It is unlocked however the function is left.
func TestRightEarlyReturn(t *testing.T) {
	task := byHand(t)
	groupSizeDeferring(task.tg)
	groupSizeDeferring(task.tg)
}

// ignoreAll makes each of the handlers ignore a signal that it does not ignore
// already.
func ignoreAll(all []*SignalHandlers) {
	for _, sh := range all {
		sh.mu.Lock() // want `the signal mutex .* is not unlocked in each round of the loop: it stays locked`
		if sh.actions[guest.USR1] == actionIgnore {
			continue
		}
		sh.actions[guest.USR1] = actionIgnore
		sh.mu.Unlock()
	}
}

// A round of a loop skips the unlock.
//
// Fails with: deadlock
func TestWrongSkipped(t *testing.T) {
	task := byHand(t)
	all := []*SignalHandlers{task.tg.signalHandlers}
	ignoreAll(all)
	ignoreAll(all)
	ignoreAll(all)
}

// ignoreAllUnlocking is ignoreAll with an unlock in each round.
func ignoreAllUnlocking(all []*SignalHandlers) {
	for _, sh := range all {
		sh.mu.Lock()
		if sh.actions[guest.USR1] != actionIgnore {
			sh.actions[guest.USR1] = actionIgnore
		}
		sh.mu.Unlock()
	}
}

// Each round unlocks what it locks.
func TestRightSkipped(t *testing.T) {
	task := byHand(t)
	all := []*SignalHandlers{task.tg.signalHandlers}
	ignoreAllUnlocking(all)
	ignoreAllUnlocking(all)
	ignoreAllUnlocking(all)
}
