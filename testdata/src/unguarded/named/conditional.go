package named

import "sync"

type config struct {
	mu    sync.Mutex // guards following
	limit *int
}

// apply writes if it is given something to write.
func (c *config) apply(limit *int) {
	if limit == nil {
		return
	}
	c.limit = limit
}

func (c *config) applyDefault(limits []*int) {
	if l := limits[0]; l != nil {
		c.apply(l)
	}
}

func (c *config) updateAndUnlock(limits []*int) {
	c.applyDefault(limits)
	c.mu.Unlock()
}

func (c *config) Update(limits []*int) {
	c.mu.Lock()
	c.updateAndUnlock(limits)
}

func (c *config) Reset(limits []*int) {
	c.mu.Lock()
	c.applyDefault(limits)
	c.mu.Unlock()
}

func (c *config) ResetBare(limits []*int) {
	c.applyDefault(limits) // want `c\.applyDefault called without c\.mu held: it writes c\.limit`
}
