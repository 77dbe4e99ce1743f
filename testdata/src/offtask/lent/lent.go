// Package lent has tasks that are used as contexts on other goroutines.
package lent

import (
	"context"
	"time"
)

// Task is a thread, and the context of what it does.
//
//stoplint:task
type Task struct {
	name string
}

// Deadline implements context.Context.
func (t *Task) Deadline() (time.Time, bool) { return time.Time{}, false }

// Done implements context.Context.
func (t *Task) Done() <-chan struct{} { return nil }

// Err implements context.Context.
func (t *Task) Err() error { return nil }

// Value implements context.Context.
//
// Preconditions: The caller must be running on the task goroutine.
func (t *Task) Value(key any) any { return nil }

// String is for everybody.
func (t *Task) String() string { return t.name }

func open(ctx context.Context, name string) {}

func print(v any) {}

// Async is the context of things that are done for a task elsewhere.
func (t *Task) Async() context.Context { return context.Background() }

// Open opens files here and there.
func (t *Task) Open() {
	open(t, "a")
	go open(t, "b") // want `t is used here, on a new goroutine, but t\.Value must run on its goroutine`
	go func() {
		open(t, "c") // want `t is used here, on a new goroutine, but t\.Value must run on its goroutine`
		print(t)
		print(t.String())
	}()
	ctx := t.Async()
	go func() {
		open(ctx, "d")
	}()
	func() {
		open(t, "e")
	}()
	time.AfterFunc(1, func() {
		open(t, "f")     // want `t is used here, on a timer's \(time\.AfterFunc\), but t\.Value must run on its goroutine`
		_ = t.Value("k") // want `t\.Value must run on t's goroutine, but here runs on a timer's`
	})
}
