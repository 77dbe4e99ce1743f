// Package loops begins and ends stops in loops.
package loops

import (
	"errors"

	"unpairedstop/kernel"
)

var errDead = errors.New("dead")

func twoLoops(k *kernel.Kernel) {
	for _, t := range k.Tasks() {
		t.BeginExternalStop()
	}
	k.Ready()
	for _, t := range k.Tasks() {
		t.EndExternalStop()
	}
}

func twoMapLoops(ts map[*kernel.Task]bool) {
	for t := range ts {
		t.BeginExternalStop()
	}
	for t := range ts {
		t.EndExternalStop()
	}
}

func allButOne(k *kernel.Kernel, self *kernel.Task) {
	for _, t := range k.Tasks() {
		if t != self {
			t.BeginExternalStop()
		}
	}
	for _, t := range k.Tasks() {
		if t != self {
			t.EndExternalStop()
		}
	}
}

func returnBetweenLoops(k *kernel.Kernel) error {
	for _, t := range k.Tasks() {
		t.BeginExternalStop()
	}
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on t is not ended when this returns: t stays stopped`
	}
	for _, t := range k.Tasks() {
		t.EndExternalStop()
	}
	return nil
}

func deferredLoop(k *kernel.Kernel) error {
	for _, t := range k.Tasks() {
		t.BeginExternalStop()
		defer t.EndExternalStop()
	}
	return k.Save()
}

func eachRound(k *kernel.Kernel) {
	for _, t := range k.Tasks() {
		t.BeginExternalStop()
		k.Ready()
		t.EndExternalStop()
	}
}

func eachRoundContinues(k *kernel.Kernel) {
	for _, t := range k.Tasks() {
		t.BeginExternalStop() // want `external stop begun on t is not ended in each round of the loop: t stays stopped`
		if k.Ready() != nil {
			continue
		}
		t.EndExternalStop()
	}
}

func eachRoundReturns(k *kernel.Kernel) error {
	for _, t := range k.Tasks() {
		t.BeginExternalStop()
		if t.Dead {
			return errDead // want `external stop begun on t is not ended when this returns: t stays stopped`
		}
		t.EndExternalStop()
	}
	return nil
}

func beginInLoop(k *kernel.Kernel) {
	for range k.Tasks() {
		k.Pause() // want `k.Pause begins an external stop on k again in each round of the loop, and only one is ended`
	}
	k.Unpause() // want `k.Unpause ends an external stop on k that is not begun on some paths`
}

func retry(k *kernel.Kernel) error {
	for range 3 {
		k.Pause()
		err := k.Save()
		k.Unpause()
		if err == nil {
			return nil
		}
	}
	return errDead
}

func retryBreaks(k *kernel.Kernel) error {
	for {
		k.Pause()
		if k.Ready() == nil {
			break
		}
		k.Unpause()
	}
	defer k.Unpause()
	return k.Save()
}

func endInLoop(k *kernel.Kernel) {
	k.Pause()
	for range k.Tasks() {
		k.Unpause() // want `k.Unpause ends the external stop on k, which has been ended before`
	}
} // want `external stop begun on k is not ended when this returns: k stays stopped`

// release ends all stops in force.
func release(k *kernel.Kernel) {
	for k.IsPaused() {
		k.Unpause()
	}
}

func stopAll(ts []*kernel.Task) {
	for _, t := range ts {
		t.BeginExternalStop()
	}
}

func startAll(ts []*kernel.Task) {
	for _, t := range ts {
		t.EndExternalStop()
	}
}

func helpers(k *kernel.Kernel) error {
	stopAll(k.Tasks())
	defer startAll(k.Tasks())
	return k.Save()
}

func helpersForget(k *kernel.Kernel) error {
	stopAll(k.Tasks())
	if err := k.Ready(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	startAll(k.Tasks())
	return nil
}

func rollback(ts []*kernel.Task) error {
	for i, t := range ts {
		if t.Dead {
			for _, t := range ts[:i] {
				t.EndExternalStop()
			}
			return errDead
		}
		t.BeginExternalStop()
	}
	return nil
}

// counted begins in some rounds and ends in others.
func counted(t *kernel.Task, deltas []int) {
	n := 0
	for _, d := range deltas {
		if d > 0 {
			t.BeginExternalStop()
			n++
		} else if n > 0 {
			t.EndExternalStop()
			n--
		}
	}
	for ; n > 0; n-- {
		t.EndExternalStop()
	}
}

// flagged is told what to do.
func flagged(t *kernel.Task, steps <-chan string) {
	stopped := false
	for s := range steps {
		switch s {
		case "stop":
			if !stopped {
				t.BeginExternalStop()
				stopped = true
			}
		case "go":
			if stopped {
				t.EndExternalStop()
				stopped = false
			}
		}
	}
	if stopped {
		t.EndExternalStop()
	}
}

func beginInSomeRounds(t *kernel.Task, deltas []int) {
	for _, d := range deltas {
		if d > 0 {
			t.BeginExternalStop()
		}
		t.Dead = d > 1
		t.EndExternalStop() // want `t.EndExternalStop ends the external stop on t, which has been ended before`
	}
}
