// Package contract defines an Analyzer that advises on contracts that are not
// kept up to date.
//
// # Analyzer contract
//
// contract: advise on contracts that the code does not go by
//
// Which mutexes a function is to be called with is in its documentation, and
// what it needs is in its body. When the body changes, the documentation is
// easily forgotten: callers go by what is written, until one of them does not
// happen to hold what the body has come to need.
//
// The check is advice, and has to be asked for: -checks=contract, or
// -checks=all,contract to run it with the others. It reports a function that is
// exported, named ...Locked, or has a contract, and whose body needs a mutex that
// the contract does not name, although the callers do hold it; a contract that
// names one mutex where the body needs another; and a requirement that none of
// the calls meet.
//
// # Wrong
//
//	// renumberLocked gives t a new place in its group.
//	//
//	// Preconditions: The signal mutex must be locked.
//	func (t *Task) renumberLocked() { // wrong: the TaskSet mutex, which moveLocked needs, is not named
//		t.beginStopLocked()
//		t.tg.ts.moveLocked(t)
//		t.endStopLocked()
//	}
//
//	// moveLocked moves t.
//	//
//	// Preconditions: ts.mu must be locked.
//	func (ts *TaskSet) moveLocked(t *Task) {}
//
// # Right
//
//	// renumberLocked gives t a new place in its group.
//	//
//	// Preconditions:
//	//   - The signal mutex must be locked.
//	//   - t.tg.ts.mu must be locked.
//	func (t *Task) renumberLocked() {
//		t.beginStopLocked()
//		t.tg.ts.moveLocked(t)
//		t.endStopLocked()
//	}
//
//	// moveLocked moves t.
//	//
//	// Preconditions: ts.mu must be locked.
//	func (ts *TaskSet) moveLocked(t *Task) {}
//
// # What is proved
//
// On some path the body needs the mutex and does not lock it, and callers in
// sight hold it or the name says that they do. Of a requirement that nobody
// meets, two calls or more are in sight, all of them, and each is a finding of
// unlockedcall itself.
//
// # What is missed
//
// Mutexes that the body needs only for some arguments, and functions whose callers
// are all out of sight.
//
// # Witness
//
// A contract that is not kept up to date breaks nothing by itself: what goes wrong
// is what a caller that goes by it does. See unlockedcall.
package contract
