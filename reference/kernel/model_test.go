package kernel

import (
	"fmt"
	"slices"

	"github.com/stoplint/stoplint/reference/guest"
)

// This file is a model of a kernel: what tasks there are, and which stops are
// in force on each, once nothing moves any more. It knows nothing of
// goroutines, locks, interrupts or run states. TestModel compares a kernel
// with it.

// modelTask is a task of the model.
//
// A task waits for an exec to be posted, a number of times; then it spins. A
// vfork child waits to be released, and then exits. A parent begins with the
// vfork.
type modelTask struct {
	serial int
	proc   *modelProc

	// external is the number of external stops on this very task, internal
	// the name of the internal stop, or "".
	external int
	internal string

	killed     bool
	mustVfork  bool
	mustExec   bool // An exec was posted that the task has not taken.
	mustExit   bool // The vfork child was released.
	execsLeft  int
	completing bool // The task has executed exec and may wait for siblings.

	// stopPending means that the task is to enter a group stop.
	stopPending bool

	vforkParent *modelTask
	isChild     bool

	// real is the kernel's task, nil for a vfork child that is not known yet.
	real *Task
}

// GoString is how the log of a failed test shows the task.
func (t *modelTask) GoString() string {
	return fmt.Sprintf("task %d (child %v, %d external, internal %q)", t.serial, t.isChild, t.external, t.internal)
}

type modelProc struct {
	tasks    []*modelTask
	execing  *modelTask
	killed   bool
	stopSent bool // A stop signal is pending.
	stopping bool // A group stop is in force or about to be.
}

type model struct {
	pauses int
	serial int
	procs  []*modelProc
}

func (m *model) tasks() []*modelTask {
	var all []*modelTask
	for _, p := range m.procs {
		all = append(all, p.tasks...)
	}
	return all
}

// newTask adds a task to p, or to a new process if p is nil.
func (m *model) newTask(p *modelProc) *modelTask {
	if p == nil {
		p = &modelProc{}
		m.procs = append(m.procs, p)
	}
	m.serial++
	t := &modelTask{serial: m.serial, proc: p, execsLeft: 2, stopPending: p.stopping}
	p.tasks = append(p.tasks, t)
	return t
}

// program is what the task executes.
func (t *modelTask) program() guest.Program {
	if t.isChild {
		return guest.Program{guest.Take(t.name("release")), guest.Exit(0)}
	}
	p := guest.Program{guest.Spin()}
	for range t.execsLeft {
		p = guest.Program{guest.Take(t.name("exec")), guest.Exec(p...)}
	}
	if t.mustVfork {
		child := modelTask{serial: t.serial, isChild: true}
		p = append(guest.Program{guest.Vfork(child.program()...)}, p...)
	}
	return p
}

// name returns the name of a semaphore for this task. A vfork child has its
// parent's.
func (t *modelTask) name(what string) string { return fmt.Sprintf("%s %d", what, t.serial) }

func (m *model) stopCount(t *modelTask) int {
	n := t.external + m.pauses
	if t.internal != "" {
		n++
	}
	return n
}

// settle lets every task do what it can, until none can do anything.
func (m *model) settle() {
	for again := true; again; {
		again = false
		for _, t := range m.tasks() {
			if m.stopCount(t) == 0 && slices.Contains(t.proc.tasks, t) {
				again = m.advance(t) || again
			}
		}
	}
}

// advance lets t, which is not stopped, do one thing, and reports whether
// there was one.
func (m *model) advance(t *modelTask) bool {
	p := t.proc
	switch {
	case t.killed:
		m.exit(t)
	case t.completing:
		t.completing = false
		p.execing = nil
		t.execsLeft--
		t.release()
	case t.stopPending:
		t.stopPending = false
		t.internal = "groupStop"
	case p.stopSent:
		p.stopSent = false
		p.stopping = true
		for _, t := range p.tasks {
			t.stopPending = !t.killed
		}
	case t.mustVfork:
		t.mustVfork = false
		t.internal = "vforkStop"
		child := m.newTask(nil)
		child.serial = t.serial
		child.isChild = true
		child.vforkParent = t
	case t.mustExit:
		m.exit(t)
	case t.mustExec:
		t.mustExec = false
		p.cont()
		p.execing = t
		t.completing = true
		for _, sibling := range p.tasks {
			if sibling != t {
				sibling.kill()
				t.internal = "siblingExitStop"
			}
		}
	default:
		return false
	}
	return true
}

// exit removes t.
func (m *model) exit(t *modelTask) {
	p := t.proc
	p.tasks = slices.DeleteFunc(p.tasks, func(other *modelTask) bool { return other == t })
	if len(p.tasks) == 0 {
		m.procs = slices.DeleteFunc(m.procs, func(other *modelProc) bool { return other == p })
	}
	if p.execing != nil && len(p.tasks) == 1 && p.execing.internal == "siblingExitStop" {
		p.execing.internal = ""
	}
	if p.execing == t {
		p.execing = nil
	}
	t.release()
}

// release lets t's vfork parent go on.
func (t *modelTask) release() {
	if t.vforkParent != nil && t.vforkParent.internal == "vforkStop" {
		t.vforkParent.internal = ""
	}
	t.vforkParent = nil
}

// kill kills t alone. All stops of the model are killable.
func (t *modelTask) kill() {
	t.killed = true
	t.internal = ""
}

// kill kills p.
func (p *modelProc) kill() {
	p.killed = true
	for _, t := range p.tasks {
		t.kill()
	}
}

// cont is a CONT that is sent to p, or an exec.
func (p *modelProc) cont() {
	p.stopSent = false
	p.stopping = false
	for _, t := range p.tasks {
		t.stopPending = false
		if t.internal == "groupStop" {
			t.internal = ""
		}
	}
}

// busy returns true if a task of p has something left to do that a stop
// signal to p or an exec in p might come before or after.
func (p *modelProc) busy() bool {
	return p.killed || p.execing != nil || slices.ContainsFunc(p.tasks, func(t *modelTask) bool {
		return t.mustExec || t.mustVfork
	})
}

// restored is what a save and restore does: external stops are gone.
func (m *model) restored() {
	m.pauses = 0
	for _, t := range m.tasks() {
		t.external = 0
	}
}
