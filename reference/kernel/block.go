package kernel

import "errors"

var (
	// errInterrupted is the result of a system call that was interrupted and
	// that is not executed again.
	errInterrupted = errors.New("interrupted")

	// errRestart is returned by a system call that was interrupted and is
	// executed again after the interrupt has been handled.
	errRestart = errors.New("interrupted, to be restarted")
)

// block waits until c can be received from, and returns nil, or until t is
// interrupted, and returns errRestart.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - No stop may have been begun since the run loop was last passed.
//   - No mutex may be locked.
func (t *Task) block(c <-chan struct{}) error {
	select {
	case <-c:
		return nil
	default:
	}
	t.accountTaskGoroutineEnter(TaskGoroutineBlocked)
	defer t.accountTaskGoroutineLeave(TaskGoroutineBlocked)
	select {
	case <-c:
		return nil
	case <-t.interruptChan:
		// The run loop still has to see the interrupt.
		t.interruptSelf()
		return errRestart
	}
}

// interrupted returns true if t was interrupted since the last call of
// unsetInterrupted.
func (t *Task) interrupted() bool { return len(t.interruptChan) != 0 }

// unsetInterrupted makes interrupted return false until t is interrupted
// again.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) unsetInterrupted() {
	select {
	case <-t.interruptChan:
	default:
	}
}

// interrupt gets t out of block and out of guest code, and makes it look for
// the reason. It may be called on any goroutine, with any mutex locked.
func (t *Task) interrupt() {
	t.markInterrupted()
	t.p.interrupt()
}

// interruptSelf is interrupt without the part that t's task goroutine, which
// evidently does not execute guest code, does not need.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) interruptSelf() { t.markInterrupted() }

// markInterrupted makes interrupted return true and gets t out of block.
func (t *Task) markInterrupted() {
	select {
	case t.interruptChan <- struct{}{}:
	default:
	}
}
