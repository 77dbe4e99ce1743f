// Package staleguard defines an Analyzer that finds stops begun on the strength
// of a check that may be out of date.
//
// # Analyzer staleguard
//
// staleguard: find stops begun or ended on the strength of a check made before the mutex was released
//
// What a field under a mutex was found to be holds until the mutex is released.
// Whoever has to release it halfway, to take an outer mutex first or to wait, must
// check again when it is held again: in between a continue may have ended the
// group stop, or a kill the task, and a stop that is begun all the same has
// nobody left to end it.
//
// The check reports a call that begins or ends an internal stop, and a store to
// the checked field itself, that is reached only if a branch found a protected
// field to be so and so, while the mutex was released and taken again after the
// field was read: in the function, or in a callee that releases what its caller
// holds.
//
// # Wrong
//
//	// freeze begins a group stop if one is pending.
//	//
//	// Preconditions: The caller must be running on the task goroutine.
//	func (t *Task) freeze() {
//		t.tg.signalHandlers.mu.Lock()
//		if !t.tg.stopPending {
//			t.tg.signalHandlers.mu.Unlock()
//			return
//		}
//		t.tg.signalHandlers.mu.Unlock()
//		t.tg.ts.mu.RLock() // the outer mutex, which has to be taken first
//		defer t.tg.ts.mu.RUnlock()
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		t.beginInternalStopLocked((*groupStop)(nil)) // wrong: the group may have been continued
//	}
//
//	type groupStop struct{}
//
//	func (*groupStop) Killable() bool { return true }
//
// # Right
//
//	// freeze begins a group stop if one is pending.
//	//
//	// Preconditions: The caller must be running on the task goroutine.
//	func (t *Task) freeze() {
//		t.tg.ts.mu.RLock()
//		defer t.tg.ts.mu.RUnlock()
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		if !t.tg.stopPending {
//			return
//		}
//		t.beginInternalStopLocked((*groupStop)(nil))
//	}
//
//	type groupStop struct{}
//
//	func (*groupStop) Killable() bool { return true }
//
// # What is proved
//
// There is a path on which the field is read with the mutex held, by the function
// or by a callee that tells by its result what it has found, the mutex is
// released and held again, nothing looks at the field once more, and the
// branches that the field decides are the only ways to the call or the store.
// The field is documented to be protected by that mutex, and some other function
// stores something else in it, or this one does, if it is called twice at once:
// it sets the field if it is not set, and resets it in the end. A function that
// changes what the mutex protects before it releases it is taken to have told
// others what it is about to do. To reset the field is not enough for that before a
// stop is begun, if another function resets it to call the stop off: it finds
// nothing to reset then.
//
// # What is missed
//
// Checks of fields that no comment, annotation or directive says to be protected;
// checks that a function literal makes, or a callee in another package; acts on
// other fields than the one that was checked, and on entries of maps, which code
// often adds for the second time to no harm; and flags that are never reset.
package staleguard
