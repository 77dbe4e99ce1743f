package correlated

import "sync"

type client struct {
	mu sync.Mutex
	n  int
}

type message struct{ from *client }

// What was locked is unlocked under the same two conditions.
//
// Preconditions: c.mu must be locked.
func (c *client) deliver(m *message) {
	if m.from != nil && m.from != c {
		m.from.mu.Lock()
	}
	c.n++
	if m.from != nil && m.from != c {
		m.from.mu.Unlock()
	}
}

func (c *client) Deliver(m *message) {
	c.mu.Lock()
	c.deliver(m)
	c.mu.Unlock()
}

// The second test asks for less than the first.
//
// Preconditions: c.mu must be locked.
func (c *client) deliverWrong(m *message) {
	if m.from != nil && m.from != c {
		m.from.mu.Lock()
	}
	c.n++
	if m.from != nil {
		m.from.mu.Unlock()
	}
}

func (c *client) DeliverWrong(m *message) {
	c.mu.Lock()
	c.deliverWrong(m)
	c.mu.Unlock() // want `c\.mu unlocked while not held on some paths`
}

// A store between the tests makes them two.
func (c *client) Forward(m *message, to *client) {
	if m.from != nil && m.from != c {
		m.from.mu.Lock()
	}
	m.from = to
	if m.from != nil && m.from != c {
		m.from.mu.Unlock() // want `m\.from\.mu unlocked while not held on some paths: it was replaced since the lock`
	}
}
