// Package user halts workers.
package user

import "lateyield/crosspkg/kernel"

type pause struct{}

func (*pause) Early() bool { return false }

func rest(w *kernel.Worker) {
	w.Rest((*pause)(nil))
	w.Await() // want `w\.Await blocks before the stop begun on w takes effect`
}

func other(w, v *kernel.Worker) {
	v.Await()
	w.Rest((*pause)(nil))
}
