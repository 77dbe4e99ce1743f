// Package globals has package-level mutexes.
package globals

import "sync"

var (
	// registryMu protects registry.
	registryMu sync.RWMutex
	registry   = map[string]int{}

	// other protects nothing here.
	other sync.Mutex
)

// addLocked adds a name.
//
// Preconditions: registryMu must be locked for writing.
func addLocked(name string) { registry[name] = len(registry) }

// findLocked returns a name's number.
//
// Preconditions: registryMu must be locked.
func findLocked(name string) int { return registry[name] }

func Add(name string) int {
	registryMu.Lock()
	defer registryMu.Unlock()
	addLocked(name)
	return findLocked(name)
}

func AddBare(name string) {
	addLocked(name) // want `addLocked called without registryMu held$`
}

func AddUnderRead(name string) {
	registryMu.RLock()
	defer registryMu.RUnlock()
	addLocked(name) // want `addLocked needs registryMu held for writing, but it is held for reading`
}

func AddUnderOther(name string) {
	other.Lock()
	addLocked(name) // want `addLocked called without registryMu held$`
	other.Unlock()
}

// Find takes the mutex itself.
func Find(name string) int {
	registryMu.RLock()
	defer registryMu.RUnlock()
	return findLocked(name)
}

func AddThenFind(name string) int {
	registryMu.Lock()
	addLocked(name)
	registryMu.Unlock()
	return Find(name)
}

func AddAndFind(name string) int {
	registryMu.Lock()
	defer registryMu.Unlock()
	addLocked(name)
	return Find(name) // want `Find called with registryMu held: it locks registryMu itself`
}

// state is one struct with its mutex, of which there is one.
var state struct {
	sync.Mutex
	n int
}

// bumpLocked adds one.
//
// Preconditions: state.Mutex must be locked.
func bumpLocked() { state.n++ }

func Bump() {
	state.Lock()
	bumpLocked()
	state.Unlock()
}

func BumpBare() {
	bumpLocked() // want `bumpLocked called without .* held$`
}

var defaultSet = &set{}

type set struct {
	mu sync.Mutex
	n  int
}

// growLocked adds one.
//
// Preconditions: s.mu must be locked.
func (s *set) growLocked() { s.n++ }

func Grow() {
	defaultSet.mu.Lock()
	defaultSet.growLocked()
	defaultSet.mu.Unlock()
	defaultSet.growLocked() // want `defaultSet\.growLocked called without defaultSet\.mu held$`
}

// lockRegistry and unlockRegistry are found out by their bodies.
func lockRegistry()   { registryMu.Lock() }
func unlockRegistry() { registryMu.Unlock() }

func AddByHelpers(name string) {
	lockRegistry()
	addLocked(name)
	unlockRegistry()
	addLocked(name) // want `addLocked called without registryMu held$`
}
