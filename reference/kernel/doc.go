// Package kernel is a small kernel that runs guest programs, built to show one
// thing: the task stop protocol, by which a task is kept from running in a way
// that survives save and restore.
//
// # Terms
//
// A task is one thread of the guest. It is driven by exactly one goroutine,
// its task goroutine, which runs [Task.run]: wait until the task is not
// stopped, execute the current run state, continue with the run state that it
// returns. Run states are all that a task goroutine keeps between two turns of
// this loop, so a task whose goroutine waits in [Task.doStop] can be written
// to a stream, and continued by another goroutine in another process.
//
// A stop is a reason for the task goroutine to wait in Task.doStop. There are
// two kinds:
//
//   - An internal stop is part of the task's own control flow, and is named by
//     a [TaskStop]. It is begun by the task goroutine and ended by whoever
//     causes the condition that the task waits for. At most one is in force.
//
//   - An external stop is imposed from outside, and is anonymous. It is begun
//     and ended by anyone, and any number may be in force. It may apply to one
//     task, or to all tasks of a [TaskSet], those not yet created included.
//
// The stop count of a task is the number of external stops in force plus one
// if an internal stop is in force. The task goroutine waits while it is above
// 0.
//
// # Users of the protocol
//
//   - vforkStop: a parent waits for its vfork child (clone.go).
//   - groupStop: a thread group was stopped by a signal (group_stop.go).
//   - ptraceStop: a tracee waits for its tracer (ptrace.go).
//   - siblingExitStop: a task waits for its siblings to exit (exec.go).
//   - Kernel.Pause: everything is stopped in order to be saved (kernel.go).
//   - A task stops itself until a goroutine outside the kernel has done
//     something for it (call.go).
//
// # Locks
//
// Lock order (outermost locks must be taken first):
//
//	Kernel.extMu
//	  TaskSet.mu
//	    SignalHandlers.mu
//	      Task.mu
//	      Console.mu, semaphores.mu, waitQueue.mu, goroutineAccounts.mu
//
// Locking SignalHandlers.mu in two SignalHandlers at once requires TaskSet.mu
// to be locked for writing. No function of this package needs to.
package kernel
