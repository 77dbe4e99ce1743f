// Package iterators begins and ends stops in loops over functions.
package iterators

import (
	"context"
	"iter"

	"unpairedstop/kernel"
)

// Set is a set of tasks.
type Set struct{ tasks []*kernel.Task }

// All yields all tasks.
func (s *Set) All() iter.Seq[*kernel.Task] {
	return func(yield func(*kernel.Task) bool) {
		for _, t := range s.tasks {
			if !yield(t) {
				return
			}
		}
	}
}

func drain(ctx context.Context, s *Set) error {
	for t := range s.All() {
		t.BeginExternalStop()
	}
	defer func() {
		for t := range s.All() {
			t.EndExternalStop()
		}
	}()
	<-ctx.Done()
	return ctx.Err()
}

func drainForgets(ctx context.Context, s *Set) error {
	for t := range s.All() {
		t.BeginExternalStop()
	}
	if err := ctx.Err(); err != nil {
		return err // want `external stop begun on .* is not ended when this returns`
	}
	for t := range s.All() {
		t.EndExternalStop()
	}
	return nil
}

func eachRound(s *Set) {
	for t := range s.All() {
		t.BeginExternalStop()
		if t.Dead {
			t.EndExternalStop()
			continue
		}
		t.EndExternalStop()
	}
}

func eachRoundForgets(s *Set) {
	for t := range s.All() {
		t.BeginExternalStop() // want `external stop begun on t is not ended in each round of the loop: t stays stopped`
		if t.Dead {
			continue
		}
		t.EndExternalStop()
	}
}
