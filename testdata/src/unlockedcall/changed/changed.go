// Package changed tests twice what may have changed in between.
package changed

import "sync"

type task struct {
	mu   sync.Mutex
	n    int
	done bool
}

// sendLocked sends.
//
// Preconditions: t.mu must be locked.
func (t *task) sendLocked() { t.n++ }

func (t *task) update() { t.done = true }

func set(p *bool) { *p = true }

type worker interface{ Do() }

func literalSets(t *task, each func(func())) {
	found := false
	each(func() { found = true })
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func nestedLiteralSets(t *task, each func(func())) {
	found := false
	run := func() {
		each(func() { found = true })
	}
	run()
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func eitherLiteralSets(t *task, twice bool) {
	found := false
	f := func() {}
	if twice {
		f = func() { found = true }
	}
	f()
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func spawnedSets(t *task) {
	found := false
	var wg sync.WaitGroup
	wg.Go(func() { found = true })
	wg.Wait()
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func keptSets(t *task, hooks []func()) {
	found := false
	hooks = append(hooks, func() { found = true })
	for _, h := range hooks {
		h()
	}
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func calleeSets(t *task) {
	found := false
	set(&found)
	if !found {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func methodSets(t *task) {
	if t.done {
		return
	}
	t.update()
	if !t.done {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func strangerSets(t *task, w worker) {
	if t.done {
		return
	}
	w.Do()
	if !t.done {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func otherGoroutineSets(t *task, c chan int) {
	if t.done {
		return
	}
	<-c
	if !t.done {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

func aliasSets(t, u *task) {
	if t.done {
		return
	}
	u.done = true
	if !t.done {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

var ready bool

func prepare() { ready = true }

func globalSet(t *task) {
	if ready {
		return
	}
	prepare()
	if !ready {
		return
	}
	t.sendLocked() // want `t\.sendLocked called without t\.mu held`
}

// That what was tested has not changed is taken to be so where both ways are
// there.
func correlated(t *task, w worker) {
	if t.done {
		t.mu.Lock()
	}
	w.Do()
	if t.done {
		t.sendLocked()
		t.mu.Unlock()
	}
}

// A parameter does not change.
func dead(t *task, locked bool) {
	if locked {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if locked {
		t.mu.Unlock()
		t.sendLocked()
	}
}
