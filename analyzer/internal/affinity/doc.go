// Package affinity works out on which goroutine the functions of a package
// run, and judges the calls that ask for a particular one.
//
// A need is a task on whose goroutine a function is to run, or not to run: an
// access path (package ir) from a parameter, the receiver among them, or from a
// captured variable. Needs come from contracts: an internal stop is begun on the
// task's goroutine, and directives, prose and the shape of run states say the
// same of other functions. A function without a contract needs what it calls
// need, along the call graph and, as facts, across packages, unless that is
// already met or violated there.
//
// A context is what is known of the goroutines on which a function runs: on
// that of tasks that the function can name, on a goroutine that is no task's,
// or unknown. Contexts go from callers to callees within a package. They begin
// at contracts, at the functions that a task's goroutine consists of, found by
// what they do, and at everything that takes a function elsewhere: go
// statements, timers, finalizers, handlers of remote calls, main.
//
// Function values are followed: to where they are called, through what other
// functions do with the functions they are given, and into fields, variables
// and channels from which they are called.
//
// A violation is a need that meets a context in which it cannot be met: a
// goroutine that is no task's, the goroutine of a task that is another one, or
// a task that has no goroutine yet. What is not known is not reported, but
// listed.
//
// The engine words no messages and reports nothing: see package report.
package affinity
