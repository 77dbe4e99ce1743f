// Package paths has functions that unlock on some paths what they lock.
package paths

import (
	"errors"

	"leakedlock/kernel"
)

var errBusy = errors.New("busy")

func straight(t *kernel.Task) {
	t.Mu.Lock()
	t.NextLocked()
	t.Mu.Unlock()
}

func earlyReturn(t *kernel.Task) {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		return // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
}

func earlyReturnUnlocks(t *kernel.Task) {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		t.Mu.Unlock()
		return
	}
	t.Mu.Unlock()
}

func errorReturn(t *kernel.Task) error {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		return errBusy // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
	return nil
}

func errorReturnDeferred(t *kernel.Task) error {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	if t.NextLocked() > 3 {
		return errBusy
	}
	return nil
}

func errorPassedOn(t *kernel.Task, f func() error) error {
	t.Mu.Lock()
	if err := f(); err != nil {
		return err // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
	return nil
}

func endOfFunction(t *kernel.Task) {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		t.Mu.Unlock()
	}
} // want `t.Mu is still locked when this returns: it stays locked`

func lockOnOneBranch(t *kernel.Task, locked bool) {
	if !locked {
		t.Mu.Lock()
	}
	t.N++
	if !locked {
		t.Mu.Unlock()
	}
}

func lockOnOneBranchLeaks(t *kernel.Task, locked bool) {
	if !locked {
		t.Mu.Lock()
	}
	if t.NextLocked() > 3 {
		return // want `t.Mu is still locked when this returns: it stays locked`
	}
	if !locked {
		t.Mu.Unlock()
	}
}

func sameQuestion(t *kernel.Task, ready func() bool) {
	if ready() {
		t.Mu.Lock()
	}
	if ready() {
		t.Mu.Unlock()
	}
}

func boolResult(t *kernel.Task) bool {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		return false // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
	return true
}

func lockIf(t *kernel.Task) bool {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return false
	}
	return true
}

// lockUnless returns whether t is dead, and locks it if not.
func lockUnless(t *kernel.Task) (dead bool) {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return true
	}
	return false
}

func useLocks(t *kernel.Task) {
	if lockIf(t) {
		t.NextLocked()
		t.Mu.Unlock()
	}
	if !lockUnless(t) {
		t.NextLocked()
		t.Mu.Unlock()
	}
	boolResult(t)
}

func lockOther(t *kernel.Task) *kernel.Task {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return nil
	}
	return t
}

func unlockParam(t *kernel.Task, unlock bool) {
	t.Mu.Lock()
	t.NextLocked()
	if unlock {
		t.Mu.Unlock()
	}
}

func unlockReturned(t *kernel.Task) func() {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return func() {}
	}
	return t.Mu.Unlock
}

func unlockReturnedLiteral(t *kernel.Task) (func(), int) {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return func() {}, 0
	}
	return func() { t.Mu.Unlock() }, 0
}

type held struct{ unlock func() }

func (h *held) keeps(t *kernel.Task) {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return
	}
	h.unlock = t.Mu.Unlock
}

func goroutineUnlocks(t *kernel.Task) {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return
	}
	go func() {
		defer t.Mu.Unlock()
		t.NextLocked()
	}()
}

func goroutineUnlocksOrNot(t *kernel.Task) {
	t.Mu.Lock()
	if t.NextLocked() > 3 {
		return // want `t.Mu is still locked when this returns: it stays locked`
	}
	go func() {
		defer t.Mu.Unlock()
		t.NextLocked()
	}()
}

func calleeLocks(t *kernel.Task) error {
	if err := t.Lock(); err != nil {
		return err
	}
	if t.NextLocked() > 3 {
		return errBusy // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Unlock()
	return nil
}

func calleeLocksDeferred(t *kernel.Task) error {
	if err := t.Lock(); err != nil {
		return err
	}
	defer t.Unlock()
	if t.NextLocked() > 3 {
		return errBusy
	}
	return nil
}

func tryLock(t *kernel.Task) {
	if !t.Mu.TryLock() {
		return
	}
	if t.NextLocked() > 3 {
		return // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
}

func breaks(t *kernel.Task, n int) {
	for range n {
		t.Mu.Lock()
		if t.NextLocked() > 3 {
			break
		}
		t.Mu.Unlock()
	}
} // want `t.Mu is still locked when this returns: it stays locked`

func continues(ts []*kernel.Task) {
	for _, t := range ts {
		t.Mu.Lock() // want `t.Mu is not unlocked in each round of the loop: it stays locked`
		if t.NextLocked() > 3 {
			continue
		}
		t.Mu.Unlock()
	}
}

func continuesUnlocked(ts []*kernel.Task) {
	for _, t := range ts {
		t.Mu.Lock()
		if t.NextLocked() > 3 {
			t.Mu.Unlock()
			continue
		}
		t.Mu.Unlock()
	}
}

func keepsSome(ts []*kernel.Task) (some []*kernel.Task) {
	for _, t := range ts {
		t.Mu.Lock()
		if t.NextLocked() > 3 {
			some = append(some, t)
			continue
		}
		t.Mu.Unlock()
	}
	return some
}

func returnsFromLoop(ts []*kernel.Task) {
	for _, t := range ts {
		t.Mu.Lock()
		if t.NextLocked() > 3 {
			return // want `t.Mu is still locked when this returns: it stays locked`
		}
		t.Mu.Unlock()
	}
}

func panics(t *kernel.Task) {
	t.Mu.Lock()
	if t.Dead {
		panic("dead")
	}
	t.Mu.Unlock()
}

func recovers(t *kernel.Task) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errBusy
		}
	}()
	t.Mu.Lock()
	if t.Dead {
		panic("dead") // want `t.Mu is still locked when this panics and the panic is recovered from: it stays locked`
	}
	t.Mu.Unlock()
	return nil
}

func recoversAndUnlocks(t *kernel.Task) (err error) {
	defer func() {
		if r := recover(); r != nil {
			t.Mu.Unlock()
			err = errBusy
		}
	}()
	t.Mu.Lock()
	if t.Dead {
		panic("dead")
	}
	t.Mu.Unlock()
	return nil
}

func literal(ts []*kernel.Task) {
	visit := func(t *kernel.Task) {
		t.Mu.Lock()
		if t.Dead {
			return // want `t.Mu is still locked when this returns: it stays locked`
		}
		t.Mu.Unlock()
	}
	for _, t := range ts {
		visit(t)
	}
}

func retry(get func() *kernel.Task) *kernel.Task {
	t := get()
	for {
		t.Mu.Lock()
		t2 := get()
		if t == t2 {
			return t
		}
		t.Mu.Unlock()
		t = t2
	}
}

func handOverHand(ts []*kernel.Task) {
	var prev *kernel.Task
	for _, t := range ts {
		t.Mu.Lock()
		if prev != nil {
			prev.Mu.Unlock()
		}
		prev = t
	}
	if prev != nil {
		prev.Mu.Unlock()
	}
}

func deferredFlag(t *kernel.Task) {
	unlock := true
	t.Mu.Lock()
	defer func() {
		if unlock {
			t.Mu.Unlock()
		}
	}()
	if t.NextLocked() > 3 {
		t.Mu.Unlock()
		unlock = false
	}
}
