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
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/affinity"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/pairing"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Analyzer reports every obligation of a package at the place of its call.
var Analyzer = &analysis.Analyzer{
	Name:     "stopaudit",
	Doc:      "stopaudit: list every obligation that the checks looked at, with its verdict",
	Requires: []*analysis.Analyzer{protocol.Analyzer, lockset.Analyzer, pairing.Analyzer, affinity.Analyzer},
	Run:      run,
}

// Obligation is one thing that a call must satisfy, and whether it does.
type Obligation struct {
	Check   string `json:"check"`   // the check that reports it when it is violated
	Package string `json:"package"` // import path
	Caller  string `json:"caller"`  // "(*Task).Kill", "(*Task).Kill$1"
	Callee  string `json:"callee"`
	Kind    string `json:"kind"`    // "requires", "excludes", "begins" or "ends"
	Subject string `json:"subject"` // what is required, in the reader's words: "the signal mutex"
	Class   string `json:"class"`   // the lock class, "SignalHandlers.mu", or the type of what is stopped
	Source  string `json:"source"`  // where the requirement comes from: "prose"
	Verdict string `json:"verdict"` // one of Verdicts
	Why     string `json:"why,omitempty"`
	// Suggestion is the directive that would decide it, "//stoplint:ontask", on
	// the function that makes the call.
	Suggestion string `json:"suggestion,omitempty"`
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
	goroutines := pass.ResultOf[affinity.Analyzer].(*affinity.Result)
	a := &auditor{pass: pass, edits: suggestedEdits(pass, locks, goroutines)}
	for _, u := range pass.ResultOf[protocol.Analyzer].(*protocol.Model).Unresolved() {
		if u.Func != nil && u.NamesLock() {
			a.report(u.Source.Pos, unresolvedObligation(u), protocol.Suggestion{})
		}
	}
	for _, lo := range locks.Obligations {
		a.report(lo.Pos, lockObligation("unlockedcall", lo), lo.Suggestion)
	}
	for _, lo := range locks.AccessObligations {
		a.report(lo.Pos, lockObligation("unguarded", lo), lo.Suggestion)
	}
	for _, j := range pass.ResultOf[pairing.Analyzer].(*pairing.Result).Judgements {
		a.report(j.Op.Pos, stopObligation(j), protocol.Suggestion{})
	}
	for _, ao := range goroutines.Obligations {
		a.report(ao.Pos, goroutineObligation(ao), ao.Suggestion)
	}
	return nil, a.err
}

// auditor reports obligations.
type auditor struct {
	pass  *analysis.Pass
	edits map[*types.Func]analysis.TextEdit // not made yet
	err   error
}

// report reports o, the first time with the edit that makes what is suggested
// for the same function.
func (a *auditor) report(pos token.Pos, o Obligation, s protocol.Suggestion) {
	o.Package = a.pass.Pkg.Path()
	message, err := json.Marshal(o)
	if err != nil {
		a.err = err
		return
	}
	d := analysis.Diagnostic{Pos: pos, Message: string(message)}
	if edit, ok := a.edits[s.Func]; ok {
		delete(a.edits, s.Func)
		d.SuggestedFixes = []analysis.SuggestedFix{{Message: "say what is not known", TextEdits: []analysis.TextEdit{edit}}}
	}
	a.pass.Report(d)
}

// unresolvedObligation is the obligation that a contract means, and that no
// call is judged for, because it names a mutex that is not known.
func unresolvedObligation(u protocol.Unresolved) Obligation {
	return Obligation{
		Check:   "unlockedcall",
		Caller:  "callers",
		Callee:  u.Func.Name(),
		Kind:    lockset.Requires.String(),
		Subject: u.Phrase,
		Class:   "no known mutex",
		Source:  u.Source.Kind.String(),
		Verdict: lockset.Unknown.String(),
		Why:     "no mutex is known by this name",
	}
}

func lockObligation(check string, lo lockset.Obligation) Obligation {
	return Obligation{
		Check:   check,
		Caller:  lo.Caller,
		Callee:  lo.Callee,
		Kind:    lo.Kind,
		Subject: lo.Mutex,
		Class:   lo.Class.String(),
		Source:  lo.Source.String(),
		Verdict: lo.Verdict.String(),
		Why:     lo.Why,

		Suggestion: directive(lo.Suggestion),
	}
}

func goroutineObligation(ao affinity.Obligation) Obligation {
	return Obligation{
		Check:   "offtask",
		Caller:  ao.Caller,
		Callee:  ao.Callee,
		Kind:    ao.Kind,
		Subject: ao.Subject(),
		Class:   ao.Class,
		Source:  ao.Source.String(),
		Verdict: ao.Verdict.String(),
		Why:     ao.Why,

		Suggestion: directive(ao.Suggestion),
	}
}
