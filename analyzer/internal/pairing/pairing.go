package pairing

import (
	"cmp"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
)

// Analyzer judges the external stops of a package. Its result is a *[Result];
// it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stoppairing",
	Doc:        "judge whether external stops are begun and ended in pairs",
	Requires:   []*analysis.Analyzer{ir.Analyzer, lockset.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// Verdict is the judgement of one begin or end.
type Verdict uint8

const (
	// Paired: it was matched with an end, or a begin.
	Paired Verdict = iota
	// Passed: it is the business of callers, who are judged.
	Passed
	// Open: it is half of an open pair, whose other half is Partner.
	Open
	// Unknown: its match was lost sight of.
	Unknown
	// Mistaken: there is a finding about it.
	Mistaken
)

// Judgement is the verdict on one begin or end.
type Judgement struct {
	Op      *lockset.StopOp
	Caller  string // the function it is in
	Verdict Verdict
	// Partner is the function that makes the other half of an open pair.
	Partner string
}

// Orphan is a begin that nothing ends, or an end of what nothing begins.
type Orphan struct {
	Op *lockset.StopOp
	// Alike is another function that does the same, where one of the two
	// was to do the opposite; nil if there is none.
	Alike *lockset.StopFunction
	// Fn is the function that the operation is in.
	Fn *lockset.StopFunction
}

// Result is what was judged in one package.
type Result struct {
	// Mistakes lists the mistakes on the paths of single functions, and
	// Orphans the halves of pairs that nothing completes, in source order.
	Mistakes []lockset.StopFinding
	Orphans  []Orphan
	// Judgements has every begin and end of the package.
	Judgements []Judgement
}

// follows reports whether f is about two calls of functions that are wrong
// themselves.
func (r *Result) follows(f lockset.StopFinding) bool {
	op := f.Begin
	if f.Mistake == lockset.EndedTwice {
		op = f.End
	} else if f.Mistake != lockset.BegunAgain || f.End != nil {
		return false
	}
	return slices.ContainsFunc(r.Orphans, func(o Orphan) bool {
		return o.Fn.Fn == op.Fn && o.Op.Begin == op.Begin
	})
}

// EndsIn returns the operations in fn that end stops on things like that of
// begin.
func (r *Result) EndsIn(fn *ssa.Function, begin *lockset.StopOp) []*lockset.StopOp {
	var out []*lockset.StopOp
	for _, jm := range r.Judgements {
		if op := jm.Op; !op.Begin && op.Class == begin.Class && op.Instr.Parent() == fn {
			out = append(out, op)
		}
	}
	return out
}

func run(pass *analysis.Pass) (any, error) {
	stops := pass.ResultOf[lockset.Analyzer].(*lockset.Result).Stops
	j := newJudge(pass, stops)
	res := &Result{Orphans: j.orphans()}
	for _, f := range stops.Mistakes {
		if !res.follows(f) {
			res.Mistakes = append(res.Mistakes, f)
		}
	}
	slices.SortStableFunc(res.Mistakes, func(a, b lockset.StopFinding) int { return cmp.Compare(place(a), place(b)) })
	slices.SortStableFunc(res.Orphans, func(a, b Orphan) int { return cmp.Compare(a.Op.Pos, b.Op.Pos) })
	res.Judgements = j.judgements(res)
	return res, nil
}

// place returns where a mistake is.
func place(f lockset.StopFinding) token.Pos {
	if f.Exit.IsValid() {
		return f.Exit
	}
	if f.End != nil {
		return f.End.Pos
	}
	return f.Begin.Pos
}
