package affinity

import (
	"cmp"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Analyzer works out on which goroutine the functions of a package run, and
// judges the calls that ask for a particular one. Its result is a *[Result];
// it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stopaffinity",
	Doc:        "work out on which goroutine functions run, and judge the obligations of calls",
	Requires:   []*analysis.Analyzer{ir.Analyzer, protocol.Analyzer, lockset.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*Fact)(nil), (*HolderFact)(nil), (*StartFact)(nil)},
}

// Verdict is the judgement of one obligation.
type Verdict uint8

const (
	Met Verdict = iota
	Violated
	Unknown
)

func (v Verdict) String() string { return [...]string{"met", "violated", "unknown"}[v] }

// Obligation is one goroutine that a callee asks for, at one call.
type Obligation struct {
	Pos     token.Pos
	Caller  string // "(*Task).Kill", "(*Task).Kill$1"
	Callee  string // "(*Task).beginInternalStop"
	Kind    string // "ontask" or "offtask"
	Task    string // in the reader's words: "t"; "" if it cannot be named
	Class   string // the type of the task: "Task"
	Source  protocol.SourceKind
	Verdict Verdict
	Why     string // why it is met, violated or unknown, in one clause
	// Suggestion is what would decide an unknown one, if anything is known to.
	Suggestion protocol.Suggestion
}

// Subject is what is asked for, in the reader's words.
func (o Obligation) Subject() string {
	if o.Task == "" {
		return "the task's goroutine"
	}
	return o.Task + "'s goroutine"
}

// Reason is why an obligation is violated.
type Reason uint8

const (
	// Elsewhere: the call is made on a goroutine that is no task's.
	Elsewhere Reason = iota
	// OtherTask: the call is made on another task's goroutine.
	OtherTask
	// NotStarted: the task is new, and has no goroutine yet.
	NotStarted
	// Started: the caller has started the task's goroutine, so it is another.
	Started
	// OnIt: the call is made on the task's goroutine, and must not be.
	OnIt
	// Parked: the caller has ended the stop that the task's goroutine is parked
	// in, so it is another.
	Parked
	// Several: the call is made for several tasks, one after the other, and the
	// caller runs on the goroutine of one at most.
	Several
)

// Finding is a violated obligation, with what a message needs to say of it.
type Finding struct {
	Reason Reason
	// Pos and End delimit the call, or the function value handed on.
	Pos, End token.Pos
	// Callee is the called expression as written: "t.beginInternalStop".
	Callee string
	// Task is the task whose goroutine is asked for, as written, or "".
	Task string
	// Own is the task whose goroutine the caller runs on, for OtherTask.
	Own string
	// Off is where the callee runs instead, for Elsewhere.
	Off Off
	// Lent says that the task is handed on as a value of an interface, whose
	// method Needs is to run on the task's goroutine.
	Lent bool
	// Needs is the call that the goroutine is needed for, when the callee
	// needs it only for its own callees' sake.
	Needs string
	// Source is where the requirement is written, and Declared the position
	// of the function that it is written for.
	Source   protocol.Source
	Declared token.Pos
	// Chain lists the calls from the callee down to the one that is needed,
	// as far as they are in the package.
	Chain []Hop
	// Entered is where the goroutine is started, the callback handed over, or,
	// for Parked, the stop ended, and Start where the task's goroutine is started; zero if that has no
	// part in it.
	Entered, Start token.Pos
	// Made is where the task is made, for NotStarted.
	Made token.Pos
}

// Hop is one call on the way from a callee to a requirement.
type Hop struct {
	Pos  token.Pos
	Text string // "t.beginInternalStop"
}

// Result is what the engine found in one package.
type Result struct {
	// Obligations lists every obligation of every call, in source order.
	Obligations []Obligation
	// Findings lists the violated ones that are to be reported, in source
	// order.
	Findings []Finding
}

func run(pass *analysis.Pass) (any, error) {
	model := pass.ResultOf[protocol.Analyzer].(*protocol.Model)
	pkg := pass.ResultOf[ir.Analyzer].(*ir.Package)
	if !model.InSight() {
		exportSpawners(pass, pkg.Takers())
		return &Result{}, nil
	}
	e := newEngine(pass, model, pkg, pass.ResultOf[lockset.Analyzer].(*lockset.Result))
	e.connect()
	e.findStarts()
	e.findAwaits()
	e.findContexts()
	e.findNeeds()
	res := e.judge()
	e.export()
	slices.SortStableFunc(res.Obligations, func(a, b Obligation) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(res.Findings, func(a, b Finding) int { return cmp.Compare(a.Pos, b.Pos) })
	return res, nil
}
