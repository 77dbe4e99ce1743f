package kernel

import "github.com/stoplint/stoplint/reference/guest"

// vforkStop is the internal stop of a task that waits until its vfork child
// exits or executes exec.
type vforkStop struct{}

// Killable implements TaskStop.Killable.
func (*vforkStop) Killable() bool { return true }

// sysThread implements guest.Thread.
func sysThread(t *Task, step *guest.Step) (taskRunState, error) {
	_, err := t.clone(t.tg, step.Body, nil)
	return nil, err
}

// sysFork implements guest.Fork.
func sysFork(t *Task, step *guest.Step) (taskRunState, error) {
	tg := newThreadGroup(t.tg.pidns, t.tg.signalHandlers.fork(), t.tg)
	_, err := t.clone(tg, step.Body, nil)
	return nil, err
}

// sysForkSharing implements guest.ForkSharing.
func sysForkSharing(t *Task, step *guest.Step) (taskRunState, error) {
	tg := newThreadGroup(t.tg.pidns, t.tg.signalHandlers, t.tg)
	_, err := t.clone(tg, step.Body, nil)
	return nil, err
}

// sysVfork implements guest.Vfork.
func sysVfork(t *Task, step *guest.Step) (taskRunState, error) {
	tg := newThreadGroup(t.tg.pidns, t.tg.signalHandlers.fork(), t.tg)
	child, err := t.clone(tg, step.Body, t)
	if err != nil {
		return nil, err
	}
	t.maybeBeginVforkStop(child)
	return nil, nil
}

// clone creates and starts a task in tg, with t's signal mask.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) clone(tg *ThreadGroup, p guest.Program, vforkParent *Task) (*Task, error) {
	child, err := t.tg.pidns.owner.newTask(&taskConfig{
		k:           t.k,
		tg:          tg,
		program:     p,
		mask:        t.copySignalMask(),
		vforkParent: vforkParent,
	})
	if err != nil {
		return nil, err
	}
	t.p.regs.Child = child.tidForParent()
	child.start()
	return child, nil
}

// copySignalMask returns t's signal mask.
//
// Preconditions: The signal mutex must not be locked.
func (t *Task) copySignalMask() signalSet {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	return t.signalMask
}

// tidForParent returns t's thread ID to the task that has created it.
//
// Preconditions: The TaskSet mutex must not be locked.
func (t *Task) tidForParent() ThreadID {
	t.tg.pidns.owner.mu.RLock()
	defer t.tg.pidns.owner.mu.RUnlock()
	return t.tid
}

// maybeBeginVforkStop begins a vforkStop on t, unless child has released t
// already.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) maybeBeginVforkStop(child *Task) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if child.vforkParent != t {
		return
	}
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.killedLocked() {
		// The kill has looked for a killable stop to end, and will not again.
		child.vforkParent = nil
		return
	}
	t.beginInternalStopLocked((*vforkStop)(nil))
}

// unstopVforkParent releases the task that waits for t because of a vfork, if
// there is one.
//
// Preconditions: Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) unstopVforkParent() {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	p := t.vforkParent
	if p == nil {
		return
	}
	t.vforkParent = nil
	p.tg.signalHandlers.mu.Lock()
	defer p.tg.signalHandlers.mu.Unlock()
	// The parent may have been killed out of the stop, or not have entered it
	// yet.
	if _, ok := p.stop.(*vforkStop); ok {
		p.endInternalStopLocked()
	}
}
