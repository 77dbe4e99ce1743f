// Package synchronized has fields that are read without their mutex after
// something else has made sure of them.
package synchronized

import "sync"

type conn struct {
	mu sync.Mutex
	// err is protected by mu.
	err    error
	closec chan struct{}
	// sizes is protected by mu.
	sizes map[int]int
	sema  chan struct{}
}

func (c *conn) close(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
	c.sizes = nil
	close(c.closec)
}

// wait reads what was written before the channel was closed.
func (c *conn) wait() error {
	<-c.closec
	return c.err
}

// waitOr does so in a case of a select statement.
func (c *conn) waitOr(done chan struct{}) error {
	closec := c.closec
	select {
	case <-closec:
		return c.err
	case <-done:
		return nil
	}
}

// look receives from somebody else's channel.
func (c *conn) look(done chan struct{}) error {
	<-done
	return c.err // want `c\.err read without c\.mu held`
}

// overwrite writes, which readers do not expect any more.
func (c *conn) overwrite(err error) {
	<-c.closec
	c.err = err // want `c\.err written without c\.mu held`
}

type config struct {
	mu sync.Mutex
	// text is protected by mu.
	text string
	// other is protected by mu.
	other string
}

// update alone writes text, and reads it without the mutex.
func (c *config) update(text string) {
	if c.text == text {
		return
	}
	if c.other == text { // want `c\.other read before c\.mu is locked`
		return
	}
	c.mu.Lock()
	c.text = text
	c.mu.Unlock()
}

func (c *config) setOther(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.other = text
}

func (c *config) get() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text + c.other
}

// reader has a heading that much of its code does not go by.
type reader struct {
	mu     sync.Mutex // guards following
	inRead bool
	remain int
}

func (r *reader) read() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inRead = true
	r.remain--
}

func (r *reader) setLimit(n int) { r.remain = n }

func (r *reader) hitLimit() bool { return r.remain <= 0 }

func (r *reader) stop() {
	r.inRead = false // want `r\.inRead written without r\.mu held`
}

type common struct {
	mu sync.RWMutex
	// all is protected by mu.
	all map[string]*template
}

type template struct {
	*common
	name string
}

func (t *template) init() { t.common = &common{all: map[string]*template{}} }

func (t *template) copy(c *common) *template { return &template{common: c, name: t.name} }

// clone fills what it has made itself.
func (t *template) clone() *template {
	nt := t.copy(nil)
	nt.init()
	t.mu.RLock()
	defer t.mu.RUnlock()
	for name := range t.all {
		nt.all[name] = nt
	}
	return nt
}

func (t *template) add() {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.all[t.name] = t // want `t\.all written with .*mu held for reading only`
}
