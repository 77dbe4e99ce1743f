package near

import "sync"

// Every name of the protocol is here, and none of its types: nothing follows
// from a bare name.

type TaskStop interface {
	Killable() string
}

type Stop interface {
	Halt() bool
}

type handlers struct{ mu sync.Mutex }

type group struct{ signalHandlers *handlers }

type Task struct{ tg *group }

func (t *Task) beginInternalStop(reason string)             {}
func (t *Task) beginInternalStopLocked(reason string) error { return nil }
func (t *Task) endInternalStopLocked()                      {}
func (t *Task) BeginExternalStop()                          {}
func (t *Task) EndExternalStop()                            {}
func (t *Task) beginStopLocked()                            {}
func (t *Task) endStopLocked()                              {}

type state interface {
	execute(*Task) state
}
