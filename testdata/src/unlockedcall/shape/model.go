package shape

import "sync"

type signalHandlersMutex struct {
	mu sync.Mutex
}

func (m *signalHandlersMutex) Lock()   { m.mu.Lock() }
func (m *signalHandlersMutex) Unlock() { m.mu.Unlock() }

type SignalHandlers struct {
	mu signalHandlersMutex
}

type ThreadGroup struct {
	leader         *Task
	signalHandlers *SignalHandlers
}

func (tg *ThreadGroup) signalLock() *SignalHandlers {
	sh := tg.signalHandlers
	for {
		sh.mu.Lock()
		if sh == tg.signalHandlers {
			return sh
		}
		sh.mu.Unlock()
		sh = tg.signalHandlers
	}
}

type TaskSet struct {
	mu   sync.RWMutex
	Root []*Task

	stopCount int32
}

type TaskStop interface {
	Killable() bool
}

type Task struct {
	tg          *ThreadGroup
	stop        TaskStop
	stopCount   int32
	endStopCond sync.Cond
}

func (t *Task) interrupt() {}

func (t *Task) beginInternalStop(s TaskStop) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked(s)
}

func (t *Task) beginInternalStopLocked(s TaskStop) {
	if t.stop != nil {
		panic("already stopped")
	}
	t.stop = s
	t.beginStopLocked()
}

func (t *Task) endInternalStopLocked() {
	if t.stop == nil {
		panic("not stopped")
	}
	t.stop = nil
	t.endStopLocked()
}

func (t *Task) BeginExternalStop() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.beginStopLocked()
	t.interrupt()
}

func (t *Task) EndExternalStop() {
	sh := t.tg.signalLock()
	defer sh.mu.Unlock()
	t.endStopLocked()
}

func (t *Task) beginStopLocked() {
	t.stopCount++
}

func (t *Task) endStopLocked() {
	t.stopCount--
	if t.stopCount == 0 {
		t.endStopCond.Signal()
	}
}

func (ts *TaskSet) BeginExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.stopCount++
	for _, t := range ts.Root {
		t.tg.signalHandlers.mu.Lock()
		t.beginStopLocked()
		t.tg.signalHandlers.mu.Unlock()
		t.interrupt()
	}
}

func (ts *TaskSet) EndExternalStop() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.stopCount--
	for _, t := range ts.Root {
		t.tg.signalHandlers.mu.Lock()
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	}
}
