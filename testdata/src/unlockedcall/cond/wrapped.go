package cond

import "sync"

// classMutex is a mutex that has its methods from the one it embeds.
type classMutex struct{ sync.Mutex }

// valve has a condition variable on such a mutex.
type valve struct {
	mu   classMutex
	cond sync.Cond
	open bool
}

func newValve() *valve {
	v := &valve{}
	v.cond.L = &v.mu
	return v
}

func (v *valve) Wait() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for !v.open {
		v.cond.Wait()
	}
}

func (v *valve) WaitTooLate() {
	v.mu.Lock()
	open := v.open
	v.mu.Unlock()
	if !open {
		v.cond.Wait() // want `v.cond.Wait called without v.mu held`
	}
}

// pump shares the valve's mutex.
type pump struct {
	v    *valve
	idle *sync.Cond
}

func newPump(v *valve) *pump { return &pump{v: v, idle: sync.NewCond(&v.mu)} }

func (p *pump) Wait() {
	p.v.mu.Lock()
	p.idle.Wait()
	p.v.mu.Unlock()
}
