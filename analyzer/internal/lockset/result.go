package lockset

import (
	"go/token"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Analyzer computes the locks held at each call of a package that has a
// protocol in sight. Its result is a *[Result]; it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stoplockset",
	Doc:        "compute the set of locks held at each instruction, and judge the obligations of calls",
	Requires:   []*analysis.Analyzer{ir.Analyzer, protocol.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// Verdict is the judgement of one obligation.
type Verdict uint8

const (
	Met Verdict = iota
	Violated
	Unknown
)

func (v Verdict) String() string { return [...]string{"met", "violated", "unknown"}[v] }

// Obligation is one clause of a callee's contract at one call.
type Obligation struct {
	Pos     token.Pos
	Caller  string // "(*Task).Kill", "(*Task).Kill$1"
	Callee  string // "(*Task).endStopLocked"
	Kind    string // "requires" or "excludes"
	Mutex   string // in the reader's words: "the signal mutex"
	Class   protocol.Class
	Source  protocol.SourceKind
	Verdict Verdict
	Why     string // why it is met, violated or unknown, in one clause
}

// Result is what the engine found in one package.
type Result struct {
	// Obligations lists every obligation of every call, in source order.
	Obligations []Obligation
}

func run(pass *analysis.Pass) (any, error) { return &Result{}, nil }
