package client // want package:"visible"

import (
	"protocol/annotations"
	"protocol/prose"
	"protocol/shape"
)

// A type of this package with the methods of another package's interface.
type state shape.RunState

type alias = shape.RunState

// use calls into the packages whose contracts it sees as facts.
func use(o *annotations.Outer, t *prose.Task, l *prose.List[int]) {
	o.Write()
	l.Add(1)
}

// Preconditions: t's signal mutex must be locked.
func Named(t *prose.Task) {} // want Named:`^requires Handlers\.mu@param0\.group\.handlers\.mu$`

// Preconditions: The Set mutex must be locked.
func ByType() {} // want ByType:`^requires Set\.mu:read$`
