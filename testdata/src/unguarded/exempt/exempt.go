// Package exempt accesses protected fields where no mutex can be asked for.
package exempt

import (
	"fmt"
	"sync"
)

type task struct {
	mu sync.Mutex

	// n is protected by mu.
	n int
}

func (t *task) Set() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.n = 1
}

// String may be called with the mutex held.
func (t *task) String() string { return fmt.Sprint(t.n) }

// Init makes t ready for use.
func (t *task) Init() { t.n = 1 }

func (t *task) initFields() { t.n = 2 }

// Initially is no initializer.
func (t *task) Initially() {
	t.n = 3 // want `t.n written without t.mu held`
}

var global = &task{}

func init() { global.n = 4 }

// afterLoad is called by generated code alone.
func (t *task) afterLoad() { t.n = 5 }
