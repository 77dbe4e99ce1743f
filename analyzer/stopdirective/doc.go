// Package stopdirective defines an Analyzer that finds directives that cannot be
// obeyed.
//
// # Analyzer stopdirective
//
// stopdirective: find misspelt, misplaced and contradictory directives
//
// Code that is not shaped like gVisor's says which part of the task stop
// protocol a declaration plays in //stoplint: directives, and code of any
// shape may say which mutex a function needs in +checklocks annotations. A
// directive that is not understood says nothing, so every check that would
// have relied on it stays silent.
//
// The check reports directives that are unknown or misspelt, that name
// something that does not exist, that stand on a declaration they do not apply
// to, and that contradict each other.
//
// # Wrong
//
//	type worker struct {
//		//stoplint:mutex queue
//		queueMu sync.Mutex
//	}
//
//	//stoplint:require queue // wrong: no directive has this name
//	func (w *worker) push() {}
//
//	//stoplint:requires qeueu // wrong: no mutex has this name
//	func (w *worker) pop() {}
//
//	//stoplint:task // wrong: only a struct can be a task
//	func (w *worker) kill() {}
//
// # Right
//
//	//stoplint:task
//	type worker struct {
//		//stoplint:mutex queue
//		queueMu sync.Mutex
//	}
//
//	//stoplint:requires queue
//	func (w *worker) push() {}
//
// # What is proved
//
// Every directive that is reported is one that the other checks do not obey.
//
// # What is missed
//
// A directive that is well-formed and says something untrue. Comments that do
// not look like directives at all are taken for prose.
//
// # Witness
//
// A directive does nothing at run time, so there is no program to run: what
// goes wrong is that a mistake of another kind is not found.
package stopdirective
