// Package client calls functions of another package that lock.
package client

import (
	"errors"

	"leakedlock/kernel"
)

var errBusy = errors.New("busy")

func begin(t *kernel.Task) error {
	if err := t.Lock(); err != nil {
		return err
	}
	if t.NextLocked() > 3 {
		return errBusy // want `t.Mu is still locked when this returns: it stays locked`
	}
	t.Unlock()
	return nil
}

func beginDeferred(t *kernel.Task) error {
	if err := t.Lock(); err != nil {
		return err
	}
	defer t.Unlock()
	if t.NextLocked() > 3 {
		return errBusy
	}
	return nil
}

// hold leaves it to its callers.
func hold(t *kernel.Task) error {
	if err := t.Lock(); err != nil {
		return err
	}
	if t.NextLocked() > 3 {
		t.Unlock()
		return errBusy
	}
	return nil
}

// The mistake is in LockInverted.
func inverted(t *kernel.Task) error {
	if err := t.LockInverted(); err != nil {
		return err
	}
	return nil
}
