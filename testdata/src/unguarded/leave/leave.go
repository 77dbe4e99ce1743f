// Package leave has protected fields that some may access without the mutex.
package leave

import "sync"

type task struct {
	mu sync.Mutex

	// image is protected by mu, and is owned by the task goroutine.
	image int

	// stop is protected by mu; it may be read by the task goroutine.
	stop int

	// size is protected by mu. It may be read without holding it.
	size int

	// id is protected by mu. It is immutable once the task runs.
	id int

	// odd is protected by mu, except while the task exits.
	odd int

	// half is protected by mu. However, readers may race.
	half int

	// plain is protected by mu.
	plain int
}

func (t *task) Read() int {
	return t.image + t.stop + t.size + t.id + t.odd + t.half
}

func (t *task) Write() {
	t.image = 1 // want `t.image written without t.mu held`
	t.id = 1    // MISS: the comment does not say when the field may be written
	t.odd = 1   // MISS: an exception that is not understood
}

func (t *task) WriteStop() {
	t.stop = 1 // want `t.stop written without t.mu held`
}

func (t *task) WriteHalf() {
	t.half = 1 // want `t.half written without t.mu held`
}

func (t *task) WriteSize() {
	t.size = 1 // want `t.size written without t.mu held`
}

// Remark reads the field on purpose.
func (t *task) Remark() int {
	// This is racy, but good enough for a log.
	return t.plain
}

// Annotated is trusted.
func (t *task) Annotated() int {
	return t.plain // +checklocksignore
}

// Estimate is best-effort: it reads plain without locking.
func (t *task) Estimate() int { return t.plain }

// Free must not be called with mu locked.
func (t *task) Free() {
	t.plain = 0 // want `t.plain written without t.mu held`
}

// pause is called when all is quiet.
//
// Preconditions: All task goroutines must be stopped.
func (t *task) pause() { t.plain = 0 }

func (t *task) Pause() { t.pause() }
