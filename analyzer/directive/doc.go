// Package directive defines an Analyzer that finds directives that cannot be
// obeyed.
//
// # Analyzer directive
//
// directive: find misspelt, misplaced and contradictory directives
//
// Code that is not shaped like gVisor's says which part of the task stop
// protocol a declaration plays in //stoplint: directives, and code of any
// shape may say which mutex a function needs in +checklocks annotations:
//
//	//stoplint:requires signal
//	func (t *Task) endStopLocked() { … }
//
// A directive that is not understood says nothing, so every check that would
// have relied on it stays silent:
//
//	//stoplint:require signal       // unknown directive
//	//stoplint:requires singal      // no mutex has that name
//	//stoplint:task
//	func (t *Task) Kill() { … }     // only a struct can be a task
//
// The check reports directives that are unknown or misspelt, that name
// something that does not exist, that stand on a declaration they do not apply
// to, and that contradict each other. It is exact: every directive it reports
// is one that the other checks do not obey.
package directive
