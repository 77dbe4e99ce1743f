// Package undo has functions that return what ends the stop they begin.
package undo

import (
	"errors"
	"sync"
	"testing"
	"time"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

func pause(k *kernel.Kernel) func() {
	k.Pause()
	return func() { k.Unpause() }
}

func pauseReady(k *kernel.Kernel) (resume func(), err error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return nil, err
	}
	return k.Unpause, nil
}

func pauseOnce(k *kernel.Kernel) func() {
	k.Pause()
	return sync.OnceFunc(k.Unpause)
}

func pauseAll(ts []*kernel.Task) func() {
	for _, t := range ts {
		t.BeginExternalStop()
	}
	return func() {
		for _, t := range ts {
			t.EndExternalStop()
		}
	}
}

// pauseMore is pause, at one remove.
func pauseMore(k *kernel.Kernel) func() { return pause(k) }

func deferred(k *kernel.Kernel) error {
	defer pause(k)()
	resume := pause(k)
	defer resume()
	return k.Save()
}

func deferredReady(k *kernel.Kernel) error {
	resume, err := pauseReady(k)
	if err != nil {
		return err
	}
	defer resume()
	return k.Save()
}

func forgets(k *kernel.Kernel) error {
	resume := pause(k)
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	resume()
	return nil
}

func forgetsReady(k *kernel.Kernel) error {
	resume, err := pauseReady(k)
	if err != nil {
		return err
	}
	if len(k.Tasks()) == 0 {
		return errBusy // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	resume()
	return nil
}

func forgetsMore(k *kernel.Kernel) error {
	resume := pauseMore(k)
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	resume()
	return nil
}

func forgetsAll(k *kernel.Kernel) error {
	resume := pauseAll(k.Tasks())
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	resume()
	return nil
}

func twice(k *kernel.Kernel) error {
	resume := pause(k)
	defer resume() // want `resume ends the external stop on k, which has been ended before`
	if err := k.Ready(); err != nil {
		resume()
		return err
	}
	return nil
}

func twiceOnce(k *kernel.Kernel) error {
	resume := pauseOnce(k)
	defer resume()
	if err := k.Ready(); err != nil {
		resume()
		return err
	}
	return nil
}

func inLiteral(k *kernel.Kernel) (err error) {
	resume, err := pauseReady(k)
	if err != nil {
		return err
	}
	defer func() {
		resume()
		err = errors.Join(err, k.Ready())
	}()
	return k.Save()
}

func inGoroutine(k *kernel.Kernel) {
	resume := pause(k)
	go func() {
		defer resume()
		k.Save()
	}()
}

func inTest(t *testing.T, k *kernel.Kernel) {
	resume := pause(k)
	t.Cleanup(resume)
	if k.Ready() != nil {
		return
	}
	k.Save()
}

func collected(ks []*kernel.Kernel) error {
	var undo []func()
	defer func() {
		for _, f := range undo {
			f()
		}
	}()
	for _, k := range ks {
		resume, err := pauseReady(k)
		if err != nil {
			return err
		}
		undo = append(undo, resume)
	}
	return nil
}

func chosen(k *kernel.Kernel, n int) error {
	resume := func() {}
	if n > len(k.Tasks()) {
		resume = pause(k)
	}
	defer resume()
	return k.Save()
}

func byHand(k *kernel.Kernel, n int) {
	resume := pause(k)
	if n > len(k.Tasks()) {
		k.Unpause()
		return
	}
	resume()
}

// Holder keeps what ends its stop.
type Holder struct {
	mu     sync.Mutex
	resume func()
}

func (h *Holder) hold(k *kernel.Kernel) { h.resume = pause(k) }

func (h *Holder) holdIf(k *kernel.Kernel, n int) {
	resume := pause(k)
	if n > len(k.Tasks()) {
		resume()
		return
	}
	h.resume = resume
}

// Guard is a pause that is closed at most once.
type Guard struct {
	once sync.Once
	k    *kernel.Kernel
}

// Hold pauses k.
func Hold(k *kernel.Kernel) *Guard {
	k.Pause()
	return &Guard{k: k}
}

// Close ends the pause.
func (g *Guard) Close() { g.once.Do(func() { g.k.Unpause() }) }

func closes(k *kernel.Kernel) error {
	g := Hold(k)
	defer g.Close()
	if err := k.Ready(); err != nil {
		return err
	}
	g.Close()
	return k.Save()
}

func closesNot(k *kernel.Kernel) error {
	g := Hold(k)
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	g.Close()
	return k.Save()
}

func onceByHand(k *kernel.Kernel) error {
	var once sync.Once
	k.Pause()
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	once.Do(k.Unpause)
	once.Do(k.Unpause)
	return nil
}

// timed cannot stop the timer, which ends the stop, too.
func timed(k *kernel.Kernel) error {
	k.Pause()
	defer k.Unpause() // want `k.Unpause ends the external stop on k, which has been ended before`
	time.AfterFunc(time.Second, k.Unpause)
	return k.Save()
}

func timedStops(k *kernel.Kernel) error {
	k.Pause()
	timer := time.AfterFunc(time.Second, k.Unpause)
	err := k.Save()
	if timer.Stop() {
		k.Unpause()
	}
	return err
}

func pauseOnceMore(k *kernel.Kernel) func() { return pauseOnce(k) }

func twiceOnceMore(k *kernel.Kernel) {
	resume := pauseOnceMore(k)
	defer resume()
	resume()
}

// guarded returns what ends the stop from a function with deferred calls.
func (h *Holder) guarded(k *kernel.Kernel) (func(), error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return nil, err
	}
	if h.resume != nil {
		return h.resume, nil // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	return k.Unpause, nil
}

func guardedForgets(h *Holder, k *kernel.Kernel) error {
	resume, err := h.guarded(k)
	if err != nil {
		return err
	}
	if len(k.Tasks()) == 0 {
		return errBusy // want `external stop begun on .* is not ended when this returns`
	}
	resume()
	return nil
}
