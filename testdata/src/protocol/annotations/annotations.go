package annotations // want package:"visible"

import "sync"

type inner struct {
	mu sync.Mutex
}

// +checklocksalias:in.mu=mu
type Outer struct { // want Outer:`^alias in\.mu=mu$`
	mu sync.Mutex
	rw sync.RWMutex
	in *inner
	base
	anon struct {
		sync.RWMutex
		// +checklocks:RWMutex
		n int // want n:`^guarded by RWMutex@recv\.RWMutex$`
	}

	// +checklocks:mu
	a int // want a:`^guarded by Outer\.mu@recv\.mu$`
	// +checklocks:in.mu
	// +checklocks:rw
	b int // want b:`^guarded by inner\.mu@recv\.in\.mu and Outer\.rw@recv\.rw$`
	// +checkatomic
	c int
}

type base struct {
	baseMu sync.Mutex
}

// +checklocks:o.mu
func (o *Outer) Write() {} // want Write:`^requires Outer\.mu@recv\.mu$`

// +checklocksread:o.rw
func (o *Outer) read() {} // want read:`^requires Outer\.rw@recv\.rw:read$`

// +checklocksacquire:o.mu
func (o *Outer) lock() {} // want lock:`^acquires Outer\.mu@recv\.mu$`

// +checklocksacquireread:o.rw
func (o *Outer) rlock() {} // want rlock:`^acquires Outer\.rw@recv\.rw:read$`

// +checklocksrelease:o.mu
func (o *Outer) unlock() {} // want unlock:`^releases Outer\.mu@recv\.mu$`

// +checklocksreleaseread:o.rw
func (o *Outer) runlock() {} // want runlock:`^releases Outer\.rw@recv\.rw:read$`

// +checklocksexclude:o.rw
func (o *Outer) free() {} // want free:`^excludes Outer\.rw@recv\.rw:read$`

// +checklocksexcludewrite:o.rw
func (o *Outer) freeOfWriters() {} // want freeOfWriters:`^excludes Outer\.rw@recv\.rw$`

// +checklocks:a.mu
// +checklocks:b.in.mu
func two(a, b *Outer) {} // want two:`^requires Outer\.mu@param0\.mu; requires inner\.mu@param1\.in\.mu$`

// +checklocks:o.anon.RWMutex
func anonymous(o *Outer) {} // want anonymous:`^requires RWMutex@param0\.anon\.RWMutex$`

// Promoted fields need not be written.
//
// +checklocks:o.base.baseMu
func promoted(o *Outer) {} // want promoted:`^requires base\.baseMu@param0\.baseMu$`

// +checklocksacquire:first.mu
// +checklocksacquire:second.mu
func lockBoth() (ok bool, first, second *Outer) { return false, nil, nil } // want lockBoth:`^acquires Outer\.mu@result1\.mu; acquires Outer\.mu@result2\.mu$`

var global Outer

var globalMu sync.Mutex

// +checklocks:globalMu
// +checklocks:global.mu
func globals() {} // want globals:`^requires globalMu@global\.globalMu; requires Outer\.mu@global\.global\.mu$`

// An ignored function asks nothing of its callers: no fact.
//
// +checklocksignore
func ignored() {}

type locked interface {
	// +checklocks:o.mu
	Do(o *Outer) // want Do:`^requires Outer\.mu@param0\.mu$`
}

// The annotation and the sentence are about the same mutex: one clause.
//
// Preconditions: o.mu must be locked.
// +checklocks:o.mu
func (o *Outer) once() {} // want once:`^requires Outer\.mu@recv\.mu$`

// Preconditions:
//   - o.mu must be locked.
//   - o.rw must be locked for writing.
//
// +checklocks:o.mu
func (o *Outer) partly() {} // want partly:`^requires Outer\.mu@recv\.mu; requires Outer\.rw@recv\.rw$`

// The sentence is content with a read lock, so that is what is needed.
//
// The caller must hold o.rw for reading.
// +checklocks:o.rw
func (o *Outer) disagree() {} // want disagree:`^requires Outer\.rw@recv\.rw:read$`

// What cannot be resolved is left out.
//
// +checklocks:o.nothing
func (o *Outer) unresolved() {}
