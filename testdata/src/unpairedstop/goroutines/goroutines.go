// Package goroutines hands the end of a stop to goroutines and callbacks.
package goroutines

import (
	"sync"
	"time"

	"unpairedstop/kernel"
)

func work(t *kernel.Task) bool { return t.Dead }

func spawned(t *kernel.Task) {
	t.BeginExternalStop()
	go func() {
		defer t.EndExternalStop()
		work(t)
	}()
}

func spawnedCall(t *kernel.Task) {
	t.BeginExternalStop()
	go t.EndExternalStop()
}

func ender(t *kernel.Task) {
	work(t)
	t.EndExternalStop()
}

func spawnedNamed(t *kernel.Task) {
	t.BeginExternalStop()
	go ender(t)
}

func spawnedSometimes(t *kernel.Task) {
	t.BeginExternalStop()
	go func() { // want `the function literal ends the external stop on t on some of its paths only`
		if work(t) {
			return
		}
		t.EndExternalStop()
	}()
}

func spawnedOnOnePath(t *kernel.Task, ts []*kernel.Task) {
	t.BeginExternalStop()
	if len(ts) > 0 {
		go ender(t)
		return
	}
	work(t)
} // want `external stop begun on t is not ended when this returns: t stays stopped`

func spawnedAndEnded(t *kernel.Task) {
	t.BeginExternalStop()
	go ender(t)
	t.EndExternalStop() // want `t.EndExternalStop ends the external stop on t, which has been ended before`
}

func spawnedOrEnded(t *kernel.Task) {
	t.BeginExternalStop()
	if work(t) {
		go ender(t)
	} else {
		t.EndExternalStop()
	}
}

func waitGroup(t *kernel.Task) {
	var wg sync.WaitGroup
	t.BeginExternalStop()
	wg.Go(func() {
		defer t.EndExternalStop()
		work(t)
	})
	wg.Wait()
}

func timer(t *kernel.Task) {
	t.BeginExternalStop()
	time.AfterFunc(time.Second, func() { t.EndExternalStop() })
}

func timerMethod(t *kernel.Task) {
	t.BeginExternalStop()
	time.AfterFunc(time.Second, t.EndExternalStop)
}

func timerSometimes(t *kernel.Task) {
	t.BeginExternalStop()
	time.AfterFunc(time.Second, func() { // want `the function literal ends the external stop on t on some of its paths only`
		if !work(t) {
			t.EndExternalStop()
		}
	})
}

func timerThenReturn(t *kernel.Task) {
	t.BeginExternalStop()
	if work(t) {
		return // want `external stop begun on t is not ended when this returns: t stays stopped`
	}
	time.AfterFunc(time.Second, t.EndExternalStop)
}

func once(t *kernel.Task) {
	var o sync.Once
	end := func() { o.Do(t.EndExternalStop) }
	t.BeginExternalStop()
	defer end()
	if work(t) {
		end()
	}
}

func inGoroutine(t *kernel.Task) {
	go func() {
		t.BeginExternalStop()
		if work(t) {
			return // want `external stop begun on t is not ended when this returns: t stays stopped`
		}
		t.EndExternalStop()
	}()
}
