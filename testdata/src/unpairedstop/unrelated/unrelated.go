// Package unrelated pauses and stops things that have nothing to do with the
// protocol.
package unrelated

import "unpairedstop/kernel"

// Timer is no kernel.
type Timer struct{ running bool }

func (t *Timer) Pause()             { t.running = false }
func (t *Timer) Unpause()           { t.running = true }
func (t *Timer) BeginExternalStop() {}
func (t *Timer) EndExternalStop()   {}

func timers(k *kernel.Kernel, t *Timer, n int) {
	t.Pause()
	t.BeginExternalStop()
	if n > 2 {
		return
	}
	t.Unpause()
	t.Unpause()
	t.EndExternalStop()
}

// Pauser may be anything.
type Pauser interface {
	Pause()
	Unpause()
}

// MISS: what an interface without a contract does is not known.
func pausers(p Pauser, n int) {
	p.Pause()
	if n > 2 {
		return
	}
	p.Unpause()
}
