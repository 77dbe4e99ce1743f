package inferred

// walk needs the mutex, and calls itself.
func (t *Task) walk(depth int) {
	if depth == 0 {
		return
	}
	t.stopLocked()
	for _, child := range t.tg.tasks {
		child.walk(depth - 1)
	}
}

func (t *Task) Walk() {
	t.tg.signalHandlers.mu.Lock()
	t.walk(3)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) WalkBare() {
	t.walk(3) // want `t\.walk called without the signal mutex .* held.*: it calls .*stopLocked`
}

// ping and pong need the mutex because pong does.
func (t *Task) ping(n int) {
	if n > 0 {
		t.pong(n - 1)
	}
}

func (t *Task) pong(n int) {
	t.endStopLocked()
	t.ping(n)
}

func (t *Task) PingPong() {
	t.tg.signalHandlers.mu.Lock()
	t.ping(2)
	t.pong(2)
	t.tg.signalHandlers.mu.Unlock()
}

func (t *Task) PingBare() {
	t.ping(2) // want `t\.ping called without the signal mutex .* held.*: it calls`
}

// descend locks at each level, having unlocked before it goes deeper.
func (t *Task) descend(depth int) {
	t.tg.signalHandlers.mu.Lock()
	t.stopLocked()
	t.tg.signalHandlers.mu.Unlock()
	if depth > 0 {
		t.descend(depth - 1)
	}
}

func (t *Task) Descend() {
	t.descend(5)
}

// sink goes deeper with the mutex held, and takes it again there.
func (t *Task) sink(depth int) {
	t.tg.signalHandlers.mu.Lock()
	defer t.tg.signalHandlers.mu.Unlock()
	if depth > 0 {
		t.sink(depth - 1) // want `t\.sink called with the signal mutex .* held: it locks`
	}
}

func (t *Task) Sink() {
	t.sink(5)
}

// even and odd call each other and need nothing.
func (t *Task) even(n int) bool { return n == 0 || t.odd(n-1) }
func (t *Task) odd(n int) bool  { return n != 0 && t.even(n-1) }

func (t *Task) Parity(n int) bool { return t.even(n) }
