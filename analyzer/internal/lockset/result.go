package lockset

import (
	"cmp"
	"go/token"
	"go/types"
	"reflect"
	"slices"

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
	FactTypes:  []analysis.Fact{(*Fact)(nil), (*StopsInSight)(nil), (*OrderFact)(nil), (*CondLocks)(nil)},
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
	// Suggestion is what would decide an unknown one, if anything is known to.
	Suggestion protocol.Suggestion
}

// Finding is a violated obligation, with what a message needs to say of it.
type Finding struct {
	Kind   Kind
	How    How
	Reason Reason
	// Pos and End delimit the call, or the function value handed on.
	Pos, End token.Pos
	// Callee is the called expression as written: "t.endStopLocked".
	Callee string
	// Name is what the code calls the mutex, "the signal mutex", and
	// Instance which one it is, "t.tg.signalHandlers.mu"; either may be empty.
	Name, Instance string
	// Other is the instance that is held instead.
	Other string
	Mode  protocol.Mode // needed, or locked again in
	Held  protocol.Mode // held, for WrongMode and Held
	// Promise says what a finding of kind Returns breaks.
	Promise Promise
	// Some says that the violation is on some paths only.
	Some bool
	// CreatorHeld says that the mutex is held where a function is spawned or
	// kept that needs it.
	CreatorHeld bool
	// Needs is the function that the mutex is needed for, when the callee
	// needs it only for its own callees' sake.
	Needs string
	// Source is where the requirement is written.
	Source protocol.Source
	// Declared is the position of the function that the requirement is
	// written for.
	Declared token.Pos
	// Unlocked, Locked and Detached are where the mutex was released, where
	// it was locked, and where the function is spawned or kept; zero if that
	// has no part in it.
	Unlocked, Locked, Detached token.Pos
	// Branch is the condition at which the path shown parts from those on
	// which all is well, and Taken whether it was true.
	Branch token.Pos
	Taken  bool
}

// Promise is what a contract says of a mutex at the returns of its function.
type Promise uint8

const (
	// Acquires: it is held on return.
	Acquires Promise = iota
	// Releases: it is not held on return.
	Releases
	// Keeps: it is held on return, as it was on entry.
	Keeps
)

// Result is what the engine found in one package.
type Result struct {
	// Obligations lists every obligation of every call, in source order.
	Obligations []Obligation
	// Findings lists the violated ones that are to be reported, in source
	// order.
	Findings []Finding
	// AccessObligations and Accesses say the same of accesses to protected
	// fields.
	AccessObligations []Obligation
	Accesses          []AccessFinding
	// Stops is what the package does with external stops.
	Stops Stops
	// Stale lists what is done on the strength of checks that were made before
	// a mutex was released, in source order.
	Stale []StaleFinding
	// Late lists what is done between the begin of an internal stop and the
	// return to the run loop, in source order.
	Late []LateFinding
	// Disagreements lists the functions whose written contracts are not what
	// their bodies and callers go by, in source order.
	Disagreements []Disagreement

	// Orders lists the mutexes that are locked in the wrong order, in source
	// order.
	Orders []OrderFinding
	// Leaks are the ways out that leave a mutex locked, in source order.
	Leaks []Leak
	// Rereads are the unlocks by way of pointers that may have been replaced,
	// in source order.
	Rereads []Reread

	callbackOf func(*types.Func, int) ir.Callback
}

func run(pass *analysis.Pass) (any, error) {
	model := pass.ResultOf[protocol.Analyzer].(*protocol.Model)
	pkg := pass.ResultOf[ir.Analyzer].(*ir.Package)
	if !model.InSight() && !stopsImported(pass) {
		exportCallers(pass, pkg.Takers())
		return &Result{}, nil
	}
	e := newEngine(pass, model, pkg)
	e.run()
	e.link()
	e.linkAccesses()
	e.exportSummaries()
	e.exportConds()
	if e.stopsInSight {
		pass.ExportPackageFact(&StopsInSight{})
	}
	res := e.result()
	e.accessResult(res)
	res.Leaks = e.words().leaksFound()
	res.Rereads = e.words().rereadsFound()
	res.Orders = e.words().orderFindings()
	if e.stopsInSight {
		res.Stops = e.words().stopResult()
	}
	res.Stale, res.Late = e.words().stale(), e.words().lates()
	res.Disagreements = e.words().disagreements()
	res.callbackOf = func(fn *types.Func, i int) ir.Callback {
		if s := e.importSummary(fn); s != nil {
			return s.Params[i].Kind.exported()
		}
		return ir.UnknownCallback
	}
	return res, nil
}

// told identifies what a reader would take for the same finding.
type told struct {
	pos      token.Pos
	class    protocol.Class
	kind     Kind
	instance string
}

func (e *engine) result() *Result {
	d := e.words()
	res := &Result{}
	said := map[told]bool{}
	for _, f := range e.order {
		if f.quiet {
			continue
		}
		for _, st := range f.siteList {
			if st.isSpared() || st.how == Called && (st.kind == Relock || st.kind == Unlocks) && st.violated == 0 {
				continue
			}
			o := e.conclude(st)
			if st.forced {
				o = outcome{verdict: Unknown, why: "the line is annotated +checklocksforce"}
			}
			if st.kind == Requires || o.verdict == Violated {
				res.Obligations = append(res.Obligations, d.obligation(st, o))
			}
			if o.verdict != Violated || o.elsewhere {
				continue
			}
			fd := d.finding(st, o)
			k := told{fd.Pos, st.want.class, fd.Kind, fd.Instance}
			if !said[k] {
				said[k] = true
				res.Findings = append(res.Findings, fd)
			}
		}
	}
	for _, f := range e.order {
		for _, b := range f.broken {
			res.Findings = append(res.Findings, d.promise(f, b))
		}
	}
	slices.SortStableFunc(res.Obligations, func(a, b Obligation) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(res.Findings, func(a, b Finding) int { return cmp.Compare(a.Pos, b.Pos) })
	return res
}
