// Package unlockedcall defines the check of that name.
//
// # Analyzer unlockedcall
//
// unlockedcall: find calls made without the mutex that the callee requires
//
// A function may ask in its contract that its caller hold a mutex:
//
//	// endInternalStopLocked ends the stop in force.
//	//
//	// Preconditions: The signal mutex must be locked.
//	func (t *Task) endInternalStopLocked()
//
// The contract decides, not the name: it is read from directives
// (//stoplint:requires), from +checklocks annotations, from the doc comment,
// and from the built-in shape of the stop protocol. For functions without a
// contract it is inferred from the body.
//
// A call is reported if it is made without the mutex, on all paths or on some;
// if the mutex is held for reading and needed for writing; if it is proved to
// be the mutex of another object; and if the call runs without it because it is
// spawned in a goroutine or kept for later. The reverse is reported too: a call
// of a function that locks a mutex which its caller holds already, a mutex
// locked twice, and a mutex unlocked twice. So is Wait of a condition variable
// without the mutex that it was made with.
//
// A function that says what it leaves locked or unlocked ("returns with t.mu
// locked", "Postconditions: t.mu is unlocked", //stoplint:acquires) is reported
// where it returns otherwise, once, and its callers are judged by what it says.
//
// # Wrong
//
//	t.tg.signalHandlers.mu.Lock()
//	killable := t.stop != nil && t.stop.Killable()
//	t.tg.signalHandlers.mu.Unlock()
//	if killable {
//		t.endInternalStopLocked() // wrong: the stop may be another by now
//	}
//
// # Right
//
//	t.tg.signalHandlers.mu.Lock()
//	if t.stop != nil && t.stop.Killable() {
//		t.endInternalStopLocked()
//	}
//	t.tg.signalHandlers.mu.Unlock()
//
// # What is proved
//
// On the path that the finding shows, within the function and the functions it
// calls, the mutex's lock class, which is the field that holds the mutex, is
// not held; or it is, where it must not be. Loops and branches are followed
// with a bounded number of alternative states, and conditions that are tested
// twice are taken to come out the same.
//
// # What is assumed
//
// Two loads of the same field yield the same object unless the function assigns
// the field in between. A mutex of the right class is the right mutex unless it
// is proved to be another. A function whose name ends in Locked is entered with
// what its body needs.
//
// # What is missed
//
// Calls through function values and interfaces whose target cannot be told,
// unless the interface method has a contract; functions with more alternatives
// than are followed; calls made by reflection, in assembly or through cgo. Such
// calls count as unknown, and stoplint -audit lists them. That the mutex was
// released and taken again between a question and the act that depends on the
// answer is not seen either: the mutex is held at the call.
package unlockedcall
