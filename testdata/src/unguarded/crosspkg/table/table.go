// Package table exports what accesses protected fields.
package table

import "sync"

type Table struct {
	Mu sync.Mutex

	// N is protected by Mu.
	N int

	// m is protected by Mu.
	m int
}

// AddLocked needs the mutex, as its name says.
func (t *Table) AddLocked() { t.m++ }

// Add locks it.
func (t *Table) Add() {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.AddLocked()
}

// New makes a table for its caller.
func New() *Table { return &Table{} }
