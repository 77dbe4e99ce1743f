// Package lockorder defines the check of that name.
//
// # Analyzer lockorder
//
// lockorder: find mutexes locked in an order that can deadlock
//
// Two goroutines that lock the same two mutexes, each in another order, can wait
// for each other for ever. So code states an order, outermost first, and keeps to
// it. The order is read from the comment on a package clause or a struct, in which
// each mutex is locked within those above it that are indented less:
//
//	Lock order (outermost locks must be taken first):
//
//		Kernel.extMu
//		  TaskSet.mu
//		    SignalHandlers.mu
//		      Task.mu
//
// or stands on one line, Lock order: TaskSet.mu -> Task.mu; and from a directive on
// the package clause, with names that //stoplint:mutex declares or paths to mutexes:
//
//	//stoplint:order TaskSet.mu SignalHandlers.mu Task.mu
//
// It holds in the packages that import the one that states it, too. Reported are a
// mutex that is locked, by the function or one that it calls, while another is held
// that must be locked after it; two mutexes of one class that are locked at once
// without the outer one that a comment asks for ("Locking SignalHandlers.mu in
// multiple SignalHandlers requires locking TaskSet.mu first"); and, for mutexes
// without a stated order, a circle: two of them or more that belong to one object
// and are locked in orders that contradict each other, in any packages.
//
// # Wrong
//
//	// interrupts are those that a task has yet to see.
//	//
//	// Lock order: SignalHandlers.mu -> interrupts.mu
//	type interrupts struct {
//		mu sync.Mutex
//		n  int
//	}
//
//	func (t *Task) interrupt(to *interrupts) {
//		to.mu.Lock()
//		defer to.mu.Unlock()
//		t.tg.signalHandlers.mu.Lock() // wrong: the signal mutex must be locked first
//		defer t.tg.signalHandlers.mu.Unlock()
//		to.n += t.stopCount
//	}
//
// # Right
//
//	// interrupts are those that a task has yet to see.
//	//
//	// Lock order: SignalHandlers.mu -> interrupts.mu
//	type interrupts struct {
//		mu sync.Mutex
//		n  int
//	}
//
//	func (t *Task) interrupt(to *interrupts) {
//		t.tg.signalHandlers.mu.Lock()
//		defer t.tg.signalHandlers.mu.Unlock()
//		to.mu.Lock()
//		defer to.mu.Unlock()
//		to.n += t.stopCount
//	}
//
// # What is proved
//
// On some path a mutex of the one class is held for certain when one of the other
// is locked, and the order that is written down, or another place in the code, has
// it the other way round. For circles of two mutexes fields lead from the one
// object to the other, or from a third to both; the mutexes of longer ones are
// proved to be those of one object, or package-level variables. No further mutex is
// held at all of the places, which would keep the goroutines apart.
//
// # What is assumed
//
// A function that a contract says is called with a mutex held is so called. A path
// in a callee on which it locks a mutex can be taken unless its arguments exclude it.
// If the objects of one type have a field that leads to one of the other, and the
// mutexes of the two are locked both ways, two goroutines can come to want the same
// ones, unless objects of a type are nested in one another.
//
// # What is missed
//
// Mutexes held or locked only perhaps, or locked by TryLock, which waits for
// nobody. Circles of more than two mutexes of different objects, those of nested
// objects such as directories, and those of two objects of which nothing says that
// they belong together: instances may rule them out. Two mutexes of one class without
// a written rule, and those that a caller may lock the outer mutex for. Lines of an
// order that describe mutexes instead of naming them, which keep their place only.
// Calls through interfaces and function values whose target is not known.
package lockorder
