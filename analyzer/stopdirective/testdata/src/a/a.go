package a

import "sync"

//stoplint:stop
type Stop interface{ Killable() bool }

//stoplint:task
type Task struct {
	//stoplint:mutex signal
	mu sync.Mutex

	//stoplint:guardedby signal
	stop Stop

	rw sync.RWMutex
}

//stoplint:requires signal
//stoplint:begin internal
func (t *Task) begin(s Stop) { t.stop = s }

//stoplint:requires signal
//stoplint:end internal
func (t *Task) end() { t.stop = nil }

//stoplint:excludes signal
//stoplint:offtask
func (t *Task) Kill() {}

//stoplint:requires rw read
func (t *Task) read() {}

type Handler interface {
	//stoplint:requires signal
	handle(t *Task)
}

// Unknown and misspelt.

//stoplint:require signal // want `unknown directive //stoplint:require; did you mean //stoplint:requires\?`
func (t *Task) misspelt() {}

//stoplint:frobnicate // want `unknown directive //stoplint:frobnicate$`
func (t *Task) unknown() {}

//stoplint:requires singal // want `requires names no mutex: "singal" is neither`
func (t *Task) noSuchMutex() {}

// +checklock:t.mu // want `unknown annotation \+checklock; did you mean \+checklocks\?`
func (t *Task) misspeltAnnotation() {}

// Malformed.

//stoplint:requires // want `//stoplint:requires needs the name of a mutex`
func (t *Task) nameless() {}

//stoplint:begin outside // want `//stoplint:begin takes internal or external here, not "outside"`
func (t *Task) badArgument() {}

//stoplint:ontask always // want `//stoplint:ontask does not take "always"`
func (t *Task) tooMany() {}

// Misplaced.

//stoplint:task // want `//stoplint:task belongs on a struct type, not on a function`
func (t *Task) notAType() {}

//stoplint:stop // want `//stoplint:stop belongs on an interface type, not on a struct type`
type groupStop struct{}

// Contradictory.

//stoplint:ontask
//stoplint:offtask // want `//stoplint:offtask contradicts //stoplint:ontask`
func (t *Task) bothGoroutines() {}

//stoplint:requires signal
//stoplint:excludes signal // want `//stoplint:excludes signal contradicts //stoplint:requires signal`
func (t *Task) heldAndNot() {}

// Silenced.

//lint:ignore stopdirective the checks of another version know it
//stoplint:someday
func (t *Task) silenced() {}
