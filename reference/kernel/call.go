package kernel

import (
	"errors"

	"github.com/stoplint/stoplint/reference/guest"
)

// This file implements the system call that stops its own task until a
// goroutine outside the kernel has done something for it.
//
// The stop is an external one. No kill ends it, and since external stops are
// not saved, a task that is saved while it waits is restored without one: it
// finds no answer, and makes the call again.

var errNoService = errors.New("no such service")

// A Service answers calls that guests make with guest.Call. It runs on a
// goroutine of its own, and may use the kernel in any way.
type Service func(arg string) string

// Provide makes s the service that guests call by name.
func (k *Kernel) Provide(name string, s Service) {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	k.services.Store(name, s)
}

// sysCall implements guest.Call.
func sysCall(t *Task, step *guest.Step) (taskRunState, error) {
	s, ok := t.k.services.Load(step.Text)
	if !ok {
		return nil, errNoService
	}
	t.BeginExternalStop()
	arg := step.Arg
	go func() {
		defer t.EndExternalStop()
		t.setAnswer(s.(Service)(arg))
	}()
	return (*runAfterCall)(nil), nil
}

// setAnswer makes answer what t's call returns.
func (t *Task) setAnswer(answer string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answer = &answer
}

// takeAnswer returns what setAnswer has set, once, or nil.
func (t *Task) takeAnswer() *string {
	t.mu.Lock()
	defer t.mu.Unlock()
	answer := t.answer
	t.answer = nil
	return answer
}

// runAfterCall completes a call after the stop that it began has ended.
type runAfterCall struct{}

// execute implements taskRunState.execute.
func (*runAfterCall) execute(t *Task) taskRunState {
	if answer := t.takeAnswer(); answer != nil {
		t.finishSyscall(*answer)
	}
	return (*runApp)(nil)
}
