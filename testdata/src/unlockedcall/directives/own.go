package directives

import "sync"

// mill has its directives beside its code, and functions in the plain manner
// of no particular project.
type mill struct {
	//stoplint:mutex stone
	stone sync.Mutex

	//stoplint:guardedby stone
	grain int
}

//stoplint:requires stone
func (m *mill) grind() { m.grain-- }

//stoplint:requires stone
func grindAll(ms []*mill) {
	for _, m := range ms {
		m.grind()
	}
}

func (m *mill) Grind() {
	m.stone.Lock()
	m.grind()
	m.stone.Unlock()
}

func (m *mill) GrindBare() {
	m.grind() // want `m\.grind called without .*stone.* held$`
}

func GrindAll(m *mill, ms []*mill) {
	m.stone.Lock()
	grindAll(ms)
	m.stone.Unlock()
	grindAll(ms) // want `grindAll called without .*stone.* held$`
}

// refill fills the mill up. It waits for the mill to stop.
//
//stoplint:excludes stone
func (m *mill) refill() {
	m.stone.Lock()
	m.grain = 100
	m.stone.Unlock()
}

func (m *mill) Refill() {
	m.refill()
	m.stone.Lock()
	defer m.stone.Unlock()
	m.refill() // want `m\.refill called with .*stone.* held`
}
