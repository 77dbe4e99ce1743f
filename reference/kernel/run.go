package kernel

// A taskRunState is what a task goroutine executes between two times at which
// it may stop. Run states without data are typed nils, like stops.
type taskRunState interface {
	// execute executes the state and returns the one to follow, or nil if the
	// task goroutine is to exit, which it does without looking for stops.
	//
	// A stop begun by execute takes effect after it has returned. Until then
	// it must neither block nor call another state's execute.
	//
	// Preconditions: The caller must be running on the task goroutine.
	execute(t *Task) taskRunState
}

// run is the task goroutine.
func (t *Task) run() {
	// A new task may have to take part in a group stop, and a restored one was
	// interrupted in whatever it did.
	t.interruptSelf()
	for {
		// In this order, a task that is born stopped does nothing before it
		// enters the stop, and a task that exits does not wait for one.
		t.doStop()
		t.runState = t.runState.execute(t)
		if t.runState == nil {
			t.accountTaskGoroutineEnter(TaskGoroutineNonexistent)
			return
		}
	}
}

// doStop waits until t is not stopped. Only Task.run calls it.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - The signal mutex must not be locked.
func (t *Task) doStop() {
	if t.stopCount.Load() == 0 {
		return
	}
	// t.tg.signalHandlers is only replaced on t's own task goroutine, or after
	// t has exited.
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	// The goroutine must count as running again before the signal mutex is
	// unlocked: whoever begins a stop after that must find it running, and
	// wait.
	t.accountTaskGoroutineEnter(TaskGoroutineStopped)
	defer t.accountTaskGoroutineLeave(TaskGoroutineStopped)
	for t.stopCount.Load() > 0 {
		t.endStopCond.Wait()
	}
}

// runApp executes guest code up to the next system call.
type runApp struct{}

// execute implements taskRunState.execute.
func (*runApp) execute(t *Task) taskRunState {
	if t.interrupted() {
		// An external stop interrupts, so the run loop has to be passed before
		// the reason is looked for.
		return (*runInterrupt)(nil)
	}
	t.accountTaskGoroutineEnter(TaskGoroutineRunningApp)
	step, trap := t.p.switchToApp()
	t.accountTaskGoroutineLeave(TaskGoroutineRunningApp)
	if trap == trapInterrupt {
		return (*runApp)(nil)
	}
	return t.doSyscall(step)
}
