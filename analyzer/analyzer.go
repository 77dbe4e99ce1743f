// Package analyzer lists the checks of the suite.
//
// Each check is a package of its own that exports an Analyzer; this package
// is for drivers that run all of them.
//
// # Promises
//
// A finding is worth reading: where the suite cannot tell, it says nothing, and
// counts the place among the unknown ones, which -audit lists. A misuse is found,
// through helpers, closures, aliases, interfaces and packages. The first comes
// before the second.
//
// # Layers
//
// Imports go downward only:
//
//	the checks          what is reported, and what is said of it
//	internal/report     the words of every message; ignore comments
//	internal/audit      the obligations that the engines judged, for drivers
//	internal/affinity   on which goroutine a function runs
//	internal/pairing    whether external stops that are begun are ended
//	internal/lockset    which mutexes are held, and which stops are in force
//	internal/ir         SSA, built where it is needed; paths, aliases, conditions
//	internal/protocol   what the code under analysis says about itself
//
// Engines are passes with a typed result and facts. They know no messages and
// report nothing, and checks do not import one another. [valuestop] alone has its
// analysis with it, since nothing else needs it.
//
// # Verdicts
//
// The engines look for obligations: a call, an access or an exit of which
// something is asked. Each of them is met, violated or unknown. Only what is
// violated is reported.
//
// # Cost
//
// Facts make the passes run on every dependency, the standard library included. A
// package in which no protocol is in sight ends in package protocol, before any
// SSA is built.
//
// [valuestop]: https://pkg.go.dev/github.com/stoplint/stoplint/analyzer/valuestop
package analyzer

import (
	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/contract"
	"github.com/stoplint/stoplint/analyzer/internal/report"
	"github.com/stoplint/stoplint/analyzer/lateyield"
	"github.com/stoplint/stoplint/analyzer/leakedlock"
	"github.com/stoplint/stoplint/analyzer/lockorder"
	"github.com/stoplint/stoplint/analyzer/offtask"
	"github.com/stoplint/stoplint/analyzer/staleguard"
	"github.com/stoplint/stoplint/analyzer/stopdirective"
	"github.com/stoplint/stoplint/analyzer/unguarded"
	"github.com/stoplint/stoplint/analyzer/unlockedcall"
	"github.com/stoplint/stoplint/analyzer/unpairedstop"
	"github.com/stoplint/stoplint/analyzer/valuestop"
)

// Suite returns the checks that run unless others are asked for, in the order in
// which they are documented.
func Suite() []*analysis.Analyzer {
	return []*analysis.Analyzer{
		valuestop.Analyzer,
		unlockedcall.Analyzer,
		unpairedstop.Analyzer,
		offtask.Analyzer,
		leakedlock.Analyzer,
		lockorder.Analyzer,
		unguarded.Analyzer,
		staleguard.Analyzer,
		lateyield.Analyzer,
		stopdirective.Analyzer,
	}
}

// Advice returns the checks that have to be asked for: what they report is right,
// but not wrong enough to be in everybody's way.
func Advice() []*analysis.Analyzer { return []*analysis.Analyzer{contract.Analyzer} }

// All returns the checks of the suite and those that have to be asked for.
func All() []*analysis.Analyzer { return append(Suite(), Advice()...) }

// IsStep reports whether the message of a related place of a finding says that
// the path to the finding leads through there.
func IsStep(message string) bool { return report.IsStep(message) }

// TellSilenced makes a check that runs with the pass tell listen of each finding
// that an ignore comment silences, with the reason that the comment gives.
func TellSilenced(pass *analysis.Pass, listen func(d analysis.Diagnostic, reason string)) {
	pass.ResultOf[report.Silenced] = report.Listener(listen)
}

// IsUnusedIgnore reports whether a message of any check says that an ignore
// comment silenced nothing. A driver that analyses several variants of a
// package should believe it only if all of them say so.
func IsUnusedIgnore(message string) bool { return report.IsUnusedIgnore(message) }
