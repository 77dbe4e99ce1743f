package fresh

import "sync"

// machine is made of parts that know it.
type machine struct {
	mu sync.Mutex

	// parts and byName are protected by mu.
	parts  []*part
	byName map[string]*part

	// handlers is protected by mu.
	handlers map[string]func()

	// running is protected by mu.
	running bool
}

type part struct {
	of   *machine
	done *sync.Cond
}

var parts []*part

var machines = map[string]*machine{}

// NewMachine has parts that nobody else has either.
func NewMachine(n int) *machine {
	m := &machine{}
	for range n {
		p := &part{of: m}
		p.done = sync.NewCond(&m.mu)
		m.parts = append(m.parts, p)
	}
	m.running = true
	return m
}

// NewNamed keeps them in a map of its own.
func NewNamed(names ...string) *machine {
	m := &machine{byName: make(map[string]*part)}
	for _, name := range names {
		m.byName[name] = &part{of: m}
	}
	m.running = true
	return m
}

// Listed has its part in a list that others have.
func (*part) Listed() *machine {
	m := &machine{}
	p := &part{of: m}
	parts = append(parts, p)
	m.running = true // want `m.running written without m.mu held`
	return m
}

// Sent has its part sent to somebody.
func Sent(to chan<- *part) *machine {
	m := &machine{}
	to <- &part{of: m}
	m.running = true // want `m.running written without m.mu held`
	return m
}

// WithHandlers keeps its own methods.
func WithHandlers() *machine {
	m := &machine{}
	m.handlers = map[string]func(){"start": m.start}
	m.running = true
	return m
}

func (m *machine) start() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running = true
}

// Registered gives a method to somebody.
func Registered(register func(func())) *machine {
	m := &machine{}
	register(m.start)
	m.running = true // want `m.running written without m.mu held`
	return m
}

// Running has a method run.
func Running() *machine {
	m := &machine{}
	start := m.start
	go start()
	m.running = true // want `m.running written without m.mu held`
	return m
}

// Kept is in a map that others have.
func Kept(name string) *machine {
	m := &machine{}
	machines[name] = m
	m.running = true // want `m.running written without m.mu held`
	return m
}

// Replace gives the parts of one machine a new one.
func (m *machine) Replace() *machine {
	n := &machine{}
	for _, p := range m.parts {
		p.of = n
		n.running = true // want `n.running written without n.mu held`
	}
	return n
}

func watch(p *part) { parts = append(parts, p) }

// Watched has its part given to somebody.
func Watched() *machine {
	m := &machine{}
	watch(&part{of: m})
	m.running = true // want `m.running written without m.mu held`
	return m
}

type waker interface{ wake() }

func (p *part) wake() {}

var wakers []waker

// Woken has its part in a list of interfaces.
func Woken() *machine {
	m := &machine{}
	wakers = append(wakers, &part{of: m})
	m.running = true // want `m.running written without m.mu held`
	return m
}
