package named

import "sync"

// A mutex that guards what follows on the next lines guards no more than those.
type paragraphs struct {
	mu      sync.Mutex // guards following
	streams []int
	// serving is set by Serve.
	serving bool

	quit bool
}

func (p *paragraphs) Set() {
	p.streams = nil // want `p\.streams written without p\.mu held`
}

func (p *paragraphs) Serve() {
	p.serving = true // want `p\.serving written without p\.mu held`
	p.quit = true
}

// Some of what follows has another mutex besides.
type settings struct {
	mu      sync.Mutex // guards following
	streams []int
	// Settings from the peer: (also guarded by wmu)
	limit  int
	extend bool

	wmu sync.Mutex
}

func (s *settings) Set() {
	s.streams = nil // want `s\.streams written without s\.mu held`
	s.wmu.Lock()
	s.limit = 1
	s.extend = true
	s.wmu.Unlock()
}

// Where each field stands by itself, those that follow go on.
type spaced struct {
	// mu protects the following fields.
	mu sync.Mutex

	// streams are open.
	streams []int

	// serving is set by Serve.
	serving bool
}

func (s *spaced) Set() {
	s.streams = nil // want `s\.streams written without s\.mu held`
}

func (s *spaced) Serve() {
	s.serving = true // want `s\.serving written without s\.mu held`
}
