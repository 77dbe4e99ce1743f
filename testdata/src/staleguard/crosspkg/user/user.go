// Package user checks, yields and halts.
package user

import "staleguard/crosspkg/kernel"

type pause struct{}

func (*pause) Early() bool { return false }

func clear(w *kernel.Worker) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	w.Wanted = false
}

func ask(w *kernel.Worker, yes bool) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	w.Wanted = yes
}

func stale(w *kernel.Worker) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	if w.Wanted {
		w.YieldLocked()
		w.HaltLocked((*pause)(nil)) // want `w\.HaltLocked begins a stop because of a check of w\.Wanted made before the worker mutex \(w\.Mu\) was unlocked and locked again`
	}
}

func right(w *kernel.Worker) {
	w.Mu.Lock()
	defer w.Mu.Unlock()
	w.YieldLocked()
	if w.Wanted {
		w.HaltLocked((*pause)(nil))
	}
}
