// Package lateyield defines an Analyzer that finds what keeps a task from
// stopping after it has begun a stop.
//
// # Analyzer lateyield
//
// lateyield: find what is done between the begin of an internal stop and the return to the run loop
//
// An internal stop takes effect when the run state returns to the run loop, and
// not before. A task that blocks after the begin, or runs its next state itself,
// goes on as if it were not stopped, while others take it for stopped: a tracer
// reads registers that change, a parent that waits for its child goes on. One
// that exits after the begin leaves a stop that nobody can see the end of.
//
// The check reports, on the paths from a call that begins an internal stop to the
// return: what waits, by itself or in a callee that always does; another begin
// on the same task; a call of a run state's method with the task; and nil as the
// next state.
//
// # Wrong
//
//	// execute implements taskRunState.execute.
//	func (*enterTrap) execute(t *Task) taskRunState {
//		t.beginInternalStop((*trapStop)(nil))
//		return (*leaveTrap)(nil).execute(t) // wrong: t is not stopped yet
//	}
//
//	// execute implements taskRunState.execute.
//	func (*leaveTrap) execute(t *Task) taskRunState { return nil }
//
//	type (
//		enterTrap struct{}
//		leaveTrap struct{}
//		trapStop  struct{}
//	)
//
//	func (*trapStop) Killable() bool { return true }
//
// # Right
//
//	// execute implements taskRunState.execute.
//	func (*enterTrap) execute(t *Task) taskRunState {
//		t.beginInternalStop((*trapStop)(nil))
//		return (*leaveTrap)(nil)
//	}
//
//	// execute implements taskRunState.execute.
//	func (*leaveTrap) execute(t *Task) taskRunState { return nil }
//
//	type (
//		enterTrap struct{}
//		leaveTrap struct{}
//		trapStop  struct{}
//	)
//
//	func (*trapStop) Killable() bool { return true }
//
// # What is proved
//
// There is a path on which the stop is begun, by the function or a callee, is not
// ended, and what is reported is done next. A callee is taken to block if every
// way through it receives from or sends on a channel, waits in a select statement,
// sleeps, or waits for a sync.WaitGroup or sync.Cond. One that begins a stop on some
// of its ways, and does not tell which it took, is taken to have begun it until
// the next branch or round of a loop.
//
// # What is missed
//
// Callees that block on some of their ways only, system calls, and mutexes that are
// held for long. Functions in test files that are no run states and not documented
// to run on the task goroutine: they may play both the task and whoever ends its
// stop.
package lateyield
