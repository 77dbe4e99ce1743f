// Package user accesses the protected fields of another package's type.
package user

import "unguarded/crosspkg/table"

var shared *table.Table

func Field(t *table.Table) {
	t.N = 1 // want `t.N written without t.Mu held`
}

func FieldHeld(t *table.Table) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.N = 1
}

func Call(t *table.Table) {
	t.AddLocked() // want `t.AddLocked called without t.Mu held: it writes t.m`
}

func CallHeld(t *table.Table) {
	t.Mu.Lock()
	defer t.Mu.Unlock()
	t.AddLocked()
}

func Fresh() {
	t := table.New()
	t.N = 1
	t.AddLocked()
	shared = t
	t.N = 2 // want `t.N written without (t|Table).Mu held`
}
