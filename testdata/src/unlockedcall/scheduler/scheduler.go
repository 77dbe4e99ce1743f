// Package scheduler schedules virtual machines, with a mutex for each and tables
// of operations.
package scheduler

import "sync"

type HaltStop interface{ Killable() bool }

type VM struct {
	// lk protects the scheduling state.
	lk   sync.Mutex
	halt HaltStop
	host *Host
}

type Host struct {
	sync.Mutex
	vms []*VM
	ops ops
}

type ops struct {
	pause  func(*VM)
	resume func(*VM) error
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

func (v *VM) BeginBare() {
	v.beginHaltLocked((*ioHalt)(nil)) // want `v\.beginHaltLocked called without v\.lk held$`
}

func (h *Host) Start() {
	h.ops = ops{
		pause:  func(v *VM) { v.endHaltLocked() }, // want `v\.endHaltLocked called without v\.lk held$`
		resume: (*VM).resumeVM,
	}
	for _, v := range h.vms {
		h.ops.pause(v)
		_ = h.ops.resume(v)
	}
}

func (v *VM) resumeVM() error {
	v.lk.Lock()
	defer v.lk.Unlock()
	if !v.runnable() {
		v.endHaltLocked()
	}
	return nil
}

func (h *Host) ByExpr() {
	f := (*VM).runnable
	for _, v := range h.vms {
		v.lk.Lock()
		f(v)
		v.lk.Unlock()
		f(v) // want `runnable called without VM\.lk held$`
	}
}

func (h *Host) Two(a, b *VM) {
	a.lk.Lock()
	defer a.lk.Unlock()
	b.endHaltLocked() // want `b\.endHaltLocked called with a\.lk held instead of b\.lk$`
}

func (h *Host) LockAll() {
	for _, v := range h.vms {
		v.lk.Lock()
	}
	for _, v := range h.vms {
		v.endHaltLocked()
	}
	for _, v := range h.vms {
		v.lk.Unlock()
	}
	for _, v := range h.vms {
		v.endHaltLocked() // MISS: a loop may do nothing, and what it leaves to do for another one is not told apart
	}
}

func (h *Host) DeferLoop() {
	for _, v := range h.vms {
		func() {
			v.lk.Lock()
			defer v.lk.Unlock()
			v.endHaltLocked()
		}()
		v.runnable() // want `v\.runnable called without v\.lk held$`
	}
}

type box[T any] struct {
	mu  sync.Mutex
	val T
}

func (l *box[T]) with(f func(*T)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.val)
}

// get returns the value. l.mu must be held.
func (l *box[T]) get() T { return l.val }

func UseBox(l *box[int]) int {
	l.with(func(p *int) { *p = l.get() })
	return l.get() // want `l\.get called without l\.mu held$`
}

func UseNested(l *box[int]) {
	l.with(func(*int) { l.with(func(*int) {}) }) // want `l\.with called with l\.mu held: it locks l\.mu itself$`
}

func (v *VM) TryHalt() bool {
	if !v.lk.TryLock() {
		return v.runnable() // want `v\.runnable called without v\.lk held$`
	}
	defer v.lk.Unlock()
	return v.runnable()
}

func (v *VM) TypeSwitch(x any) {
	v.lk.Lock()
	switch x := x.(type) {
	case *VM:
		v.lk.Unlock()
		x.lk.Lock()
		x.endHaltLocked()
		x.lk.Unlock()
	case nil:
		v.lk.Unlock()
		v.endHaltLocked() // want `v\.endHaltLocked called without v\.lk held$`
	default:
		v.endHaltLocked()
		v.lk.Unlock()
	}
}

type wrapper struct{ *VM }

func (w wrapper) Reset() {
	w.lk.Lock()
	w.endHaltLocked()
	w.lk.Unlock()
	w.endHaltLocked() // want `w\.endHaltLocked called without w\.lk held$`
}

type halter interface{ runnable() bool }

type wide struct {
	halter
	v *VM
}

func (w *wide) Check() bool {
	w.v.lk.Lock()
	defer w.v.lk.Unlock()
	return w.halter.runnable()
}
