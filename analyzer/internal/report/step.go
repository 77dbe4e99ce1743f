package report

import (
	"slices"
	"strings"
)

// What the message of a place ends in, or has in it, that is on the path to the
// finding.
var (
	stepEnds = []string{
		" is unlocked here", " is locked here", " is locked for reading here", " is locked for writing here",
		"the stop is begun here", "the stop in force is begun here", "the stop is ended here",
	}
	stepParts = []string{" leads through here, when this condition is ", " is checked here; the path goes on when "}
)

// IsStep reports whether the message of a related place says that the path shown
// leads through there. Others say where a requirement is written, what other
// paths or other functions do, or what follows.
func IsStep(message string) bool {
	if strings.Contains(message, ": ") {
		return false // in another function, or quoted
	}
	ends := func(s string) bool { return strings.HasSuffix(message, s) }
	has := func(s string) bool { return strings.Contains(message, s) }
	return slices.ContainsFunc(stepEnds, ends) || slices.ContainsFunc(stepParts, has)
}
