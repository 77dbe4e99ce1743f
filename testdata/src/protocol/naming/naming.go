// Package naming gives mutexes names in many ways. The registry mutex is
// Registry.mu.
package naming

import "sync"

type Registry struct{ mu sync.Mutex }

type Crew struct {
	// mu is the crew mutex.
	mu sync.Mutex
}

type group struct {
	// The group mutex protects members.
	mu      sync.Mutex
	members int // want members:`^guarded by group\.mu@recv\.mu$`
}

type quota struct {
	// lk (the "quota lock") guards used.
	lk   sync.RWMutex
	used int // want used:`^guarded by quota\.lk@recv\.lk:read$`
}

type clock struct {
	// mu, also called the clock mutex, is the innermost lock.
	mu sync.Mutex
}

// A name that is a field's own.
type store struct {
	indexMu sync.Mutex
	dataMu  sync.Mutex
}

// Preconditions: The registry mutex must be locked.
func (r *Registry) add() {} // want add:`^requires Registry\.mu@recv\.mu$`

// Preconditions: The crew mutex must be locked.
func hire(c *Crew) {} // want hire:`^requires Crew\.mu@param0\.mu$`

// Preconditions: The group mutex must be locked.
func (g *group) join() {} // want join:`^requires group\.mu@recv\.mu$`

// Preconditions: The quota lock must be held for writing.
func (q *quota) take() {} // want take:`^requires quota\.lk@recv\.lk$`

// Preconditions: The clock mutex must be locked.
func (c *clock) tick() {} // want tick:`^requires clock\.mu@recv\.mu$`

// Preconditions: The index mutex must be locked.
func (s *store) index() {} // want index:`^requires store\.indexMu@recv\.indexMu$`

// No mutex has this name.
//
// Preconditions: The side mutex must be locked.
func (s *store) side() {}

// A stop that halts a fibre.
type Halt interface { // want Halt:"^stop$"
	Killable() bool
}

type handlers struct{ mu sync.Mutex }

type process struct{ handlers *handlers }

// Fibre is a task whose signal mutex has no name in any comment: it is the one
// that the protocol's calls take.
type Fibre struct { // want Fibre:"^task$"
	proc *process
	mu   sync.Mutex
	halt Halt
}

func (f *Fibre) beginInternalStop(h Halt) { // want beginInternalStop:`^excludes handlers\.mu@recv\.proc\.handlers\.mu; begin internal; ontask$`
	f.proc.handlers.mu.Lock()
	defer f.proc.handlers.mu.Unlock()
	f.beginInternalStopLocked(h)
}

func (f *Fibre) beginInternalStopLocked(h Halt) { f.halt = h } // want beginInternalStopLocked:`^requires handlers\.mu@recv\.proc\.handlers\.mu; begin internal; ontask$`

func (f *Fibre) BeginExternalStop() { // want BeginExternalStop:`^excludes handlers\.mu@recv\.proc\.handlers\.mu; begin external$`
	f.mu.Lock()
	f.mu.Unlock()
	f.proc.handlers.mu.Lock()
	defer f.proc.handlers.mu.Unlock()
}

func (f *Fibre) EndExternalStop() { // want EndExternalStop:`^excludes handlers\.mu@recv\.proc\.handlers\.mu; end external$`
	f.proc.handlers.mu.Lock()
	defer f.proc.handlers.mu.Unlock()
}

// Preconditions: The signal mutex must be locked.
func (f *Fibre) signal() {} // want signal:`^requires handlers\.mu@recv\.proc\.handlers\.mu$`

// Preconditions: f's signal mutex must be locked.
func wake(p *process, f *Fibre) {} // want wake:`^requires handlers\.mu@param1\.proc\.handlers\.mu$`

// Preconditions: the halted fibre's signal mutex must be locked.
func resume(p *process) {} // want resume:`^requires handlers\.mu$`

// The signal mutex must be held.
func (p *process) drain() {} // want drain:`^requires handlers\.mu@recv\.handlers\.mu$`
