package protocol

import "go/types"

// Suggestion is a directive that would say what could not be worked out.
type Suggestion struct {
	Func      *types.Func // declared in the package under analysis
	Directive string      // without the prefix: "requires t.mu"
}

// IsZero reports whether nothing is suggested.
func (s Suggestion) IsZero() bool { return s.Func == nil }
