// Package handles hands the stop on with an object or a function that ends it.
package handles

import (
	"errors"

	"unpairedstop/kernel"
)

var errBusy = errors.New("busy")

// Hold is a kernel that is paused until it is closed.
type Hold struct {
	k    *kernel.Kernel
	undo func()
}

// Begin pauses k.
func Begin(k *kernel.Kernel) *Hold {
	k.Pause()
	return &Hold{k: k}
}

// Close ends the pause.
func (h *Hold) Close() { h.k.Unpause() }

func closes(k *kernel.Kernel) error {
	h := Begin(k)
	defer h.Close()
	return k.Save()
}

func forgetsToClose(k *kernel.Kernel) error {
	h := Begin(k)
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	h.Close()
	return nil
}

func closesTwice(k *kernel.Kernel) {
	h := Begin(k)
	h.Close()
	h.Close() // want `h.Close ends the external stop on h, which has been ended before`
}

// open is like Begin, but may fail.
func open(k *kernel.Kernel) (*Hold, error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		k.Unpause()
		return nil, err
	}
	return &Hold{k: k}, nil
}

func openForgets(k *kernel.Kernel) (*Hold, error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		return nil, err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	return &Hold{k: k}, nil
}

func opens(k *kernel.Kernel) error {
	h, err := open(k)
	if err != nil {
		return err
	}
	defer h.Close()
	return k.Save()
}

// pause returns what ends the pause.
func pause(k *kernel.Kernel) func() {
	k.Pause()
	return func() { k.Unpause() }
}

func pauseMethod(k *kernel.Kernel) func() {
	k.Pause()
	return k.Unpause
}

func pauseOrNot(k *kernel.Kernel) (func(), error) {
	k.Pause()
	if err := k.Ready(); err != nil {
		return nil, err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	return k.Unpause, nil
}

func undoes(k *kernel.Kernel) {
	undo := pause(k)
	defer undo()
}

func undoesAtOnce(k *kernel.Kernel) {
	defer pause(k)()
}

// holdWith keeps what ends the pause in a field.
func holdWith(k *kernel.Kernel) *Hold {
	k.Pause()
	return &Hold{undo: k.Unpause}
}

// Debugger keeps the paused kernel.
type Debugger struct {
	held *kernel.Kernel
	all  []*kernel.Kernel
	by   map[string]*kernel.Kernel
	ch   chan *kernel.Kernel
}

func (d *Debugger) attach(k *kernel.Kernel) {
	k.Pause()
	d.held = k
}

func (d *Debugger) attachFirst(k *kernel.Kernel) {
	d.held = k
	k.Pause()
}

func (d *Debugger) attachAlso(k *kernel.Kernel) {
	k.Pause()
	d.all = append(d.all, k)
}

func (d *Debugger) attachAs(name string, k *kernel.Kernel) {
	k.Pause()
	d.by[name] = k
}

func (d *Debugger) send(k *kernel.Kernel) {
	k.Pause()
	d.ch <- k
}

func (d *Debugger) attachIfReady(k *kernel.Kernel) error {
	k.Pause()
	if k.Ready() != nil {
		return errBusy // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	d.held = k
	return nil
}

func (d *Debugger) detach() {
	d.held.Unpause()
}

// closure ends the stop by a closure that is called on every path.
func closure(k *kernel.Kernel) error {
	k.Pause()
	resume := func() { k.Unpause() }
	if err := k.Ready(); err != nil {
		resume()
		return err
	}
	resume()
	return nil
}

func closureForgets(k *kernel.Kernel) error {
	k.Pause()
	resume := func() { k.Unpause() }
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on k is not ended when this returns: k stays stopped`
	}
	resume()
	return nil
}

func methodValue(k *kernel.Kernel) error {
	k.Pause()
	end := k.Unpause
	defer end()
	return k.Save()
}

func deferredClosure(k *kernel.Kernel) (err error) {
	k.Pause()
	defer func() {
		k.Unpause()
		if err != nil {
			k.Ready()
		}
	}()
	return k.Save()
}

// onFailure leaves k paused if all went well.
func onFailure(k *kernel.Kernel) (err error) {
	k.Pause()
	defer func() {
		if err != nil {
			k.Unpause()
		}
	}()
	return k.Save()
}

func onFlag(k *kernel.Kernel) error {
	k.Pause()
	paused := true
	defer func() {
		if paused {
			k.Unpause()
		}
	}()
	if err := k.Ready(); err != nil {
		return err
	}
	k.Unpause()
	paused = false
	return k.Save()
}
