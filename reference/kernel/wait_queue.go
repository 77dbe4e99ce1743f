package kernel

import "sync"

// A waitQueue wakes all who wait for a condition that it knows nothing of. Its
// zero value is ready for use.
//
// To wait without missing a change, register, look, and only then block:
//
//	c := q.register()
//	defer q.unregister(c)
//	for !condition() {
//		if err := t.block(c); err != nil {
//			return err
//		}
//	}
type waitQueue struct {
	mu sync.Mutex

	// waiters are the channels that notify sends to.
	//
	// waiters is protected by mu.
	waiters map[chan struct{}]struct{}
}

// register returns a channel on which there is something to receive after the
// next call of notify.
func (q *waitQueue) register() chan struct{} {
	c := make(chan struct{}, 1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiters == nil {
		q.waiters = make(map[chan struct{}]struct{})
	}
	q.waiters[c] = struct{}{}
	return c
}

// unregister ends the effect of register.
func (q *waitQueue) unregister(c chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiters, c)
}

// notify wakes all who have registered.
func (q *waitQueue) notify() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for c := range q.waiters {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
