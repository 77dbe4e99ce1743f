package kernel

// Witnesses of lateyield: what is done after an internal stop was begun, before
// it has taken effect. Each Wrong test fails as its comment says, each Right
// test passes.

import "testing"

// probe is a run state that notes whether it runs while a stop is in force.
type probe struct{ stopped bool }

func (p *probe) execute(t *Task) taskRunState {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	p.stopped = t.stop != nil
	return nil
}

// halt is a run state that stops its task and runs the next state itself.
type halt struct{ next *probe }

func (s *halt) execute(t *Task) taskRunState {
	t.beginInternalStop((*groupStop)(nil))
	return s.next.execute(t) // want `s.next.execute runs the next state before the stop begun on t takes effect`
}

// haltAndReturn is a run state that stops its task and returns the next state.
type haltAndReturn struct{ next *probe }

func (s *haltAndReturn) execute(t *Task) taskRunState {
	t.beginInternalStop((*groupStop)(nil))
	return s.next
}

// runAndContinue lets task run from state, and ends its stops.
func runAndContinue(task *Task, state taskRunState) {
	for state != nil {
		sh := task.tg.signalLock()
		if task.stop != nil {
			task.endInternalStopLocked()
		}
		sh.mu.Unlock()
		state = state.execute(task)
	}
}

// A state runs while the task is stopped.
//
// Fails with: the next state ran while the task was stopped
func TestWrongNextState(t *testing.T) {
	task := byHand(t)
	next := &probe{}
	runAndContinue(task, &halt{next})
	if next.stopped {
		t.Error("the next state ran while the task was stopped")
	}
}

// The run loop runs the state when the stop has ended.
func TestRightNextState(t *testing.T) {
	task := byHand(t)
	next := &probe{}
	runAndContinue(task, &haltAndReturn{next})
	if next.stopped {
		t.Error("the next state ran while the task was stopped")
	}
}
