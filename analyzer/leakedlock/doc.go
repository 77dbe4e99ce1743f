// Package leakedlock defines the check of that name.
//
// # Analyzer leakedlock
//
// leakedlock: find mutexes that stay locked on some path out of a function
//
// A function that unlocks what it has locked on one path must do so on all of
// them: the next one to lock a mutex that was left locked waits for ever.
//
// A function may leave a mutex locked for its callers, though. What it returns
// then tells them: it is held on success and unlocked on failure. So reported
// are a return that leaves a mutex locked on failure while another unlocks it on
// success, and a return that leaves it locked although nothing that callers know,
// neither what they pass nor what is returned, tells it from one that unlocks it.
// If something might tell, it is asked who unlocks: if all code that can unlock
// the mutex is in sight, because its field is not exported and its address goes
// nowhere, and none of it unlocks it for the function, the return is reported,
// too; so is, for the same reason, one of a function that is there for its result
// and never unlocks what it has locked.
//
// Reported is also a round of a loop that leaves the mutex of its object locked
// while other rounds unlock it, and an explicit panic with a mutex locked that a
// deferred call of the function recovers from.
//
// Reported is, too, an unlock of a mutex that is found anew for it, x.h.mu, if other
// functions replace the pointer x.h with an outer mutex held, which neither the
// function nor a caller holds, and if there is a function for those who do not
// hold it, which returns the owner of the mutex that it has locked.
//
// A mutex is unlocked by a call, a deferred call, a function literal that is
// called, deferred, returned, stored, or started as a goroutine, and by a callee
// that unlocks it, in any package. A contract that says that a function acquires
// or releases a mutex is believed; that it breaks it, and that it returns without
// a mutex that it requires, unlockedcall reports.
//
// # Wrong
//
//	func (t *Task) checkpoint(save func(*Task) error) error {
//		t.tg.signalHandlers.mu.Lock()
//		if err := save(t); err != nil {
//			return err // wrong: the signal mutex stays locked
//		}
//		t.stopCount++
//		t.tg.signalHandlers.mu.Unlock()
//		return nil
//	}
//
// # Right
//
//	func (t *Task) checkpoint(save func(*Task) error) error {
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		if err := save(t); err != nil {
//			return err
//		}
//		t.stopCount++
//		return nil
//	}
//
// # What is proved
//
// On the path that the finding shows, the function and the functions that it calls
// lock the mutex and do not unlock it, and either callers could not know that they
// have to, or no code in sight does it for them and no other code can. Branches and
// loops are followed with a bounded number of alternative states; where they had
// to be joined nothing is reported.
//
// # What is assumed
//
// Conditions on the way are independent, unless they ask for the same thing before
// and after the lock: then the answers are taken to agree. A call does not panic
// unless it is a call of panic. A mutex that is locked for reading or writing is to
// be unlocked by the function that locks it, or by one that is told to.
//
// # What is missed
//
// Mutexes of several objects that are locked in a loop, those whose owner is put
// where other code finds it before the function is left, and those that callees
// lock on ways of returning that their callers cannot tell apart. A method that
// leaves a mutex locked because of something that its receiver remembers, if
// another one that code out of sight can call unlocks such a mutex: the two look
// like a pair. Functions without a result that never unlock what they lock, and
// panics in callees. A mutex that is found anew to unlock it by way of a task, whose
// own goroutine may be the only one to replace the pointer, or by a pointer that
// is replaced without an outer mutex. One that the function itself replaces is
// reported by unlockedcall.
package leakedlock
