// Package bypass has a generated mutex, some of whose methods pass by a validator of
// lock orders.
package bypass

import "sync"

type mappingRWMutex struct{ mu sync.RWMutex }

func (m *mappingRWMutex) Lock() { m.mu.Lock() }

func (m *mappingRWMutex) Unlock() { m.mu.Unlock() }

func (m *mappingRWMutex) RLock() { m.mu.RLock() }

func (m *mappingRWMutex) RUnlock() { m.mu.RUnlock() }

func (m *mappingRWMutex) RLockBypass() { m.mu.RLock() }

func (m *mappingRWMutex) RUnlockBypass() { m.mu.RUnlock() }

type manager struct {
	mappingMu mappingRWMutex

	// areas is protected by mappingMu.
	areas int
}

// entryLocked describes m.
//
// Preconditions: m.mappingMu must be locked.
func (m *manager) entryLocked() int { return m.areas }

// growLocked adds an area.
//
// Preconditions: m.mappingMu must be locked for writing.
func (m *manager) growLocked() { m.areas++ }

func (m *manager) describe() int {
	m.mappingMu.RLockBypass()
	defer m.mappingMu.RUnlockBypass()
	return m.entryLocked()
}

func (m *manager) describeLate() int {
	m.mappingMu.RLockBypass()
	m.mappingMu.RUnlockBypass()
	return m.entryLocked() // want `m.entryLocked called without m.mappingMu held`
}

func (m *manager) grow() {
	m.mappingMu.RLockBypass()
	defer m.mappingMu.RUnlockBypass()
	m.growLocked() // want `m.growLocked needs m.mappingMu held for writing, but it is held for reading`
}
