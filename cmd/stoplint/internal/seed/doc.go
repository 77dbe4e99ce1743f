// Package seed plants bugs in copies of a Go package, to measure how many of
// them an analysis finds.
//
// A [Tree] is a package as it stands. Its critical sections are found in the
// syntax, and the calls in them that need the mutex are known from a [Spec],
// a table written by a reader of the package and not by the analysis under
// test. An operator turns a section or a call into a [Mutant]: a few edits that
// make one mistake, or, for a benign mutant, that keep the code right while
// changing its shape. Mutants that do not compile are dropped.
//
// [Tree.Write] writes a copy of the package with mutants in it. Mutants that
// cannot be confused with one another may share a copy: see [Batch].
package seed
