package kernel

// Witnesses of unpairedstop: external stops that are not ended, or not begun.
// The test is the task goroutine (byHand), so that it blocks for ever if it
// waits for the end of a stop that nobody ends. Each Wrong test fails as its
// comment says, each Right test passes.

import (
	"errors"
	"io"
	"reflect"
	"testing"
)

var errNoRoom = errors.New("no room")

// room returns an error: there is never any.
func room() error { return errNoRoom }

// copyOut stops t while it copies something.
func copyOut(t *Task) error {
	t.BeginExternalStop()
	if err := room(); err != nil {
		return err // want `external stop begun on t is not ended when this returns: t stays stopped`
	}
	t.EndExternalStop()
	return nil
}

// An error return leaves the stop in force, and the task parks for ever.
//
// Fails with: deadlock
func TestWrongErrorReturn(t *testing.T) {
	task := byHand(t)
	if err := copyOut(task); err == nil {
		t.Error("there is room")
	}
	task.doStop()
}

// copyOutDeferring is copyOut with a deferred end.
func copyOutDeferring(t *Task) error {
	t.BeginExternalStop()
	defer t.EndExternalStop()
	return room()
}

// The end is deferred, so that the stop does not outlive the function.
func TestRightErrorReturn(t *testing.T) {
	task := byHand(t)
	if err := copyOutDeferring(task); err == nil {
		t.Error("there is room")
	}
	task.doStop()
}

// mustCopyOut is copyOut for those who know that there is room.
func mustCopyOut(t *Task) {
	t.BeginExternalStop()
	if err := room(); err != nil {
		panic(err) // want `external stop begun on t is not ended when this panics: t stays stopped`
	}
	t.EndExternalStop()
}

// A panic leaves the stop in force, and somebody recovers.
//
// Fails with: deadlock
func TestWrongPanic(t *testing.T) {
	task := byHand(t)
	func() {
		defer func() { _ = recover() }()
		mustCopyOut(task)
	}()
	task.doStop()
}

// stopTwice begins two stops and ends one.
func stopTwice(t *Task) {
	t.BeginExternalStop()
	_ = room()
	t.BeginExternalStop() // want `t\.BeginExternalStop begins an external stop on t again while it is in force, and only one of the two is ended`
	t.EndExternalStop()
}

// Stops nest, so that one end does not make up for two begins.
//
// Fails with: deadlock
func TestWrongBegunAgain(t *testing.T) {
	task := byHand(t)
	stopTwice(task)
	task.doStop()
}

// stopNested ends both.
func stopNested(t *Task) {
	t.BeginExternalStop()
	t.BeginExternalStop()
	t.EndExternalStop()
	t.EndExternalStop()
}

// As many ends as begins.
func TestRightBegunAgain(t *testing.T) {
	task := byHand(t)
	stopNested(task)
	task.doStop()
}

// retry begins a stop for each attempt, and ends one.
func retry(t *Task) {
	for {
		t.BeginExternalStop() // want `t\.BeginExternalStop begins an external stop on t again in each round of the loop, and only one is ended`
		if t.stopCount.Load() > 2 {
			break
		}
	}
	t.EndExternalStop()
}

// A loop begins many stops, and one is ended.
//
// Fails with: deadlock
func TestWrongLoop(t *testing.T) {
	task := byHand(t)
	retry(task)
	task.doStop()
}

// release ends the stop on failure, and then once more.
func release(t *Task) {
	t.BeginExternalStop()
	if room() != nil {
		t.EndExternalStop()
	}
	t.EndExternalStop() // want `t\.EndExternalStop ends the external stop on t, which has been ended before`
}

// The second end makes the count negative.
//
// Fails with: ending a stop, but stop count is 0
func TestWrongEndedTwice(t *testing.T) {
	release(byHand(t))
}

// stopIfRoom begins a stop only if there is room.
func stopIfRoom(t *Task) {
	if room() == nil {
		t.BeginExternalStop()
	}
	t.EndExternalStop() // want `t\.EndExternalStop ends an external stop on t that is not begun on some paths`
}

// The path without room ends a stop that is not in force.
//
// Fails with: ending a stop, but stop count is 0
func TestWrongBegunOnOnePath(t *testing.T) {
	stopIfRoom(byHand(t))
}

// stopAndEndIfRoom does both or neither.
func stopAndEndIfRoom(t *Task) {
	roomy := room() == nil
	if roomy {
		t.BeginExternalStop()
	}
	if roomy {
		t.EndExternalStop()
	}
}

// The same condition decides about both.
func TestRightBegunOnOnePath(t *testing.T) {
	task := byHand(t)
	stopAndEndIfRoom(task)
	task.doStop()
}

// runBriefly lets k run for a moment, although it may be paused.
func runBriefly(k *Kernel) error {
	paused := k.IsPaused()
	if paused {
		k.Unpause()
	}
	if err := room(); err != nil {
		return err // want `external stop ended on k is not begun again when this returns`
	}
	if paused {
		k.Pause()
	}
	return nil
}

// The caller has paused the kernel, and finds it running.
//
// Fails with: not paused
func TestWrongNotBegunAgain(t *testing.T) {
	k := New()
	k.Pause()
	defer k.Unpause()
	_ = runBriefly(k)
	if err := k.SaveTo(io.Discard); err != nil {
		t.Fatal(err)
	}
}

// runBrieflyInAnyCase pauses k again on every path.
func runBrieflyInAnyCase(k *Kernel) error {
	paused := k.IsPaused()
	if paused {
		k.Unpause()
		defer k.Pause()
	}
	return room()
}

// What is paused on entry is paused on return.
func TestRightNotBegunAgain(t *testing.T) {
	k := New()
	k.Pause()
	defer k.Unpause()
	_ = runBrieflyInAnyCase(k)
	if err := k.SaveTo(io.Discard); err != nil {
		t.Fatal(err)
	}
}

// inBackground hands the stop to a goroutine.
func inBackground(t *Task, done chan struct{}) {
	t.BeginExternalStop()
	go func() { // want `the function literal ends the external stop on t on some of its paths only`
		defer close(done)
		if room() != nil {
			return
		}
		t.EndExternalStop()
	}()
}

// The goroutine does not always end the stop.
//
// Fails with: deadlock
func TestWrongGoroutineEndsSometimes(t *testing.T) {
	task, done := byHand(t), make(chan struct{})
	inBackground(task, done)
	<-done
	task.doStop()
}

// inBackgroundDeferring hands it to one that always ends it.
func inBackgroundDeferring(t *Task) {
	t.BeginExternalStop()
	go func() {
		defer t.EndExternalStop()
		_ = room()
	}()
}

// The end is deferred in the goroutine.
func TestRightGoroutineEndsSometimes(t *testing.T) {
	task := byHand(t)
	inBackgroundDeferring(task)
	task.doStop()
}

// fromElsewhere calls a method of x as other packages would, out of sight of this
// one, and returns its result.
func fromElsewhere(x any, method string) reflect.Value {
	return reflect.ValueOf(x).MethodByName(method).Call(nil)[0]
}

// Inspect stops t to look at it, and nobody lets it go.
func (t *Task) Inspect() *string {
	t.BeginExternalStop() // want `external stop begun on t is never ended: t stays stopped`
	return t.takeAnswer()
}

// No path of any function ends the stop.
//
// Fails with: deadlock
func TestWrongNeverEnded(t *testing.T) {
	task := byHand(t)
	if !fromElsewhere(task, "Inspect").IsNil() {
		t.Error("an answer to nothing")
	}
	task.doStop()
}

// GoOn ends a stop that somebody else is to have begun, and nobody has.
func (k *Kernel) GoOn() error {
	defer k.Unpause() // want `k\.Unpause ends an external stop on k that nothing begins`
	return k.SaveTo(io.Discard)
}

// No function begins the stop.
//
// Fails with: ending a stop, but stop count is 0
func TestWrongNeverBegun(t *testing.T) {
	if fromElsewhere(New(), "GoOn").IsNil() {
		t.Error("a running kernel was saved")
	}
}

// remote is a remote control of a task.
type remote struct{ Task *Task }

func (r *remote) stop() { r.Task.BeginExternalStop() }

// resume is to end what stop has begun.
func (r *remote) resume() { r.Task.BeginExternalStop() } // want `r\.Task\.BeginExternalStop begins an external stop on r\.Task as \(\*remote\)\.stop does, and nothing there ends it`

// The resume path stops once more.
//
// Fails with: deadlock
func TestWrongResumeBegins(t *testing.T) {
	task := byHand(t)
	r := &remote{task}
	r.stop()
	r.resume()
	task.doStop()
}

// button is a remote control whose other half is right.
type button struct{ Task *Task }

func (b *button) stop()   { b.Task.BeginExternalStop() }
func (b *button) resume() { b.Task.EndExternalStop() }

// The two methods are an open pair.
func TestRightResumeBegins(t *testing.T) {
	task := byHand(t)
	b := &button{task}
	b.stop()
	b.resume()
	task.doStop()
}
