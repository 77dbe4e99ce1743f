// Package kept has calls inside functions that are kept for later, or run in
// another goroutine, where nothing of what their creator holds is held.
package kept

import (
	"context"
	"time"
)

func (t *Task) Spawned() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	go func() {
		t.stopLocked() // want `t\.stopLocked runs in a new goroutine, without the signal mutex \(t\.tg\.signalHandlers\.mu\) that its creator holds`
	}()
}

func (t *Task) SpawnedOwnLock() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	go func() {
		t.tg.signalHandlers.mu.Lock()
		defer t.tg.signalHandlers.mu.Unlock()
		t.stopLocked()
	}()
}

func (t *Task) SpawnedBare() {
	go func() {
		t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held$`
	}()
}

func (t *Task) SpawnedDirectly() {
	t.tg.signalHandlers.mu.Lock()
	go t.stopLocked() // want `t\.stopLocked runs in a new goroutine, without the signal mutex .* that its creator holds`
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) SpawnedDirectlyBare() {
	go t.stopLocked() // want `t\.stopLocked called without the signal mutex .* held`
}

// stop locks for itself, so it may well be spawned.
func (t *Task) stop() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) SpawnedSelfLocking() {
	t.tg.signalHandlers.mu.Lock()
	go t.stop()
	t.tg.signalHandlers.mu.Unlock()
}

// halt needs the mutex, as its body shows.
func (t *Task) halt() {
	t.stopLocked()
	t.interrupt()
}

func (t *Task) SpawnedHelper() {
	t.tg.signalHandlers.mu.Lock()
	t.halt()
	go t.halt() // want `t\.halt runs in a new goroutine, without the signal mutex .* that its creator holds`
	t.tg.signalHandlers.mu.Unlock()
}

// ArgumentNow evaluates the argument in the creator.
func (t *Task) ArgumentNow() {
	t.tg.signalHandlers.mu.Lock()
	go use(t.isStoppedLocked())
	t.tg.signalHandlers.mu.Unlock()
}

func use(bool) {}

// SpawnedInLoop unlocks after the goroutines are on their way.
func (tg *ThreadGroup) SpawnedInLoop() {
	tg.signalHandlers.mu.Lock()
	for _, t := range tg.tasks {
		t.stopLocked()
		go func() {
			t.endStopLocked() // want `t\.endStopLocked runs in a new goroutine, without the signal mutex .* that its creator holds`
		}()
	}
	tg.signalHandlers.mu.Unlock()
}

func (t *Task) Timer() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	time.AfterFunc(time.Second, func() {
		t.endStopLocked() // want `t\.endStopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	})
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) TimerOwnLock() {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	time.AfterFunc(time.Second, func() {
		t.tg.signalHandlers.mu.Lock()
		t.endStopLocked()
		t.tg.signalHandlers.mu.Unlock()
	})
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) TimerBare() {
	time.AfterFunc(time.Second, func() {
		t.endStopLocked() // want `t\.endStopLocked called without the signal mutex .* held`
	})
}

func (t *Task) TimerMethod() {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	t.stopLocked()
	time.AfterFunc(time.Second, t.endStopLocked) // want `t\.endStopLocked runs later in a callback, without the signal mutex .* that its creator holds`
}

func (t *Task) ContextEnds(ctx context.Context) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	context.AfterFunc(ctx, func() {
		t.stopLocked() // want `t\.stopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	})
}

// Sent is run by whoever receives it.
func (t *Task) Sent(work chan<- func()) {
	t.tg.signalHandlers.mu.Lock()
	work <- func() {
		t.stopLocked() // want `t\.stopLocked runs later in a callback, without the signal mutex .* that its creator holds`
	}
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) SentOwnLock(work chan<- func()) {
	t.tg.signalHandlers.mu.Lock()
	work <- func() {
		t.stop()
	}
	t.tg.signalHandlers.mu.Unlock()
}

// spawn runs f in a goroutine of its own.
func spawn(f func()) {
	go f()
}

func (t *Task) SpawnedByCallee() {
	t.tg.signalHandlers.mu.Lock()
	spawn(func() {
		t.stopLocked() // want `t\.stopLocked runs in a new goroutine, without the signal mutex .* that its creator holds`
	})
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) SpawnedByCalleeOwnLock() {
	t.tg.signalHandlers.mu.Lock()
	spawn(func() {
		t.stop()
	})
	t.tg.signalHandlers.mu.Unlock()
}
