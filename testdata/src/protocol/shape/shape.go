package shape // want package:`stop TaskStop; visible`

import "sync"

type TaskStop interface { // want TaskStop:"^stop$"
	Killable() bool
}

type SignalHandlers struct {
	mu sync.Mutex
}

type ThreadGroup struct {
	signalHandlers *SignalHandlers
}

type node struct {
	tg *ThreadGroup
}

type Task struct { // want Task:"^task$"
	node
	stop TaskStop
}

func (t *Task) beginInternalStop(s TaskStop)       {} // want beginInternalStop:`^excludes SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; begin internal; ontask$`
func (t *Task) beginInternalStopLocked(s TaskStop) {} // want beginInternalStopLocked:`^requires SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; begin internal; ontask$`
func (t *Task) endInternalStopLocked()             {} // want endInternalStopLocked:`^requires SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; end internal$`
func (t *Task) BeginExternalStop()                 {} // want BeginExternalStop:`^excludes SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; begin external$`
func (t *Task) EndExternalStop()                   {} // want EndExternalStop:`^excludes SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; end external$`
func (t *Task) endStopLocked()                     {} // want endStopLocked:`^requires SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu$`
func (t *Task) doStop()                            {} // want doStop:`^excludes SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu; ontask$`

// What is written wins over the shape, aspect by aspect: the mutex is the
// written one, the role is still the shape's.
//
// Preconditions: t.tg.signalHandlers.mu must be locked.
func (t *Task) beginStopLocked() {} // want beginStopLocked:`^requires SignalHandlers\.mu@recv\.tg\.signalHandlers\.mu$`

// A *Locked method that is not of the protocol has no contract by its name.
func (t *Task) otherLocked() {}

type TaskSet struct {
	mu    sync.RWMutex
	tasks []*Task
}

func (ts *TaskSet) BeginExternalStop() {} // want BeginExternalStop:`^excludes TaskSet\.mu@recv\.mu:read; excludes SignalHandlers\.mu; begin external$`
func (ts *TaskSet) EndExternalStop()   {} // want EndExternalStop:`^excludes TaskSet\.mu@recv\.mu:read; excludes SignalHandlers\.mu; end external$`
func (ts *TaskSet) PullFullState()     {} // want PullFullState:`^excludes TaskSet\.mu@recv\.mu:read$`

// Half of the pair does not make a set.
type Engine struct{ mu sync.Mutex }

func (e *Engine) BeginExternalStop() {}

type RunState interface {
	execute(*Task) RunState // want execute:`^ontask@param0$`
}

type runApp struct{}

func (*runApp) execute(t *Task) RunState { return nil }

// A method of the same name for something else.
type query struct{}

func (query) execute(sql string) error { return nil }
