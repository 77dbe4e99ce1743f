// Package valuestop defines an analyzer for stops that cannot be recognised
// when they are to be ended.
//
// # Analyzer valuestop
//
// valuestop: find internal stops that no assertion or comparison will match
//
// An internal stop is a value of the stop interface that a task's goroutine
// begins and that somebody else, later, recognises by a type assertion or a
// comparison and ends. What is begun must therefore be what is asked for, and
// the protocol settles that it is always a pointer: the typed nil for a stop
// without data, and a &T{…} that somebody keeps for a stop with data. A value
// compiles and is never recognised, so that whoever should end the stop
// silently does not.
//
// The check reports
//
//   - a value that flows to a begin, with a word more if its type is not
//     comparable, because then == on the stop in force panics;
//   - a new pointer (&T{}, new(T)) to a stop without data that flows to a
//     begin or to a comparison: pointers to distinct variables of size zero
//     may or may not be equal;
//   - nil without a type that is passed to a begin, and the typed nil of a
//     stop with data if a method of the stop interface reads the data;
//   - a value receiver of a method of the stop interface, on a type that is
//     begun or is nothing but a stop: it is what lets the value compile, and
//     if the typed nil is begun it panics when called;
//   - an assertion, a case of a type switch or a comparison that never
//     matches: with a value of a type whose pointers are begun, with a pointer
//     made on the spot, with the typed nil of a stop that is always begun as
//     &T{…}.
//
// What stops and begins are is taken from the protocol: directives, or the
// shape of the code.
//
// The fix is offered for an unexported stop without data: the typed nil where
// the stop is made, pointer receivers on all its methods, and the pointer in
// assertions and comparisons, together or not at all. It is offered only if
// the package still type-checks with it.
//
// # Wrong
//
//	type vforkStop struct{}
//
//	func (vforkStop) Killable() bool { return true } // wrong: lets the value compile
//
//	func (t *Task) waitForChild() {
//		t.beginInternalStop(vforkStop{}) // wrong: is not recognised below
//	}
//
//	func (t *Task) childExited() {
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		if _, ok := t.stop.(*vforkStop); ok {
//			t.endInternalStopLocked()
//		}
//	}
//
// # Right
//
//	type vforkStop struct{}
//
//	func (*vforkStop) Killable() bool { return true }
//
//	func (t *Task) waitForChild() {
//		t.beginInternalStop((*vforkStop)(nil))
//	}
//
//	func (t *Task) childExited() {
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		if _, ok := t.stop.(*vforkStop); ok {
//			t.endInternalStopLocked()
//		}
//	}
//
// # What is proved
//
// It is a may analysis: what is reported reaches a begin, or a comparison, on
// some path in this abstraction. The flow is followed backwards from each
// begin, through variables, fields, package-level variables, elements of
// slices, arrays, maps and channels, conversions, closures, calls of functions
// and of function values, type parameters, and across packages: a fact on a
// function says which of its parameters flow to a begin and which stops it
// returns. Local variables are told apart by their point in the program, but
// neither the variables that hold a field nor the elements of a container.
//
// # What is missed
//
// Stops that are made or begun where the check cannot see: through reflection,
// in assembly, by a function value of unknown origin, or through an interface
// method unless every implementation in the package begins its argument.
package valuestop
