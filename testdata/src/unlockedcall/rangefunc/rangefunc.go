// Package rangefunc has loops over functions, whose bodies lock and unlock.
package rangefunc

import (
	"iter"
	"sync"
)

type Task struct {
	name string
	next []*Task
}

type Set struct {
	mu    sync.Mutex
	tasks []*Task
}

// Preconditions: s.mu must be locked.
func (s *Set) removeLocked(t *Task) {}

func (s *Set) all() iter.Seq[*Task] {
	return func(yield func(*Task) bool) {
		for _, t := range s.tasks {
			if !yield(t) {
				return
			}
		}
	}
}

// The function returns from inside the loop, with the mutex unlocked.
func (s *Set) Remove(name string, tasks iter.Seq[*Task]) bool {
	s.mu.Lock()
	for t := range tasks {
		if t.name == name {
			s.mu.Unlock()
			return true
		}
		s.removeLocked(t)
	}
	s.removeLocked(nil)
	s.mu.Unlock()
	return false
}

// Neither call finds the mutex held by the one before.
func (s *Set) RemoveBoth(tasks iter.Seq[*Task]) {
	s.Remove("a", tasks)
	s.Remove("b", tasks)
}

func (s *Set) RemoveAll() bool {
	s.mu.Lock()
	for t := range s.all() {
		if t.name == "" {
			s.mu.Unlock()
			return true
		}
		for range t.next {
			if t == nil {
				continue
			}
		}
	}
	s.mu.Unlock()
	return false
}

func (s *Set) RemoveTwice() {
	s.RemoveAll()
	s.RemoveAll()
}

// The function returns from inside two loops.
func (s *Set) RemoveNested(tasks iter.Seq[*Task], next func(*Task) iter.Seq[*Task]) (err error) {
	s.mu.Lock()
	n := 0
	for t := range tasks {
		for u := range next(t) {
			if err = check(u); err != nil {
				s.mu.Unlock()
				return
			}
			n++
		}
		if err = check(t); err != nil {
			s.mu.Unlock()
			return
		}
		n++
	}
	s.mu.Unlock()
	return nil
}

func check(t *Task) error { return nil }

func (s *Set) RemoveNestedTwice(tasks iter.Seq[*Task], next func(*Task) iter.Seq[*Task]) {
	s.RemoveNested(tasks, next)
	s.RemoveNested(tasks, next)
}

// The loop is left with the mutex unlocked, and the function goes on.
func (s *Set) Break(tasks iter.Seq[*Task]) {
	s.mu.Lock()
	for t := range tasks {
		if t.name == "" {
			s.mu.Unlock()
			break
		}
	}
	s.removeLocked(nil) // want `s\.removeLocked called without s\.mu held on some paths`
}

// The body is entered with what the loop is.
func (s *Set) Bare(tasks iter.Seq[*Task]) {
	for t := range tasks {
		s.removeLocked(t) // want `s\.removeLocked called without s\.mu held`
	}
}

// The body locks what is locked already.
func (s *Set) Relock(tasks iter.Seq[*Task]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range tasks {
		s.RemoveTask(t) // want `s\.RemoveTask called with s\.mu held`
	}
}

func (s *Set) RemoveTask(t *Task) {
	s.mu.Lock()
	s.removeLocked(t)
	s.mu.Unlock()
}
