// want package:"parkthird.nap is begun as value; parkthird.sleep is begun as typed nil"

// Package parkthird is two packages away from the begin.
package parkthird

import (
	"valuestop/park"
	"valuestop/parkuser"
)

type nap struct{}

func (nap) Interruptible() bool { return true } // want `nap.Interruptible has a value receiver`

type sleep struct{}

func (*sleep) Interruptible() bool { return true }

func use(w *park.Worker) {
	parkuser.Wrap(nap{}, w) // want `nap\{\} is begun as a value`
	parkuser.Wrap((*sleep)(nil), w)
	parkuser.Wrap(parkuser.Made(), w) // want `parkuser.Made\(\) is begun as a value of park.Broken`
}
