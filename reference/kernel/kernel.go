package kernel

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/stoplint/stoplint/reference/guest"
)

// A Kernel runs guest programs. All its methods may be called on any goroutine
// that is not a task goroutine.
type Kernel struct {
	// extMu serialises requests from outside the kernel.
	extMu sync.Mutex

	// tasks is all tasks. tasks is immutable.
	tasks *TaskSet

	// started is true if task goroutines have been started.
	//
	// started is protected by extMu.
	started bool

	// services maps from name to Service.
	services sync.Map

	semaphores semaphores
	console    Console
}

// New returns a kernel without tasks.
func New() *Kernel {
	return &Kernel{
		tasks:      newTaskSet(),
		semaphores: semaphores{values: make(map[string]int)},
	}
}

// TaskSet returns all tasks of k.
func (k *Kernel) TaskSet() *TaskSet { return k.tasks }

// Console returns what guests have printed.
func (k *Kernel) Console() *Console { return &k.console }

// CreateProcess creates a thread group with one task that executes p.
func (k *Kernel) CreateProcess(p guest.Program) (*ThreadGroup, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("kernel: %w", err)
	}
	k.extMu.Lock()
	defer k.extMu.Unlock()
	tg := newThreadGroup(k.tasks.Root, newSignalHandlers(), nil)
	t, err := k.tasks.newTask(&taskConfig{k: k, tg: tg, program: p})
	if err != nil {
		return nil, err
	}
	if k.started {
		t.start()
	}
	return tg, nil
}

// Start starts the task goroutines of all tasks. Tasks created later are
// started when they are created.
func (k *Kernel) Start() error {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	if k.started {
		return errors.New("kernel: already started")
	}
	k.started = true
	k.tasks.mu.RLock()
	all := k.tasks.Root.sortedLocked()
	k.tasks.mu.RUnlock()
	for _, t := range all {
		t.start()
	}
	return nil
}

// Pause stops all tasks and waits until every task goroutine is parked. Calls
// nest: it takes as many calls of Unpause to let tasks run again.
func (k *Kernel) Pause() {
	k.extMu.Lock()
	k.tasks.BeginExternalStop()
	k.extMu.Unlock()
	k.tasks.accounts.waitParked()
}

// Unpause ends the effect of one call of Pause. It does not wait for task
// goroutines to run.
//
// Preconditions: Pause must have been called more often than Unpause.
func (k *Kernel) Unpause() {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	k.tasks.EndExternalStop()
}

// IsPaused returns true if Pause has been called more often than Unpause.
func (k *Kernel) IsPaused() bool { return k.tasks.isExternallyStopped() }

// Signal sends sig to the thread group of the task with that thread ID.
func (k *Kernel) Signal(tid ThreadID, sig guest.Signal) error {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	tg := k.threadGroup(tid)
	if tg == nil {
		return fmt.Errorf("kernel: signal %v to %d: %w", sig, tid, errNoSuchProcess)
	}
	return tg.SendSignal(sig)
}

// threadGroup returns the thread group of the task with that thread ID, or
// nil.
//
// Preconditions: The TaskSet mutex must not be locked.
func (k *Kernel) threadGroup(tid ThreadID) *ThreadGroup {
	k.tasks.mu.RLock()
	defer k.tasks.mu.RUnlock()
	t := k.tasks.Root.tasks[tid]
	if t == nil {
		return nil
	}
	return t.tg
}

// ThreadGroup returns the thread group of the task with that thread ID, or nil
// if there is none.
func (k *Kernel) ThreadGroup(tid ThreadID) *ThreadGroup { return k.threadGroup(tid) }

// Post increments the semaphore with that name; see guest.Take.
func (k *Kernel) Post(name string) { k.semaphores.post(name) }

// Take waits until the semaphore with that name is above 0 and decrements it;
// see guest.Post.
func (k *Kernel) Take(name string) {
	c := k.semaphores.queue.register()
	defer k.semaphores.queue.unregister(c)
	for !k.semaphores.tryTake(name) {
		<-c
	}
}

// Kill kills all tasks, and lets no more be created. Tasks that an external
// stop applies to exit when it ends.
func (k *Kernel) Kill(status ExitStatus) {
	k.extMu.Lock()
	defer k.extMu.Unlock()
	k.tasks.Kill(status)
}

// WaitExited waits until no task goroutine exists.
func (k *Kernel) WaitExited() { k.tasks.accounts.waitNone() }

// TaskInfo describes a task at one moment.
type TaskInfo struct {
	ThreadID    ThreadID
	ThreadGroup ThreadID

	// Goroutine is what the task goroutine does.
	Goroutine TaskGoroutineState

	// StopCount is the number of stops in force.
	StopCount int

	// Stop is the name of the internal stop in force, or "".
	Stop string
}

// String returns the description on one line.
func (i TaskInfo) String() string {
	s := fmt.Sprintf("task %d of %d: %v, stop count %d", i.ThreadID, i.ThreadGroup, i.Goroutine, i.StopCount)
	if i.Stop != "" {
		s += ", in " + i.Stop
	}
	return s
}

// Tasks describes all tasks, in the order of their thread IDs.
func (k *Kernel) Tasks() []TaskInfo {
	k.tasks.mu.RLock()
	defer k.tasks.mu.RUnlock()
	var infos []TaskInfo
	for _, t := range k.tasks.Root.sortedLocked() {
		infos = append(infos, t.infoLocked())
	}
	return infos
}

// infoLocked describes t.
//
// Preconditions: The TaskSet mutex must be locked (for reading or writing).
func (t *Task) infoLocked() TaskInfo {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	info := TaskInfo{
		ThreadID:    t.tid,
		ThreadGroup: t.tg.leader.tid,
		Goroutine:   t.TaskGoroutineState(),
		StopCount:   int(t.stopCount.Load()),
	}
	if t.stop != nil {
		info.Stop = strings.TrimPrefix(fmt.Sprintf("%T", t.stop), "*kernel.")
	}
	return info
}

// A Console holds the lines that guests have printed.
type Console struct {
	mu sync.Mutex

	// lines are all lines, without their newlines.
	//
	// lines is protected by mu.
	lines []string

	// output is where lines are written too, or nil.
	//
	// output is protected by mu.
	output io.Writer
}

// Lines returns all lines printed so far.
func (c *Console) Lines() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines)
}

// SetOutput makes every line printed from now on be written to w as well, on
// the task goroutine. Errors of w are ignored.
func (c *Console) SetOutput(w io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.output = w
}

// print adds a line of the task with that thread ID.
func (c *Console) print(tid ThreadID, line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	line = fmt.Sprintf("[%d] %s", tid, line)
	c.lines = append(c.lines, line)
	if c.output != nil {
		// A console that cannot be written to is no reason for a guest to fail.
		_, _ = fmt.Fprintln(c.output, line)
	}
}
