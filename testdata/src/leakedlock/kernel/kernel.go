// Package kernel has mutexes that other packages lock.
package kernel

import (
	"errors"
	"sync"
)

var ErrDead = errors.New("dead")

// Task is a task.
type Task struct {
	Mu sync.Mutex

	// N is protected by Mu.
	N    int
	Dead bool
}

// NextLocked counts.
//
// Preconditions: t.Mu must be locked.
func (t *Task) NextLocked() int { t.N++; return t.N }

// Lock returns with t.Mu locked, unless it returns an error.
func (t *Task) Lock() error {
	t.Mu.Lock()
	if t.Dead {
		t.Mu.Unlock()
		return ErrDead
	}
	return nil
}

// LockInverted returns with t.Mu locked when it fails.
func (t *Task) LockInverted() error {
	t.Mu.Lock()
	if t.Dead {
		return ErrDead // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Mu.Unlock()
	return nil
}

// Unlock ends what Lock began.
func (t *Task) Unlock() {
	t.Mu.Unlock()
}
