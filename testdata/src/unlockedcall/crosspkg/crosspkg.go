// Package crosspkg uses a protocol that another package declares.
package crosspkg

import (
	"unlockedcall/crosspkg/mid"
	"unlockedcall/crosspkg/tasks"
)

func Stop(t *tasks.Task) {
	t.Handlers.Mu.Lock()
	t.StopLocked()
	t.Handlers.Mu.Unlock()
	t.StopLocked() // want `t\.StopLocked called without the signal mutex \(t\.Handlers\.Mu\) held$`
}

func Rename(t *tasks.Task) {
	t.Mu.Lock()
	t.RenameLocked("x")
	t.Mu.Unlock()
	t.RenameLocked("y") // want `t\.RenameLocked called without t\.Mu held$`
}

func Replace(s *tasks.Set, t *tasks.Task) {
	s.Mu.Lock()
	s.ReplaceLocked(t)
	s.Mu.Unlock()
	s.Mu.RLock()
	s.ReplaceLocked(t) // want `s\.ReplaceLocked needs s\.Mu held for writing, but it is held for reading`
	s.Mu.RUnlock()
}

func StopFunction(t *tasks.Task) {
	t.Handlers.Mu.Lock()
	tasks.StopTaskLocked(t)
	t.Handlers.Mu.Unlock()
	tasks.StopTaskLocked(t) // want `tasks\.StopTaskLocked called without the signal mutex \(t\.Handlers\.Mu\) held$`
}

func StopHeld(t *tasks.Task) {
	t.Stop()
	t.Handlers.Mu.Lock()
	t.Stop() // want `t\.Stop called with the signal mutex .* held: it locks`
	t.Handlers.Mu.Unlock()
}

func Owner(t *tasks.Task) {
	h := t.LockSignals()
	t.StopLocked()
	h.Mu.Unlock()
	t.StopLocked() // want `t\.StopLocked called without the signal mutex .* held$`
}

func Acquired(t *tasks.Task) {
	t.Acquire()
	t.StopLocked()
	t.Release()
	t.StopLocked() // want `t\.StopLocked called without the signal mutex .* held$`
}

func AcquiredDeferred(t *tasks.Task) {
	t.Acquire()
	defer t.Release()
	t.StopLocked()
}

func Tried(t *tasks.Task) {
	if t.TryAcquire() {
		t.StopLocked()
		t.Release()
	} else {
		t.StopLocked() // want `t\.StopLocked called without the signal mutex .* held$`
	}
}

func Checked(t *tasks.Task) error {
	if err := t.AcquireChecked(); err != nil {
		return err
	}
	defer t.Release()
	t.StopLocked()
	return nil
}

func CheckedWrongly(t *tasks.Task) {
	if err := t.AcquireChecked(); err != nil {
		t.StopLocked() // want `t\.StopLocked called without the signal mutex .* held$`
		return
	}
	t.Release()
}

func AtOnce(s *tasks.Set, t *tasks.Task) {
	t.Handlers.Mu.Lock()
	s.Each(func(u *tasks.Task) { u.StopLocked() })
	s.Each((*tasks.Task).StopLocked)
	t.Handlers.Mu.Unlock()
	s.Each(func(u *tasks.Task) {
		u.StopLocked() // want `u\.StopLocked called without the signal mutex .* held$`
	})
}

func Later(s *tasks.Set, t *tasks.Task) {
	t.Handlers.Mu.Lock()
	s.Later(func() { t.Stop() })
	s.Later(func() {
		t.StopLocked() // want `t\.StopLocked runs in a new goroutine, without the signal mutex .* that its creator holds`
	})
	t.Handlers.Mu.Unlock()
}

func Inferred(t *tasks.Task) {
	t.Handlers.Mu.Lock()
	t.ParkLocked()
	t.Handlers.Mu.Unlock()
	t.ParkLocked() // want `t\.ParkLocked called without the signal mutex .* held`
}

func Fatal(t *tasks.Task, ok bool) {
	t.Handlers.Mu.Lock()
	if !ok {
		t.Handlers.Mu.Unlock()
		tasks.Fatal("not ok")
	}
	t.StopLocked()
	t.Handlers.Mu.Unlock()
}

// machine implements an interface of the other package.
type machine struct {
	task *tasks.Task
}

// HaltLocked inherits its contract.
func (m *machine) HaltLocked() { m.task.StopLocked() }

func Halt(m *machine, s tasks.Stopper) {
	m.task.Handlers.Mu.Lock()
	m.HaltLocked()
	s.HaltLocked()
	m.task.Handlers.Mu.Unlock()
	m.HaltLocked() // want `m\.HaltLocked called without the signal mutex .* held`
}

func HaltInterface(s tasks.Stopper) {
	s.HaltLocked() // want `s\.HaltLocked called without the signal mutex .* held$`
}

// halt needs what the other package's function needs.
func halt(t *tasks.Task) { t.StopLocked() }

func HaltTask(t *tasks.Task) {
	t.Acquire()
	halt(t)
	t.Release()
	halt(t) // want `halt called without the signal mutex .* held: it calls .*StopLocked`
}

// Through calls by way of a package between, which adds no contract.
func Through(t *tasks.Task) {
	t.Handlers.Mu.Lock()
	mid.FreezeLocked(t)
	t.Handlers.Mu.Unlock()
	mid.FreezeLocked(t) // want `mid\.FreezeLocked called without the signal mutex .* held`
}

// Wrapped takes a value of the package between, which embeds a task.
func Wrapped(p *mid.Process) {
	p.Handlers.Mu.Lock()
	p.StopLocked()
	p.Handlers.Mu.Unlock()
	p.StopLocked() // want `p\.StopLocked called without the signal mutex .* held$`
}

func Scoped(t *tasks.Task) {
	unlock := t.Scope()
	t.StopLocked()
	unlock()
	t.StopLocked() // want `t\.StopLocked called without the signal mutex \(t\.Handlers\.Mu\) held$`
}
