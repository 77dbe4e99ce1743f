package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/audit"
)

// Obligation is one thing that a call must satisfy, and whether it does.
type Obligation = audit.Obligation

// Audit returns the analyzer that reports every obligation of a package as a
// diagnostic at the call, met or not. Its messages are for [DecodeObligation].
func Audit() *analysis.Analyzer { return audit.Analyzer }

// DecodeObligation returns the obligation in a message of the audit.
func DecodeObligation(message string) (Obligation, error) { return audit.Decode(message) }

// Verdicts returns the verdicts that an obligation can have.
func Verdicts() []string { return audit.Verdicts() }
