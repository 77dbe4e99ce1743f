// Package pairing judges whether the external stops that a package begins are
// ended, and those that it ends were begun.
//
// What a function does on its paths is known from package lockset, which
// counts stops in the same states as locks. A function that leaves a count
// changed passes the matter on to its callers, and they are judged in turn, in
// whichever package. What no caller in sight settles is an open pair if the
// type, or the package, offers the other half: a method that ends what this one
// begins. Open pairs are counted and not reported. If there is no other half, the
// begin is never ended, or the end never begun.
package pairing
