package protocol

import (
	"cmp"
	"iter"
	"slices"
)

// ByIndex says something of some of a function's parameters or results, in the
// order of their indexes. In a fact it is the same bytes whenever it is encoded,
// unlike a map: a build system that finds a file of facts unchanged need not look
// at what depends on it. Package gob needs no help with it, which would cost a
// decoder of its own for each.
type ByIndex[V any] []Indexed[V]

// Indexed is one of the values of a [ByIndex].
type Indexed[V any] struct {
	Index int
	Value V
}

// Set makes v the value at i.
func (s *ByIndex[V]) Set(i int, v V) {
	at, found := s.find(i)
	if found {
		(*s)[at].Value = v
		return
	}
	*s = slices.Insert(*s, at, Indexed[V]{i, v})
}

// At returns the value at i, if there is one.
func (s ByIndex[V]) At(i int) (v V, ok bool) {
	at, ok := s.find(i)
	if !ok {
		return v, false
	}
	return s[at].Value, true
}

func (s ByIndex[V]) find(i int) (at int, found bool) {
	return slices.BinarySearchFunc(s, i, func(e Indexed[V], i int) int { return cmp.Compare(e.Index, i) })
}

// All yields the indexes and their values.
func (s ByIndex[V]) All() iter.Seq2[int, V] {
	return func(yield func(int, V) bool) {
		for _, e := range s {
			if !yield(e.Index, e.Value) {
				return
			}
		}
	}
}

// Map returns the values by their indexes.
func (s ByIndex[V]) Map() map[int]V {
	if len(s) == 0 {
		return nil
	}
	m := make(map[int]V, len(s))
	for i, v := range s.All() {
		m[i] = v
	}
	return m
}
