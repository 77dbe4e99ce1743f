// Package lockset works out which mutexes are held at each call of a package,
// and judges the obligations that contracts put on those calls. It also works out
// which external stops each function leaves in force.
//
// A mutex is a lock class, as in lockdep the mutex field of a named type, and an
// instance, an access path with must-aliases (package ir). Judgement is by class;
// the instance refines it where it proves two mutexes to be the same, or to be
// different.
//
// The analysis of a function body is flow-sensitive over SSA. A block is entered
// in a bounded set of alternative states, each of them the mutexes held with
// their modes, the pending deferred calls and the branch literals known to be
// true. Alternatives that differ in nothing but literals merge, and past the
// bound they are joined: a mutex held in some of them only is then held maybe,
// and what depends on it is unknown rather than violated.
//
// Functions are analysed callees first, in the strongly connected components of
// the call graph. The summary of a function says what it needs on entry, the
// ways in which it returns with what they lock and unlock, the mutexes it locks
// itself, and what it does with the functions it is given. Summaries of
// functions that other packages can name travel as facts.
//
// A need that a function has neither written in its contract nor met itself is
// inferred: it is assumed on entry, and the function's calls are judged. If some
// call is made with the mutex, those made without are violations; if none is,
// the violation is where the mutex is needed. Each obligation ends up met,
// violated or unknown. Unknown ones are never reported, but they are listed.
//
// External stops are resources of a path as well, and are counted in the same
// states: a thing that is stopped is a class, the type that declares the calls
// that begin and end the stop, and an instance, and its count is relative to
// what it was on entry. A function that ends on some path what it begins is to
// end it on all; what it ends on none is the callers' business, and part of the
// summary. Loops that do the same to each of several things do it to all of them.
//
// What a test found in memory decides later tests of the same thing, which tells
// the ways through a function that belong together. It may have changed since, so a
// block that no state comes to is entered all the same: code is not written to be
// dead.
//
// # Files
//
// The analysis of a body is in flow.go (states through blocks), edge.go and
// revive.go (branches), step.go and call.go (instructions), effects.go (what a
// callee does to the state) and state.go. callback*.go, kept.go, heldat.go,
// given.go and rangeover.go follow functions as values. summary.go, facts.go and
// condition.go are what is known of a function elsewhere; ref.go has mutexes in
// terms of a function. Obligations are noted in require.go, exclude.go, mutexop.go
// and promise.go, and decided in verdict.go once all functions have been seen.
// What more is found in the same states has its files by prefix: access* and
// fresh.go (protected fields), leak* (ways out with a mutex held), order* (lock
// order), stale* (checks made before an unlock), stop* (external stops) and
// yield.go (what follows the begin of an internal stop). describe.go, disagree.go,
// suggest.go and the *result.go files turn all that into results.
//
// The engine words no messages and reports nothing: see package report.
package lockset
