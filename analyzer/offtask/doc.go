// Package offtask defines the check of that name.
//
// # Analyzer offtask
//
// offtask: find internal stops begun on a goroutine that is not the task's own
//
// An internal stop is part of a task's control flow. The task's own goroutine
// begins it and returns to the run loop, where the stop takes effect. Begun on
// another goroutine, it takes effect whenever the task happens to get there,
// which may be never, and it may find another stop in force, which panics.
//
// What must run on the task's goroutine is known from contracts, as is what
// must not: from the built-in shape of the stop protocol, from directives
// (//stoplint:begin internal, //stoplint:ontask, //stoplint:offtask), and from
// doc comments ("The caller must be running on the task goroutine."). What a
// function without a contract needs is inferred from what it calls, through
// any number of functions and packages.
//
// A call is reported if it is made on a goroutine that is no task's: one that a
// go statement starts, directly or by way of a function that is given a function
// to run; a timer's; that of a finalizer or of a remote call; one on which
// functions are called that were put in a field, a variable or a channel. It is
// reported on the goroutine of another task: a sibling's, a parent's, that of
// the task which looks the other one up or makes it. And it is reported on a
// task whose goroutine has yet to be started, or was started by the very
// function that makes the call. Wherever the function runs, a call is reported
// that is made for each of several tasks, and one that follows the end of a stop
// which the task is parked in, if each task has a goroutine of its own.
//
// The opposite is reported as well: a function that stops all tasks and waits for
// their goroutines to park must not run on one of them, which would wait for
// itself.
//
// # Wrong
//
//	type lunchStop struct{}
//
//	func (*lunchStop) Killable() bool { return true }
//
//	func (t *Task) lunch() {
//		t.beginInternalStop((*lunchStop)(nil))
//	}
//
//	func (tg *ThreadGroup) lunchBreak() {
//		for _, t := range tg.tasks {
//			go t.lunch() // wrong: t goes on until it passes the run loop, if it ever does
//		}
//	}
//
// # Right
//
//	type lunchStop struct{}
//
//	func (*lunchStop) Killable() bool { return true }
//
//	type runLunch struct{}
//
//	func (*runLunch) execute(t *Task) taskRunState {
//		t.beginInternalStop((*lunchStop)(nil))
//		return (*runAfterLunch)(nil)
//	}
//
//	type runAfterLunch struct{}
//
//	func (*runAfterLunch) execute(t *Task) taskRunState { return nil }
//
// # What is proved
//
// The goroutine that makes the call is none that executes the task's run loop:
// every way that is seen to lead there passes through a go statement, a timer or
// the like, or through the run loop of another task. The finding shows that
// place, and the calls from there to the stop.
//
// # What is assumed
//
// The goroutine that executes run states, or whose function is documented to be
// the task's, is the task's goroutine. If there is none in sight, it is one that
// calls functions on the task in a loop. Two parameters are two tasks, as are a
// task and a field of it, a task and an element of a collection, unless they are
// compared. A test may take the part of a task's goroutine. Code that is only
// documented to run there may be called by whoever has stopped the task, so
// such a call is reported where a goroutine begins, and not in callers of
// callers.
//
// # What is missed
//
// Functions that are called by reflection, or put where no call is seen; tasks
// that are reached through a field that may lead back to the task itself; a
// stop that is begun on the right goroutine, which then blocks instead of
// returning to the run loop. What is not known counts as unknown, and stoplint
// -audit lists it.
package offtask
