// Package guards says in many ways which mutex protects a field, and who may do
// without.
package guards

import (
	"sync"
	"sync/atomic"
)

type named struct {
	// mu protects a and b.
	mu sync.Mutex
	a  int // want a:`^guarded by named\.mu@recv\.mu$`
	b  int // want b:`^guarded by named\.mu@recv\.mu$`
	c  int

	other sync.RWMutex // protects d
	d     int          // want d:`^guarded by named\.other@recv\.other:read$`
}

type leaves struct {
	mu sync.Mutex

	// count is the number of stops.
	//
	// Mutating count requires both locking mu and using atomic memory
	// operations. Reading count requires either.
	count atomic.Int32 // want count:`^guarded by leaves\.mu@recv\.mu$`

	// Writing needs to be protected by mu.
	filter atomic.Pointer[int] // want filter:`^guarded by leaves\.mu@recv\.mu; reads anybody$`

	// tracer is protected by mu, and accessed with atomic operations.
	tracer atomic.Pointer[int] // want tracer:`^guarded by leaves\.mu@recv\.mu$`

	// image is protected by mu, and is owned by the task goroutine.
	image int // want image:`^guarded by leaves\.mu@recv\.mu; reads owner$`

	// id is protected by mu, except while the world is stopped.
	id int

	// size is protected by mu. However, readers may race.
	size int // want size:`^guarded by leaves\.mu@recv\.mu; reads unclear$`
}
