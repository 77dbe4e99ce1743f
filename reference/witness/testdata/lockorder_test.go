package kernel

// Witnesses of lockorder: mutexes locked in an order that deadlocks. Each Wrong
// test fails as its comment says, each Right test passes.

import (
	"sync"
	"testing"
)

// countBoth counts the tasks of all and those of tg, in the order that package
// kernel states. It calls between with the outer mutex locked.
func countBoth(tg *ThreadGroup, between func()) int {
	ts := tg.pidns.owner
	ts.mu.RLock()
	defer ts.mu.RUnlock()
	between()
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	return len(tg.tasks)
}

// countBackwards is like countBoth, in the opposite order.
func countBackwards(tg *ThreadGroup, between func()) int {
	sh := tg.signalLock()
	defer sh.mu.Unlock()
	between()
	ts := tg.pidns.owner
	ts.mu.Lock() // want `the TaskSet mutex .* locked with the signal mutex .* held: it must be locked first`
	defer ts.mu.Unlock()
	return len(tg.tasks)
}

// Two goroutines lock the same mutexes, each in another order, and each waits for
// the other.
//
// Fails with: deadlock
func TestWrongBackwards(t *testing.T) {
	task := byHand(t)
	var both, outer sync.WaitGroup
	outer.Add(2)
	between := func() {
		outer.Done()
		outer.Wait()
	}
	both.Go(func() { countBoth(task.tg, between) })
	both.Go(func() { countBackwards(task.tg, between) })
	both.Wait()
}

// Both keep to the order that is stated.
func TestRightInOrder(t *testing.T) {
	task := byHand(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { countBoth(task.tg, func() {}) })
	}
	both.Wait()
}
