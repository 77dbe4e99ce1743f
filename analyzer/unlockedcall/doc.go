// Package unlockedcall defines the check of that name.
//
// # Analyzer unlockedcall
//
// unlockedcall: find calls made without the mutex that the callee requires
//
// A function may ask in its contract that its caller hold a mutex:
//
//	// Preconditions: The signal mutex must be locked.
//	func (t *Task) endStopLocked()
//
// The contract decides, not the name: it is read from directives
// (//stoplint:requires), from +checklocks annotations, from the doc comment,
// and from the built-in shape of the stop protocol. For functions without a
// contract it is inferred from the body. A call is reported if it is made
// without the mutex:
//
//	t.tg.signalHandlers.mu.Lock()
//	t.prepare()
//	t.tg.signalHandlers.mu.Unlock()
//	t.endStopLocked() // wrong: the signal mutex is released already
//
// and is right while it is held:
//
//	t.tg.signalHandlers.mu.Lock()
//	t.endStopLocked()
//	t.tg.signalHandlers.mu.Unlock()
//
// So are a call with the mutex held for reading where it is needed for
// writing, one that lacks the mutex on some paths only, and one that runs
// without it because it is spawned in a goroutine or kept for later. The
// reverse is reported too: a call of a function that locks a mutex which the
// caller holds already, a mutex locked twice, and a mutex unlocked twice.
//
// What is proved: on the path that the finding shows, within the function and
// the functions it calls, the mutex's lock class is not held. Loops and
// branches are followed with a bounded number of alternative states, and
// conditions that are tested twice are taken to come out the same.
//
// What is assumed: two loads of the same field yield the same object unless
// the function assigns the field in between; a mutex of the right class is the
// right mutex unless it is proved to be another; a function whose name ends in
// Locked is entered with what its body needs.
//
// What is missed: calls through function values and interfaces whose target
// cannot be told, unless the interface method has a contract; functions with
// more alternatives than are followed; calls made by reflection or through
// cgo. Such calls count as unknown, and stoplint -audit lists them.
package unlockedcall
