// Package dropped has functions that end stops, and loses them.
package dropped

import "unpairedstop/kernel"

func hold(t *kernel.Task) (release func()) {
	t.BeginExternalStop()
	return func() { t.EndExternalStop() }
}

func ignored(t *kernel.Task) {
	hold(t) // want `hold begins an external stop on t, and nothing is done with the function that ends it: t stays stopped`
}

func blank(t *kernel.Task) {
	_ = hold(t) // want `hold begins an external stop on t, and nothing is done with the function that ends it: t stays stopped`
}

func overwritten(t, u *kernel.Task) {
	release := hold(t) // want `hold begins an external stop on t, and nothing is done with the function that ends it: t stays stopped`
	release = hold(u)
	release()
}

func deferred(t *kernel.Task) {
	defer hold(t) // MISS: the stop is begun by the deferred call
}

func called(t *kernel.Task) {
	defer hold(t)()
}

func passedOn(t *kernel.Task) func() {
	return hold(t)
}
