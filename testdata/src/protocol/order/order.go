// Package order has mutexes. // want package:`"leaf mutex" is leafMu; "self mutex" is Own.mu; Inner.mu before leafMu; Outer.mu before Middle.mu; Outer.mu before Inner.mu; Middle.mu before Inner.mu; Outer.mu before Beside.mu; Outer.mu before Own.mu; Own.mu before Own.nested; several Inner.mu within Middle.mu`
//
// Lock order (outermost locks must be taken first):
//
//	Outer.mu
//	  Locks acquired by timers
//	    order.Middle.mu
//	      Inner.mu
//	    Beside.mu, Own.mu
//	nosuch.mu
//
// Locking Inner.mu in multiple Inners requires locking Middle.mu exclusively
// first.
//
//stoplint:order Inner.mu leaf
package order

import "sync"

//stoplint:mutex leaf
var leafMu sync.Mutex

type Outer struct{ mu sync.Mutex }

type Middle struct{ mu sync.RWMutex }

type Inner struct{ mu sync.Mutex }

type Beside struct{ mu sync.Mutex }

// Own has its own.
//
// LOCK ORDERING: mu > nested.
type Own struct {
	//stoplint:mutex self
	mu     sync.Mutex
	nested sync.Mutex
}

// Other is not in any order: mu and the lock of its parent are not both names.
//
// Lock order: mu -> the parent's lock
type Other struct{ mu sync.Mutex }
