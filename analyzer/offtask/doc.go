// Package offtask defines the check of that name.
//
// # Analyzer offtask
//
// offtask: find internal stops begun on a goroutine that is not the task's own
package offtask
