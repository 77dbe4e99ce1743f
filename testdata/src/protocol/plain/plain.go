package plain

import "sync"

// counter counts. It locks a mutex, blocks, and holds a reference; none of
// that is a contract.
type counter struct {
	mu sync.Mutex
	// n is the number of blocks held.
	n int
}

// add adds one. It locks c.mu for the duration of the call.
func (c *counter) add() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}
