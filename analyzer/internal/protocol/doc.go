// Package protocol reads what the code under analysis says about itself:
// which types, functions, fields and mutexes play which role in a task stop
// protocol, and which mutexes each function needs, takes or must not hold.
//
// Four sources are read, and the stronger of two that speak of the same thing
// wins:
//
//   - directives, //stoplint:requires t.mu, of which directive.go has the table;
//   - annotations of gVisor's checklocks, +checklocks:t.mu, taken verbatim;
//   - prose in doc comments, "Preconditions: The signal mutex must be locked.",
//     matched by the grammar in prose.go;
//   - shape, the calls of the protocol recognised by their names and types
//     together, in shape.go.
//
// A sentence that the grammar does not cover, or that names no mutex the type
// checker can find, says nothing: a missing contract is silent, a wrong one is
// not.
package protocol
