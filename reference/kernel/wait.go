package kernel

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/stoplint/stoplint/reference/guest"
)

var errNoChild = errors.New("no child")

// sysWait implements guest.Wait.
func sysWait(t *Task, _ *guest.Step) (taskRunState, error) {
	c := t.tg.events.register()
	defer t.tg.events.unregister(c)
	for {
		report, err := t.tryWait()
		if err != nil {
			return nil, err
		}
		if report != "" {
			t.p.regs.Result = report
			return nil, nil
		}
		if err := t.block(c); err != nil {
			return nil, err
		}
	}
}

// tryWait takes the first thing that has happened to a child or a tracee of
// t's thread group, and returns a report, or "" if nothing has.
//
// Preconditions:
//   - The caller must be running on the task goroutine.
//   - Neither the TaskSet mutex nor any signal mutex may be locked.
func (t *Task) tryWait() (string, error) {
	ts := t.tg.pidns.owner
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if len(t.tg.children) == 0 && len(t.tg.tracees) == 0 {
		return "", errNoChild
	}
	byTID := func(a, b *Task) int { return cmp.Compare(a.tid, b.tid) }
	var tracees, leaders []*Task
	for tracee := range t.tg.tracees {
		tracees = append(tracees, tracee)
	}
	slices.SortFunc(tracees, byTID)
	for _, tracee := range tracees {
		if report := t.tg.waitTraceeLocked(tracee); report != "" {
			t.p.regs.Tracee = tracee.tid
			return report, nil
		}
	}
	for child := range t.tg.children {
		leaders = append(leaders, child.leader)
	}
	slices.SortFunc(leaders, byTID)
	for _, leader := range leaders {
		if report := leader.tg.waitLocked(); report != "" {
			return report, nil
		}
	}
	return "", nil
}

// waitTraceeLocked reports that tracee has entered a trace stop, if it has and
// it was not reported.
//
// Preconditions: The TaskSet mutex must be locked for writing.
func (tg *ThreadGroup) waitTraceeLocked(tracee *Task) string {
	tracee.tg.signalHandlers.mu.Lock()
	defer tracee.tg.signalHandlers.mu.Unlock()
	s, ok := tracee.stop.(*ptraceStop)
	if !ok || s.reported {
		return ""
	}
	s.reported = true
	tg.tracees[tracee] = s
	return fmt.Sprintf("%d trapped by %v", tracee.tid, s.sig)
}

// waitLocked reports what has happened to tg, and reaps it if it has exited.
//
// Preconditions:
//   - The TaskSet mutex must be locked for writing.
//   - tg's signal mutex must not be locked.
func (tg *ThreadGroup) waitLocked() string {
	id := tg.leader.tid
	tg.signalHandlers.mu.Lock()
	gone, status, change := tg.goneLocked(), tg.exitStatus, tg.waitable
	tg.waitable = waitableNone
	tg.signalHandlers.mu.Unlock()
	switch {
	case gone:
		tg.reapLocked()
		return fmt.Sprintf("%d %v", id, status)
	case change == waitableStopped:
		return fmt.Sprintf("%d stopped", id)
	case change == waitableContinued:
		return fmt.Sprintf("%d continued", id)
	}
	return ""
}
