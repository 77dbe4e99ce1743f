package prose // want package:`"signal mutex" is Handlers.mu; "signal mutex" is Handlers.mu; visible`

import "sync"

type Handlers struct {
	mu sync.Mutex
}

type Group struct {
	// handlers are shared.
	//
	// handlers.mu (hereafter "the signal mutex") protects state related to
	// signals.
	handlers *Handlers

	// leader is protected by the Set mutex.
	leader *Task // want leader:`^guarded by Set\.mu:read$`

	// While exiting is false, status is protected by the signal mutex.
	status int
}

type node struct {
	group *Group
}

// Task is a task.
//
//stoplint:task
type Task struct { // want Task:"^task$"
	node

	mu      sync.Mutex
	timerMu sync.Mutex

	// pending is protected by (node.)group.handlers.mu (hereafter "the signal
	// mutex"); see Group.
	pending int // want pending:`^guarded by Handlers\.mu@recv\.group\.handlers\.mu$`

	// stop is protected by the signal mutex.
	stop int // want stop:`^guarded by Handlers\.mu@recv\.group\.handlers\.mu$`

	// seized is protected by both the Set mutex and the signal mutex:
	// writing it needs both, reading it either.
	seized bool // want seized:`^guarded by Set\.mu:read and Handlers\.mu@recv\.group\.handlers\.mu$`

	// timers and nextID are protected by timerMu.
	timers, nextID int // want timers:`^guarded by Task\.timerMu@recv\.timerMu$` nextID:`^guarded by Task\.timerMu@recv\.timerMu$`

	// n is counted. It's protected by mu.
	n int // want n:`^guarded by Task\.mu@recv\.mu$`

	// mask is accessed using atomic operations, and is protected by mu.
	mask int
	// image is protected by mu, and is owned by the task goroutine.
	image int // want image:`^guarded by Task\.mu@recv\.mu; reads owner$`
	// other is protected by a lock in the file system.
	other int
}

type Set struct {
	mu sync.RWMutex
}

type Timer struct {
	target *Task

	// fired is protected by target's signal mutex.
	fired bool // want fired:`^guarded by Handlers\.mu@recv\.target\.group\.handlers\.mu$`
}

// Preconditions: The signal mutex must be locked.
func (t *Task) named() {} // want named:`^requires Handlers\.mu@recv\.group\.handlers\.mu$`

// Preconditions: The signal mutex must be locked.
func (g *Group) named() {} // want named:`^requires Handlers\.mu@recv\.handlers\.mu$`

// Preconditions: The signal mutex must be locked.
func (h *Handlers) named() {} // want named:`^requires Handlers\.mu@recv\.mu$`

// Preconditions: The signal mutex must be locked.
func (s *Set) named() {} // want named:`^requires Handlers\.mu$`

// Preconditions: The signal mutex must be locked.
func ofParam(n int, t *Task) {} // want ofParam:`^requires Handlers\.mu@param1\.group\.handlers\.mu$`

// Preconditions: The signal mutex must be locked.
func ofEither(a, b *Task) {} // want ofEither:`^requires Handlers\.mu$`

// Preconditions: b's signal mutex must be locked.
func ofSecond(a, b *Task) {} // want ofSecond:`^requires Handlers\.mu@param1\.group\.handlers\.mu$`

// Preconditions: t.target's signal mutex must be locked.
func (t *Timer) fire() {} // want fire:`^requires Handlers\.mu@recv\.target\.group\.handlers\.mu$`

// Preconditions: the task's owning Set.mu must be locked.
func (t *Task) owned() {} // want owned:`^requires Set\.mu:read$`

// Preconditions: The Set mutex must be locked for writing.
func (t *Task) writer() {} // want writer:`^requires Set\.mu$`

// Preconditions: The Set mutex must be locked (for reading or writing).
func (s *Set) reader() {} // want reader:`^requires Set\.mu@recv\.mu:read$`

// Preconditions: t's Set mu is locked for at least reading.
func (t *Task) twoWords() {} // want twoWords:`^requires Set\.mu:read$`

// timerMu must be held.
func (t *Task) bare() {} // want bare:`^requires Task\.timerMu@recv\.timerMu$`

// Either the Set mutex or the signal mutex must be locked.
func (t *Task) either() {} // want either:`^requires Set\.mu:read\|Handlers\.mu@recv\.group\.handlers\.mu$`

// Preconditions: t.mu and t.timerMu must be locked.
func (t *Task) all() {} // want all:`^requires Task\.mu@recv\.mu; requires Task\.timerMu@recv\.timerMu$`

// Preconditions: the caller must be running on the task goroutine.
func (t *Task) begin() {} // want begin:`^ontask$`

// Preconditions: Same as begin, plus:
//   - The signal mutex must be locked.
func (t *Task) beginLocked() {} // want beginLocked:`^requires Handlers\.mu@recv\.group\.handlers\.mu; ontask$`

// Preconditions: Same as Task.all.
func (t *Task) inherits() {} // want inherits:`^requires Task\.mu@recv\.mu; requires Task\.timerMu@recv\.timerMu$`

// Preconditions: Same as Task.all.
func inheritsFrom(t *Task) {} // want inheritsFrom:`^requires Task\.mu; requires Task\.timerMu$`

// Preconditions: Same as circleB.
func (t *Task) circleA() {}

// Preconditions: Same as circleA.
func (t *Task) circleB() {}

// signal must be called with t's signal mutex unlocked.
func (t *Task) signal() {} // want signal:`^excludes Handlers\.mu@recv\.group\.handlers\.mu$`

// wait waits. It must be called without t.mu held.
func (t *Task) wait() {} // want wait:`^excludes Task\.mu@recv\.mu$`

// This must happen outside a Task.mu critical section.
func (s *Set) outside() {} // want outside:`^excludes Task\.mu$`

// The caller must be running on the task goroutine.
func onOnly(n int, t *Task) {} // want onOnly:`^ontask@param1$`

// The caller must be running on b's task goroutine.
func onSecond(a, b *Task) {} // want onSecond:`^ontask@param1$`

// Preconditions: The caller must be running on the task goroutine of t's tracer.
func (t *Task) tracer() {}

// Preconditions: The caller must be running on the task goroutine, or t.mu
// must be locked.
func (t *Task) eitherWay() {}

// signal must be called with t.mu unlocked.
func (t *Task) aboutAnother() {}

// If t is new, t.mu must be locked.
func (t *Task) conditional() {}

// Preconditions: t.missing must be locked.
func (t *Task) unresolved() {}

// Preconditions: t.n must be locked.
func (t *Task) notMutex() {}

// Preconditions: t.mu or the parent's lock must be locked.
func (t *Task) halfKnown() {}

func (t *Task) body() {
	// Preconditions: t.mu must be locked.
	t.n++
}

type worker interface {
	// Work works.
	//
	// Preconditions: t.mu must be locked.
	Work(t *Task) // want Work:`^requires Task\.mu@param0\.mu$`

	// Same as Work.
	Idle(t *Task)

	// Preconditions: Same as Work.
	Rest(t *Task) // want Rest:`^requires Task\.mu@param0\.mu$`
}

type slow struct{}

func (slow) Work(t *Task) {}
func (slow) Idle(t *Task) {}
func (slow) Rest(t *Task) {}

// Closer is so small that a type may implement it by accident: it binds
// nobody.
type Closer interface {
	// Preconditions: the Set mutex must be locked.
	Close() // want Close:`^requires Set\.mu:read$`
}

func (slow) Close() {}

// t.mu should be held.
func (t *Task) should() {} // want should:`^requires Task\.mu@recv\.mu$`

// At least a read lock should be held.
func (s *Set) readLocked() {} // want readLocked:`^requires Set\.mu@recv\.mu:read$`

// write sets the exit code
// Write lock should be held
func (s *Set) writeLocked() {} // want writeLocked:`^requires Set\.mu@recv\.mu$`

// The set lock is assumed to be held.
func (t *Task) siblings() {} // want siblings:`^requires Set\.mu:read$`

// The task lock must be held.
func (s *Set) reap(task *Task) {} // want reap:`^requires Task\.mu@param0\.mu$`

// MISS: the two alternatives are a mutex and a goroutine, which no clause
// can say.
//
// Preconditions: the caller must be running on the task goroutine or hold t.mu.
func (t *Task) mutexOrGoroutine() {}

// MISS: a mutex reached by way of something that is no operand.
//
// Preconditions: fs.renameMu must be locked.
func (t *Task) elsewhere() {}

// List is generic.
type List[T any] struct {
	mu sync.Mutex
	// items is protected by mu.
	items []T // want items:`^guarded by List\.mu@recv\.mu$`
}

// l.mu is held.
func (l *List[T]) Add(v T) {} // want Add:`^requires List\.mu@recv\.mu$`
