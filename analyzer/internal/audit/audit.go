// Package audit hands the obligations that the engines judged, met ones
// included, to a driver, so that a reader can tell what a clean run proves.
//
// The only thing that every driver carries from an analysis to its user, and
// keeps in its cache, is a diagnostic; so an obligation travels as the message
// of one, encoded in JSON.
package audit

import (
	"encoding/json"
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// Analyzer reports every obligation of a package at the place of its call.
var Analyzer = &analysis.Analyzer{
	Name:     "stopaudit",
	Doc:      "stopaudit: list every obligation that the checks looked at, with its verdict",
	Requires: []*analysis.Analyzer{lockset.Analyzer},
	Run:      run,
}

// Obligation is one thing that a call must satisfy, and whether it does.
type Obligation struct {
	Check   string `json:"check"`   // the check that reports it when it is violated
	Package string `json:"package"` // import path
	Caller  string `json:"caller"`  // "(*Task).Kill", "(*Task).Kill$1"
	Callee  string `json:"callee"`
	Kind    string `json:"kind"`    // "requires" or "excludes"
	Subject string `json:"subject"` // what is required, in the reader's words: "the signal mutex"
	Class   string `json:"class"`   // the lock class: "SignalHandlers.mu"
	Source  string `json:"source"`  // where the requirement comes from: "prose"
	Verdict string `json:"verdict"` // one of Verdicts
	Why     string `json:"why,omitempty"`
}

// Verdicts returns the verdicts that an obligation can have.
func Verdicts() []string {
	return []string{lockset.Met.String(), lockset.Violated.String(), lockset.Unknown.String()}
}

// Decode returns the obligation in the message of a diagnostic of [Analyzer].
func Decode(message string) (Obligation, error) {
	var o Obligation
	if err := json.Unmarshal([]byte(message), &o); err != nil {
		return Obligation{}, fmt.Errorf("not an obligation: %w", err)
	}
	return o, nil
}

func run(pass *analysis.Pass) (any, error) {
	locks := pass.ResultOf[lockset.Analyzer].(*lockset.Result)
	for _, lo := range locks.Obligations {
		message, err := json.Marshal(lockObligation(pass, lo))
		if err != nil {
			return nil, err
		}
		pass.Report(analysis.Diagnostic{Pos: lo.Pos, Message: string(message)})
	}
	return nil, nil
}

func lockObligation(pass *analysis.Pass, lo lockset.Obligation) Obligation {
	return Obligation{
		Check:   "unlockedcall",
		Package: pass.Pkg.Path(),
		Caller:  lo.Caller,
		Callee:  lo.Callee,
		Kind:    lo.Kind,
		Subject: lo.Mutex,
		Class:   lo.Class.String(),
		Source:  lo.Source.String(),
		Verdict: lo.Verdict.String(),
		Why:     lo.Why,
	}
}
