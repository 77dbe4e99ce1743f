// want package:"factories.bpHalt is begun as new pointer; factories.freezeHalt is begun as value; factories.ioHalt is begun as typed nil, new pointer; factories.lateHalt is begun as new pointer; factories.migHalt is begun as value"

// Package factories makes stops in generic functions, by functions in tables and
// by methods of interfaces.
package factories

import (
	"errors"
	"sync"
)

type HaltStop interface{ Killable() bool }

type VM struct {
	// lk protects the scheduling state.
	lk   sync.Mutex
	halt HaltStop
}

//stoplint:begin internal
//stoplint:requires lk
func (v *VM) beginHaltLocked(s HaltStop) { v.halt = s }

// endHaltLocked ends the halt. v.lk must be held.
func (v *VM) endHaltLocked() { v.halt = nil }

// runnable reports whether v can run.
//
// Preconditions: v.lk must be locked.
func (v *VM) runnable() bool { return v.halt == nil }

type ioHalt struct{}

func (*ioHalt) Killable() bool { return true }

type bpHalt struct{ addr uint64 }

func (*bpHalt) Killable() bool { return false }

type migHalt struct{}

func (migHalt) Killable() bool { return false } // want `migHalt\.Killable has a value receiver, so a value of migHalt passes as a stop that \.\(\*migHalt\) never matches; use a pointer receiver$`

func (v *VM) IO() {
	v.lk.Lock()
	defer v.lk.Unlock()
	v.beginHaltLocked((*ioHalt)(nil))
}

func (v *VM) Breakpoint(a uint64) *bpHalt {
	s := &bpHalt{addr: a}
	v.lk.Lock()
	defer v.lk.Unlock()
	v.beginHaltLocked(s)
	return s
}

func (v *VM) Migrate() {
	v.lk.Lock()
	v.beginHaltLocked(migHalt{}) // want `migHalt\{\} is begun as a value: v\.halt\.\(\*migHalt\) never matches it; use \(\*migHalt\)\(nil\)$`
	v.lk.Unlock()
}

func (v *VM) MigrateDone() {
	v.lk.Lock()
	defer v.lk.Unlock()
	if _, ok := v.halt.(*migHalt); ok {
		v.endHaltLocked()
	}
}

// begin is generic over stops.
func begin[T any, P interface {
	*T
	HaltStop
}](v *VM) {
	v.lk.Lock()
	defer v.lk.Unlock()
	v.beginHaltLocked(P(new(T))) // want `new\(T\) is begun, a new pointer to a stop without data: it need not equal \(\*ioHalt\)\(nil\) or another such pointer; use \(\*ioHalt\)\(nil\)$`
}

func (v *VM) GenericIO() { begin[ioHalt](v) }

func (v *VM) GenericBP() { begin[bpHalt](v) }

var factories = map[string]func() HaltStop{
	"io":  func() HaltStop { return (*ioHalt)(nil) },
	"io2": func() HaltStop { return &ioHalt{} }, // want `\&ioHalt\{\} is begun, a new pointer to a stop without data: it need not equal \(\*ioHalt\)\(nil\) or another such pointer; use \(\*ioHalt\)\(nil\)$`
	"bp":  func() HaltStop { return &bpHalt{} },
}

func (v *VM) ByName(n string) error {
	f, ok := factories[n]
	if !ok {
		return errors.New("no such halt")
	}
	v.lk.Lock()
	v.beginHaltLocked(f())
	v.lk.Unlock()
	return nil
}

type maker interface{ Make() HaltStop }

type ioMaker struct{}

func (ioMaker) Make() HaltStop { return new(ioHalt) } // want `new\(ioHalt\) is begun, a new pointer to a stop without data: it need not equal \(\*ioHalt\)\(nil\) or another such pointer; use \(\*ioHalt\)\(nil\)$` Make:`result 0 may be new.ioHalt.`

type bpMaker struct{ a uint64 }

func (m bpMaker) Make() HaltStop { return &bpHalt{m.a} }

func (v *VM) ByMaker(m maker) {
	v.lk.Lock()
	v.beginHaltLocked(m.Make())
	v.lk.Unlock()
}

func (v *VM) All() { v.ByMaker(ioMaker{}); v.ByMaker(bpMaker{1}) }

type freezeHalt struct{ n int }

func (f freezeHalt) Killable() bool { return f.n > 0 } // want `freezeHalt\.Killable has a value receiver, so a value of freezeHalt passes as a stop that \.\(\*freezeHalt\) never matches; use a pointer receiver$`

func pick(io bool) HaltStop { // want pick:`result 0 may be f`
	switch {
	case io:
		return (*ioHalt)(nil)
	}
	var f freezeHalt
	return f // want `f is begun as a value of freezeHalt: v\.halt\.\(\*freezeHalt\) never matches it; use \&freezeHalt\{…\}$`
}

func (v *VM) Pick(b bool) {
	v.lk.Lock()
	v.beginHaltLocked(pick(b))
	v.lk.Unlock()
}

func (v *VM) Frozen() bool {
	v.lk.Lock()
	defer v.lk.Unlock()
	switch v.halt.(type) {
	case *freezeHalt:
		return true
	case *bpHalt:
		return false
	}
	return v.halt == HaltStop((*ioHalt)(nil))
}

func (v *VM) FrozenAt(s *bpHalt) bool { // want FrozenAt:`param 0 flows to comparison`
	v.lk.Lock()
	defer v.lk.Unlock()
	return v.halt == s
}

func (v *VM) NeverFrozen() bool {
	v.lk.Lock()
	defer v.lk.Unlock()
	return v.halt == HaltStop(&bpHalt{}) // want `v\.halt == \&bpHalt\{\} never matches: \&bpHalt\{\} is a new pointer; use \.\(\*bpHalt\)$`
}

type pair struct {
	s HaltStop // want s:`flows to begin`
	v *VM
}

func run(ch chan pair) {
	for p := range ch {
		p.v.lk.Lock()
		p.v.beginHaltLocked(p.s)
		p.v.lk.Unlock()
	}
}

type lateHalt struct{}

func (*lateHalt) Killable() bool { return true }

func feed(ch chan pair, v *VM) {
	ch <- pair{(*ioHalt)(nil), v}
	ch <- pair{s: &lateHalt{}, v: v} // want `\&lateHalt\{\} is begun, a new pointer to a stop without data: it need not equal \(\*lateHalt\)\(nil\) or another such pointer; use \(\*lateHalt\)\(nil\)$`
}
