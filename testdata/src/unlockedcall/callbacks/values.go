package callbacks

// state is a state of a task; it returns the next.
type state func(*task) state

func first(t *task) state {
	t.endLocked()
	return second
}

func second(t *task) state { return nil }

// Run executes states under the mutex.
func (t *task) Run() {
	t.g.sig.mu.Lock()
	defer t.g.sig.mu.Unlock()
	for f := state(first); f != nil; {
		f = f(t)
	}
}

// bareState is a state that is executed with nothing held.
type bareState func(*task, int) bareState

func bareFirst(t *task, n int) bareState {
	t.endLocked() // MISS: nothing proves that no other package holds the mutex when it calls a function value
	return nil
}

// RunBare executes states with nothing held.
func (t *task) RunBare() {
	for f := bareState(bareFirst); f != nil; {
		f = f(t, 1)
	}
}

func (t *task) under(f func(*task)) {
	t.g.sig.mu.Lock()
	defer t.g.sig.mu.Unlock()
	f(t)
}

// pick returns what is to be called under the mutex.
func pick(n int) func(*task) {
	if n == 0 {
		return endPicked
	}
	return nil
}

func endPicked(t *task) { t.endLocked() }

func (t *task) RunPicked(n int) { t.under(pick(n)) }

// RunDirect calls a function that is a value elsewhere.
func (t *task) RunDirect() {
	endTwice(t) // want `endTwice called without t\.g\.sig\.mu held: it calls t\.endLocked`
}

func endTwice(t *task) { t.endLocked() }

var twice = []func(*task){endTwice}

var options = struct{ end func(*task) }{end: endOption}

func endOption(t *task) { t.endLocked() }

func (t *task) RunOption() {
	t.g.sig.mu.Lock()
	defer t.g.sig.mu.Unlock()
	options.end(t)
}
