// Package states has run states that begin internal stops.
package states

import (
	"sync"
	"time"
)

type (
	fork   struct{}
	forked struct{ n int }
	trap   struct{ locked bool }
	exit   struct{}
)

func (*fork) execute(t *Task) taskRunState {
	t.beginInternalStop((*vforkStop)(nil))
	t.notify()
	t.poll(t.wake)
	return &forked{1}
}

func (f *forked) execute(t *Task) taskRunState {
	switch f.n {
	case 1:
		t.beginInternalStop((*vforkStop)(nil))
		return (&forked{2}).execute(t) // want `\(&forked\{…\}\)\.execute runs the next state before the stop begun on t takes effect; return the state to the run loop instead|execute runs the next state before the stop begun on t takes effect`
	case 2:
		t.beginInternalStop((*vforkStop)(nil))
		return (&forked{3}).execute(t.child)
	case 3:
		next := t.state
		t.beginInternalStop((*vforkStop)(nil))
		return next.execute(t) // want `next\.execute runs the next state before the stop begun on t takes effect`
	}
	return (&forked{4}).execute(t)
}

func (s *trap) execute(t *Task) taskRunState {
	t.tg.signalHandlers.mu.Lock()
	t.beginInternalStopLocked((*trapStop)(nil))
	if s.locked {
		t.beginInternalStopLocked((*vforkStop)(nil)) // want `t\.beginInternalStopLocked begins a stop on t while the one begun before is in force: it panics`
	}
	t.tg.signalHandlers.mu.Unlock()
	<-t.wake // want `this blocks before the stop begun on t takes effect: that takes a return to the run loop`
	return (*exit)(nil)
}

func (*exit) execute(t *Task) taskRunState {
	if t.killed {
		return nil
	}
	t.beginInternalStop((*trapStop)(nil))
	return nil // want `nil is returned as the next state while a stop begun on t is in force: the goroutine exits without waiting for its end`
}

func (t *Task) sleeps() {
	t.beginInternalStop((*trapStop)(nil))
	time.Sleep(time.Second) // want `time\.Sleep blocks before the stop begun on t takes effect`
}

func (t *Task) blocks() {
	t.beginInternalStop((*trapStop)(nil))
	t.block(t.wake) // want `t\.block blocks before the stop begun on t takes effect`
}

func (t *Task) mayBlock(may bool) {
	t.beginInternalStop((*trapStop)(nil))
	t.blockIf(t.wake, may)
}

func (t *Task) blocksBefore() {
	t.block(t.wake)
	t.beginInternalStop((*trapStop)(nil))
}

func (t *Task) waits(all *sync.WaitGroup) {
	t.beginInternalStop((*trapStop)(nil))
	defer all.Wait() // want `all\.Wait blocks before the stop begun on t takes effect`
	t.notify()
}

func (t *Task) sends(c chan int) {
	t.beginInternalStop((*trapStop)(nil))
	c <- 1 // want `this blocks before the stop begun on t takes effect`
}

func (t *Task) selects(a, b chan int) {
	t.beginInternalStop((*trapStop)(nil))
	select { // want `this blocks before the stop begun on t takes effect`
	case <-a:
	case <-b:
	}
}

// maybeBegin begins a stop, unless t is killed.
func (t *Task) maybeBegin() bool {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if t.killed {
		return false
	}
	t.beginInternalStopLocked((*trapStop)(nil))
	return true
}

func (t *Task) afterHelper() {
	if t.maybeBegin() {
		t.block(t.wake) // want `t\.block blocks before the stop begun on t takes effect`
	}
}

func (t *Task) afterNoStop() {
	if !t.maybeBegin() {
		t.block(t.wake)
	}
}

func (t *Task) exclusive(trace bool) {
	if trace {
		t.beginInternalStop((*trapStop)(nil))
	}
	t.notify()
	if !trace {
		t.block(t.wake)
	}
}

func (t *Task) ended() {
	t.tg.signalHandlers.mu.Lock()
	t.beginInternalStopLocked((*trapStop)(nil))
	t.endInternalStopLocked()
	t.tg.signalHandlers.mu.Unlock()
	t.block(t.wake)
}

func (t *Task) twice() {
	t.maybeBegin()
	t.maybeBegin() // want `t\.maybeBegin begins a stop on t while the one begun before is in force: it panics`
}

func (t *Task) inLoop(n int) {
	for range n {
		t.beginInternalStop((*trapStop)(nil)) // want `t\.beginInternalStop begins a stop on t while the one begun before is in force`
	}
}

func all(tasks []*Task) {
	for _, t := range tasks {
		t.beginInternalStop((*trapStop)(nil))
	}
}

func (t *Task) spawns() {
	t.beginInternalStop((*trapStop)(nil))
	go func() {
		<-t.wake
	}()
}

// MISS: the callee blocks on one of its ways only.
func (t *Task) blocksSometimes() {
	t.beginInternalStop((*trapStop)(nil))
	t.blockIf(t.wake, true)
}

// act tells by a number whether it has begun a stop.
func (t *Task) act() int {
	switch {
	case t.killed:
		return 1
	case t.stop != nil:
		return 2
	}
	t.beginInternalStop((*trapStop)(nil))
	return 3
}

// numbered is not told apart, so what follows in the other cases is not judged.
func (t *Task) numbered() taskRunState {
	switch t.act() {
	case 1:
	case 2:
		t.block(t.wake)
	default:
		return (*exit)(nil)
	}
	t.maybeBegin()
	return (*exit)(nil)
}

// tryTrap returns the next state if it has begun a stop.
func (t *Task) tryTrap() taskRunState {
	if t.killed {
		return nil
	}
	t.beginInternalStop((*trapStop)(nil))
	return (*exit)(nil)
}

func (t *Task) next() taskRunState {
	if next := t.tryTrap(); next != nil {
		t.block(t.wake) // want `t\.block blocks before the stop begun on t takes effect`
		return next
	}
	t.block(t.wake)
	return (*exit)(nil)
}

// trapIfLive begins a stop unless t is killed, and tells nobody.
func (t *Task) trapIfLive() {
	if t.killed {
		return
	}
	t.beginInternalStop((*trapStop)(nil))
}

func (t *Task) blocksAfterPerhaps() taskRunState {
	t.trapIfLive()
	t.block(t.wake) // want `t\.block blocks before the stop begun on t takes effect`
	return (*exit)(nil)
}

// asksAfterPerhaps may know that it has not been begun.
func (t *Task) asksAfterPerhaps() taskRunState {
	t.trapIfLive()
	if t.killed {
		t.block(t.wake)
	}
	return (*exit)(nil)
}

// roundAfterPerhaps comes back to where stops are waited for.
func (t *Task) roundAfterPerhaps() {
	for {
		t.block(t.wake)
		t.trapIfLive()
	}
}

// lastTrap has a deferred unlock, so that what it returns is kept in a variable.
type lastTrap struct{}

func (*lastTrap) execute(t *Task) taskRunState {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.beginInternalStopLocked((*trapStop)(nil))
	return nil // want `nil is returned as the next state while a stop begun on t is in force`
}
