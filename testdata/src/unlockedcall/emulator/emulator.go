// Package emulator emulates a machine: cores, devices, interrupts.
package emulator

import (
	"errors"
	"io"
	"iter"
	"sync"
	"time"
)

type regs [16]uint64

// Core is one core.
type Core struct {
	id int
	m  *Machine

	// intr protects pending and halted.
	intr    sync.Mutex
	pending []int // guarded by intr
	halted  bool  // guarded by intr
	wake    *sync.Cond

	regs regs
}

// Bus connects devices.
type Bus struct {
	rw   sync.RWMutex
	devs map[uint64]Device // protected by rw
}

// Device is on the bus.
type Device interface {
	io.ReaderAt
	// Reset resets the device.
	//
	// Preconditions: The bus lock must be held for writing.
	Reset(b *Bus) error
}

// Machine has the cores.
type Machine struct {
	Bus   // hereafter nothing
	cores []*Core
	// big is the big lock. Lock order: big, rw, intr.
	big   sync.Mutex
	state machineState
	log   func(string, ...any)
}

type machineState int

const (
	running machineState = iota
	paused
	dead
)

var errDead = errors.New("dead")

// raiseLocked raises n on c. c.intr must be held.
func (c *Core) raiseLocked(n int) { c.pending = append(c.pending, n) }

// takeLocked takes an interrupt.
//
// Preconditions:
//   - c.intr must be locked.
//   - c is not halted.
func (c *Core) takeLocked() (n int, ok bool) {
	if len(c.pending) == 0 {
		return 0, false
	}
	n = c.pending[0]
	c.pending = c.pending[1:]
	return n, true
}

// setState sets the state. m.big must be locked.
func (m *Machine) setState(s machineState) { m.state = s }

// attach adds a device. b.rw must be locked for writing.
func (b *Bus) attach(addr uint64, d Device) { b.devs[addr] = d }

// lookup finds a device. b.rw must be locked for reading.
func (b *Bus) lookup(addr uint64) Device { return b.devs[addr] }

func (c *Core) Raise(n int) {
	c.intr.Lock()
	c.raiseLocked(n)
	c.intr.Unlock()
	c.wake.Signal()
}

func (m *Machine) Broadcast(n int) {
	m.big.Lock()
	defer m.big.Unlock()
	for _, c := range m.cores {
		c.intr.Lock()
		c.raiseLocked(n)
		c.intr.Unlock()
	}
}

func (m *Machine) BroadcastOnce(n int) {
	m.big.Lock()
	defer m.big.Unlock()
	if len(m.cores) == 0 {
		return
	}
	m.cores[0].intr.Lock()
	defer m.cores[0].intr.Unlock()
	for _, c := range m.cores[1:] {
		c.raiseLocked(n) // MISS: it is not proved that no core is in the list twice
	}
}

func (c *Core) Run() error {
	for {
		c.intr.Lock()
		for c.halted {
			c.wake.Wait()
		}
		n, ok := c.takeLocked()
		c.intr.Unlock()
		if !ok {
			if err := c.step(); err != nil {
				return err
			}
			continue
		}
		if n < 0 {
			break
		}
		c.service(n)
	}
	c.m.setState(dead) // want `c\.m\.setState called without the big lock \(c\.m\.big\) held$`
	return nil
}

func (c *Core) step() error {
	dev, err := func() (Device, error) {
		c.m.rw.RLock()
		defer c.m.rw.RUnlock()
		d := c.m.lookup(c.regs[0])
		if d == nil {
			return nil, errDead
		}
		return d, nil
	}()
	if err != nil {
		return err
	}
	return dev.Reset(&c.m.Bus) // want `dev\.Reset called without c\.m\.rw held$`
}

func (c *Core) service(n int) {
	switch n {
	case 0, 1:
		c.m.big.Lock()
		defer c.m.big.Unlock()
		c.m.setState(paused)
	case 2:
		c.m.big.Lock()
		c.m.setState(running)
		c.m.big.Unlock()
		fallthrough
	case 3:
		c.m.setState(dead) // want `c\.m\.setState called without the big lock \(c\.m\.big\) held$`
	case 4:
		c.serviceAll(func(o *Core) { o.raiseLocked(n) })
	case 5:
		c.serviceAllBare(func(o *Core) { o.raiseLocked(n) }) // want `o\.raiseLocked called without o\.intr held$`
	}
}

func (c *Core) serviceAll(f func(*Core)) {
	for o := range c.m.each() {
		o.intr.Lock()
		f(o)
		o.intr.Unlock()
	}
}

func (c *Core) serviceAllBare(f func(*Core)) {
	for o := range c.m.each() {
		f(o)
	}
}

func (m *Machine) each() iter.Seq[*Core] {
	return func(yield func(*Core) bool) {
		for _, c := range m.cores {
			if !yield(c) {
				return
			}
		}
	}
}

func (m *Machine) eachLocked() iter.Seq[*Core] {
	return func(yield func(*Core) bool) {
		for _, c := range m.cores {
			c.intr.Lock()
			ok := yield(c)
			c.intr.Unlock()
			if !ok {
				return
			}
		}
	}
}

func (m *Machine) RaiseAll(n int) {
	for c := range m.eachLocked() {
		c.raiseLocked(n)
	}
}

func (m *Machine) RaiseAllTwice(n int) {
	for c := range m.eachLocked() {
		c.Raise(n) // want `c\.Raise called with Core\.intr held: it locks Core\.intr itself$`
	}
}

func (m *Machine) RaiseAllBare(n int) {
	for c := range m.each() {
		c.raiseLocked(n) // want `c\.raiseLocked called without c\.intr held$`
	}
}

type uart struct {
	bus *Bus
	buf []byte
}

func (u *uart) ReadAt(p []byte, off int64) (int, error) {
	u.bus.rw.RLock()
	defer u.bus.rw.RUnlock()
	if u.bus.lookup(uint64(off)) == nil {
		return 0, io.EOF
	}
	return copy(p, u.buf), nil
}

func (u *uart) Reset(b *Bus) error {
	b.attach(0, u)
	u.buf = nil
	return nil
}

type disk struct{ bus *Bus }

func (d *disk) ReadAt(p []byte, off int64) (int, error) {
	d.bus.attach(uint64(off), d) // MISS: the disk is handed on, with the mutex held as it seems, so that it may be read under it
	return 0, nil
}

func (d *disk) Reset(b *Bus) error {
	b.rw.Lock() // want `b\.rw locked again while held$`
	defer b.rw.Unlock()
	return nil
}

func (b *Bus) ResetAll() (err error) {
	b.rw.Lock()
	defer b.rw.Unlock()
	for _, d := range b.devs {
		if e := d.Reset(b); e != nil && err == nil {
			err = e
		}
	}
	return
}

func (b *Bus) ResetRead() error {
	b.rw.RLock()
	defer b.rw.RUnlock()
	for _, d := range b.devs {
		if err := d.Reset(b); err != nil { // want `d\.Reset needs b\.rw held for writing, but it is held for reading$`
			return err
		}
	}
	return nil
}

func (m *Machine) Pause(timeout time.Duration) (ok bool) {
	done := make(chan struct{})
	m.big.Lock()
	go func() {
		defer close(done)
		for _, c := range m.cores {
			c.intr.Lock()
			c.halted = true
			c.intr.Unlock()
		}
	}()
	select {
	case <-done:
		m.setState(paused)
		m.big.Unlock()
		return true
	case <-time.After(timeout):
	}
	m.big.Unlock()
	m.setState(running) // want `m\.setState called without the big lock \(m\.big\) held$`
	return false
}

func (m *Machine) Guarded(f func() error) (err error) {
	m.big.Lock()
	defer func() {
		if r := recover(); r != nil {
			err = errDead
			m.setState(dead)
		}
		m.big.Unlock()
	}()
	return f()
}

func (m *Machine) Use() error {
	return m.Guarded(func() error {
		if m.state == dead {
			return errDead
		}
		m.setState(running)
		return nil
	})
}

func (m *Machine) UseNested() error {
	return m.Guarded(func() error {
		return m.Guarded(func() error { return nil }) // want `m\.Guarded called with the big lock \(m\.big\) held: it locks m\.big itself$`
	})
}

func (m *Machine) Swap(a, b int) {
	ca, cb := m.cores[a], m.cores[b]
	ca.intr.Lock()
	cb.intr.Lock()
	ca.raiseLocked(a)
	cb.raiseLocked(b)
	cb.intr.Unlock()
	ca.intr.Unlock()
	ca.raiseLocked(0) // want `ca\.raiseLocked called without ca\.intr held$`
}

type opcode func(*Core, uint64) bool

var table [256]opcode

func init() {
	table[0] = func(c *Core, _ uint64) bool { return c.halted }
	table[1] = opRaise
	table[2] = (*Core).opHalt
}

func opRaise(c *Core, n uint64) bool {
	c.intr.Lock()
	defer c.intr.Unlock()
	c.raiseLocked(int(n))
	return true
}

func (c *Core) opHalt(uint64) bool {
	c.intr.Lock()
	c.halted = true
	for c.halted {
		c.wake.Wait()
	}
	c.intr.Unlock()
	return true
}

func (c *Core) Exec(op byte, arg uint64) bool {
	if f := table[op]; f != nil {
		return f(c, arg)
	}
	return false
}

func newCore(m *Machine, id int) *Core {
	c := &Core{m: m, id: id}
	c.wake = sync.NewCond(&c.intr)
	c.raiseLocked(0)
	return c
}

func (m *Machine) Add() *Core {
	c := newCore(m, len(m.cores))
	m.big.Lock()
	defer m.big.Unlock()
	m.cores = append(m.cores, c)
	c.raiseLocked(1) // want `c\.raiseLocked called without c\.intr held$`
	return c
}
