// Package lib keeps callbacks for other packages.
package lib

import "sync"

// Board is a board with a mutex of its own.
type Board struct {
	mu    sync.Mutex
	value int
	names []string

	moves  []func(*Board)
	paints map[int]func(*Board)
	// Closed is called by whoever closes the board.
	Closed func(*Board)
}

// SetLocked sets the value. b.mu must be held.
func (b *Board) SetLocked(v int) { b.value = v }

// OnMove keeps f, to be called with b.mu held.
func (b *Board) OnMove(f func(*Board)) { b.moves = append(b.moves, f) }

// OnPaint keeps f, to be called with nothing held.
func (b *Board) OnPaint(f func(*Board)) { b.paints[len(b.names)] = f }

// OnClose keeps f.
func (b *Board) OnClose(f func(*Board)) { b.Closed = f }

// Move moves.
func (b *Board) Move() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.moves {
		f(b)
	}
}

// Paint paints.
func (b *Board) Paint() {
	for _, f := range b.paints {
		f(b)
	}
}
