// Package spawned has begins in goroutines that are started for them.
package spawned

import "sync"

// Directly starts a goroutine that does nothing but begin.
func (t *Task) Directly() {
	go t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop must run on t's goroutine, but here runs on a new goroutine`
}

// Literal is the same in a literal.
func (t *Task) Literal() {
	go func() {
		t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop must run on t's goroutine, but here runs on a new goroutine`
	}()
}

// Passed hands the task to the literal.
func (t *Task) Passed() {
	go func(u *Task) {
		u.beginInternalStop((*groupStop)(nil)) // want `u\.beginInternalStop must run on u's goroutine, but here runs on a new goroutine`
	}(t)
}

// Called is a literal that is called at once, on its caller's goroutine.
func (t *Task) Called() {
	func() {
		t.beginInternalStop((*groupStop)(nil))
	}()
}

// Deferred runs on its caller's goroutine, too.
func (t *Task) Deferred() {
	defer t.beginInternalStop((*groupStop)(nil))
	defer func() {
		t.beginInternalStop((*groupStop)(nil))
	}()
}

// Stored is called at once, through a variable.
func (t *Task) Stored() {
	begin := t.beginInternalStop
	begin((*groupStop)(nil))
	f := func() { t.beginInternalStop((*groupStop)(nil)) }
	f()
}

// StoredAndSpawned is spawned through a variable.
func (t *Task) StoredAndSpawned() {
	f := func() {
		t.beginInternalStop((*groupStop)(nil)) // want `t\.beginInternalStop must run on t's goroutine, but here runs on a new goroutine`
	}
	go f()
}

// Both is once called and once spawned.
func (t *Task) Both() {
	f := func() { t.beginInternalStop((*groupStop)(nil)) }
	f()
	go f() // want `f must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
}

// MethodValue is spawned through a variable.
func (t *Task) MethodValue() {
	begin := t.beginInternalStop
	go begin((*groupStop)(nil)) // want `begin must run on t's goroutine, but here runs on a new goroutine`
}

// halt begins a stop, for whoever calls it.
func (t *Task) halt() {
	t.beginInternalStop((*groupStop)(nil))
}

// haltSoon does so at one remove.
func (t *Task) haltSoon() {
	t.halt()
}

// Helper spawns a function that needs the goroutine for what it calls.
func (t *Task) Helper() {
	go t.haltSoon() // want `t\.haltSoon must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
}

// Inside calls such a function in a literal.
func (t *Task) Inside() {
	go func() {
		t.haltSoon() // want `t\.haltSoon must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
	}()
}

// Fine calls it.
func (t *Task) Fine() {
	t.haltSoon()
}

// Nested starts a goroutine that calls literals.
func (t *Task) Nested() {
	go func() {
		func() {
			defer func() {
				t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine: it calls t\.beginInternalStop`
			}()
		}()
	}()
}

// Group starts a goroutine by way of a WaitGroup.
func (t *Task) Group() {
	var wg sync.WaitGroup
	wg.Go(func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine \(sync\.WaitGroup\.Go\)`
	})
	wg.Go(t.haltSoon) // want `t\.haltSoon must run on t's goroutine, but here runs on a new goroutine \(sync\.WaitGroup\.Go\)`
	wg.Wait()
}

// Once calls at once.
func (t *Task) Once() {
	var once sync.Once
	once.Do(t.halt)
	once.Do(func() { t.halt() })
}

// each calls f for every task.
func (tg *ThreadGroup) each(f func(*Task)) {
	for _, t := range tg.tasks {
		f(t)
	}
}

// async runs f in a goroutine.
func async(f func()) {
	go f()
}

// later runs f in a goroutine, at one remove.
func later(f func()) {
	async(func() { f() })
}

// sooner runs f before it returns.
func sooner(f func()) {
	func() { f() }()
}

// Handed hands functions to others that spawn or call them.
func (t *Task) Handed() {
	async(t.halt) // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	later(func() {
		t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
	})
	sooner(t.halt)
	sooner(func() { t.halt() })
}

// Loop starts a goroutine for each task.
func (tg *ThreadGroup) Loop() {
	for _, t := range tg.tasks {
		go func() {
			t.halt() // want `t\.halt must run on t's goroutine, but here runs on a new goroutine`
		}()
	}
}

// Wrapped starts the task's goroutine itself, in a literal that cleans up.
func (t *Task) Wrapped(done chan struct{}) {
	go func() {
		defer close(done)
		t.halt()
		t.run()
	}()
}

// WrappedOther runs one task and stops another.
func (t *Task) WrappedOther(u *Task) {
	go func() {
		u.halt() // want `u\.halt must run on u's goroutine, but here runs on t's`
		t.run()
	}()
}

// Looped is the task's goroutine written out.
func (t *Task) Looped() {
	go func() {
		t.halt()
		for t.state != nil {
			t.doStop()
			t.state = t.state.execute(t)
		}
	}()
}
