package guest

// Steps that are guest code: they run without entering the kernel, and can be
// interrupted anywhere.

// Work counts the task's counter up n times.
func Work(n int) Step { return Step{Op: OpWork, N: n} }

// Spin executes guest code forever. Only a signal gets the task out of it.
func Spin() Step { return Step{Op: OpSpin} }

// Repeat starts the program again from its first step.
func Repeat() Step { return Step{Op: OpRepeat} }

// Steps that are system calls.

// Print writes a line to the console.
func Print(line string) Step { return Step{Op: OpPrint, Text: line} }

// Show writes label and the result of the last system call to the console.
func Show(label string) Step { return Step{Op: OpShow, Text: label} }

// Exit ends the task. The status of the task that ends last is its thread
// group's, unless the thread group ended as a whole.
func Exit(status int) Step { return Step{Op: OpExit, N: status} }

// ExitGroup ends all tasks of the thread group.
func ExitGroup(status int) Step { return Step{Op: OpExitGroup, N: status} }

// Thread starts a task in the same thread group.
func Thread(p ...Step) Step { return Step{Op: OpThread, Body: p} }

// Fork starts a child thread group with a copy of the signal handlers.
func Fork(p ...Step) Step { return Step{Op: OpFork, Body: p} }

// ForkSharing starts a child thread group that shares the parent's signal
// handlers, until one of the two executes Exec.
func ForkSharing(p ...Step) Step { return Step{Op: OpForkSharing, Body: p} }

// Vfork is Fork, and then waits until the child exits or executes Exec.
func Vfork(p ...Step) Step { return Step{Op: OpVfork, Body: p} }

// Exec ends the other tasks of the thread group, waits until they have exited,
// and replaces the program. The task becomes the thread group's leader, and
// signal handlers return to the default; ignored signals stay ignored.
func Exec(p ...Step) Step { return Step{Op: OpExec, Body: p} }

// Wait waits until something happens to a child or a tracee: it exits, stops,
// continues, or enters a trace stop.
func Wait() Step { return Step{Op: OpWait} }

// Kill sends a signal to a thread group.
func Kill(to Target, sig Signal) Step { return Step{Op: OpKill, To: to, Signal: sig} }

// Handle installs a handler for sig, which prints the signal's name.
func Handle(sig Signal) Step { return Step{Op: OpHandle, Signal: sig} }

// Ignore makes the thread group ignore sig.
func Ignore(sig Signal) Step { return Step{Op: OpIgnore, Signal: sig} }

// Default restores the default action of sig.
func Default(sig Signal) Step { return Step{Op: OpDefault, Signal: sig} }

// Block adds sig to the task's signal mask.
func Block(sig Signal) Step { return Step{Op: OpBlock, Signal: sig} }

// Unblock removes sig from the task's signal mask.
func Unblock(sig Signal) Step { return Step{Op: OpUnblock, Signal: sig} }

// Pause waits until a handler has run.
func Pause() Step { return Step{Op: OpPause} }

// Post increments the semaphore with that name, which is visible to all tasks
// and to the outside of the kernel. A semaphore starts at 0.
func Post(name string) Step { return Step{Op: OpPost, Text: name} }

// Take waits until the semaphore with that name is above 0 and decrements it.
func Take(name string) Step { return Step{Op: OpTake, Text: name} }

// Call asks the service with that name, which runs outside the kernel, and
// waits for its answer. Nothing interrupts the wait, not even a kill.
func Call(service, arg string) Step { return Step{Op: OpCall, Text: service, Arg: arg} }

// Steps that trace another task. They act on the tracee that Attach named, or
// that Wait reported, last.

// TraceMe makes the parent thread group the task's tracer.
func TraceMe() Step { return Step{Op: OpTraceMe} }

// Attach makes the task's thread group the tracer of the leader of another
// one, and sends that one STOP.
func Attach(to Target) Step { return Step{Op: OpAttach, To: to} }

// Freeze keeps the tracee in its trace stop even if it is killed.
func Freeze() Step { return Step{Op: OpFreeze} }

// Peek reads the tracee's counter. The tracee must be frozen.
func Peek() Step { return Step{Op: OpPeek} }

// Unfreeze ends the effect of Freeze.
func Unfreeze() Step { return Step{Op: OpUnfreeze} }

// Continue ends the tracee's trace stop and delivers sig to it, or nothing if
// sig is 0. The tracee must not be frozen.
func Continue(sig Signal) Step { return Step{Op: OpContinue, Signal: sig} }

// Detach ends the tracing, and the tracee's trace stop if it is in one.
func Detach() Step { return Step{Op: OpDetach} }
