package lockset

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Stops is what a package does with external stops.
type Stops struct {
	Mistakes  []StopFinding
	Functions []StopFunction
}

// StopFinding is a mistake in one function, with what a message needs to say
// of it.
type StopFinding struct {
	Mistake StopMistake
	Leaving Leaving
	// Thing is the stopped thing as written, "k".
	Thing string
	// Begin and End are the begin and the end concerned, and Other the end or
	// begin that another path has; each may be nil.
	Begin, End, Other *StopOp
	// Exit is where the function is left, or invalid.
	Exit, ExitEnd token.Pos
	// InLoop says that the same call begins the stop again in a loop.
	InLoop bool
	// Branch is the condition at which the path shown parts from those on
	// which all is well, and Taken whether it was true.
	Branch token.Pos
	Taken  bool
	// Fn is the function.
	Fn *ssa.Function
}

// StopOp is a begin or an end of an external stop at one place.
type StopOp struct {
	Begin    bool
	Pos, End token.Pos
	Instr    ssa.Instruction
	Call     *ast.CallExpr // nil if the function is not called there
	Callee   string        // as written: "k.Pause"
	Thing    string        // as written: "k"
	Opposite string        // the method that ends what a begin begins: "Unpause"
	Steps    string        // from Thing to what is counted: ".tasks"
	Class    protocol.Class
	Many     bool
	How      How
	// Fn and Obj are the function called or handed on; either may be nil.
	Fn  *ssa.Function
	Obj *types.Func
	// Level is 0 for the protocol's own calls, and one more than theirs for
	// functions that call them.
	Level int
	// Paired says that a begin and an end were matched on some path, Passed
	// that it is the caller's business on some, and Lost that its match was
	// lost sight of on some.
	Paired, Passed, Lost bool
	// Kept lists the fields in which the stopped thing, or what ends the stop,
	// was put for others to find.
	Kept []*types.Var
}

// StopFunction is a function that begins or ends external stops.
type StopFunction struct {
	Name string
	Fn   *ssa.Function
	Obj  *types.Func // nil for a function literal
	Ops  []*StopOp
	// Net has the changes of counts that the function leaves to its callers.
	Net []NetStop
	// Mistaken says that there is a finding in the function.
	Mistaken bool
}

// NetStop is a change of the count of stops on one thing.
type NetStop struct {
	Op *StopOp // one of those that make it
	N  int
	// Root and Steps say what is stopped, in terms of the function.
	Root  protocol.Root
	Index int
	Steps string
	Level int
	Given Given
}

// Given says when a function changes a count, although on other paths it takes
// the change back.
type Given uint8

const (
	// Always: it does not take it back.
	Always Given = iota
	// GivenResult: it depends on the success of the function.
	GivenResult
	// GivenParam: it depends on a parameter.
	GivenParam
)

// stopResult puts what was found of stops in the words of the source.
func (d *describer) stopResult() Stops {
	var res Stops
	for _, f := range d.order {
		if f.quiet || len(f.stopOpList) == 0 || d.stopRole(f.obj) != nil {
			continue
		}
		ops := map[*stopOp]*StopOp{nil: nil}
		sf := StopFunction{Name: ir.FuncName(f.fn), Fn: f.fn, Obj: f.obj, Mistaken: len(f.stopFindings) > 0}
		for _, op := range f.stopOpList {
			ops[op] = d.stopOp(op)
			sf.Ops = append(sf.Ops, ops[op])
		}
		for _, n := range f.net {
			sf.Net = append(sf.Net, NetStop{Op: ops[n.op], N: n.N, Root: n.Thing.Root, Index: n.Thing.Index, Steps: n.Thing.Steps, Level: n.Level, Given: n.given})
		}
		res.Functions = append(res.Functions, sf)
		for _, fd := range f.stopFindings {
			if fd.mistake == UndoDropped && d.endsOtherwise(fd.begin.thing.class) {
				continue
			}
			out := StopFinding{
				Mistake: fd.mistake, Leaving: fd.leaving, InLoop: fd.inLoop, Fn: f.fn,
				Begin: ops[fd.begin], End: ops[fd.end], Other: ops[fd.other],
			}
			if fd.at != nil {
				out.Exit, out.ExitEnd = exitSpan(f.fn, fd.at)
			}
			for _, op := range [...]*StopOp{out.Begin, out.End, out.Other} {
				if op != nil && out.Thing == "" {
					out.Thing = op.Thing
				}
			}
			if br, taken := branchPoint(fd.otherTrail, fd.trail); br != nil && br.Cond.Pos().IsValid() {
				out.Branch, out.Taken = br.Cond.Pos(), taken
			}
			res.Mistakes = append(res.Mistakes, out)
		}
	}
	return res
}

func (d *describer) stopOp(op *stopOp) *StopOp {
	out := d.plainStopOp(op)
	if inner := d.innerOp(op, 0); inner != op && op.at.how == Called {
		in := d.plainStopOp(inner)
		out.Pos, out.End, out.Callee, out.Thing = in.Pos, in.End, in.Callee, in.Thing
	}
	return out
}

// innerOp returns the operation of a function literal that is called or deferred
// at op, or op itself.
func (d *describer) innerOp(op *stopOp, depth int) *stopOp {
	f := d.funcs[op.callee.Fn]
	if f == nil || f.obj != nil || depth > 4 {
		return op
	}
	for _, in := range f.stopOpList {
		if in.begin == op.begin && in.thing.class == op.thing.class {
			return d.innerOp(in, depth+1)
		}
	}
	return op
}

func (d *describer) plainStopOp(op *stopOp) *StopOp {
	st := &site{common: op.at.common, expr: op.at.expr, instr: op.at.instr, callee: op.callee, want: mutex{path: op.thing.path}}
	out := &StopOp{
		Begin: op.begin, Instr: op.at.instr, Callee: d.callee(st), Class: op.thing.class, Many: op.effect.Many,
		How: op.at.how, Fn: op.callee.Fn, Obj: op.callee.Obj, Level: op.effect.Level,
		Steps: op.effect.Thing.Steps, Paired: op.paired, Passed: op.passed, Lost: op.lost, Kept: op.kept,
	}
	st.f = d.funcs[op.at.instr.Parent()]
	out.Pos, out.End = d.span(st)
	if op.begin {
		out.Opposite = d.opposite(op.callee, op.effect)
	}
	if op.at.common != nil {
		out.Call = d.syntax.Call(op.at.common.Pos())
		if op.effect.Thing.Root == protocol.Param {
			out.Thing = d.argument(st, op.effect.Thing.Index)
		}
	}
	if maker, ok := op.thing.path.Root.(*ssa.Call); ok && out.Thing == "" && strings.HasSuffix(op.thing.path.Steps, undoStep) {
		if callees, _ := d.paths.Callees(&maker.Call); len(callees) == 1 {
			out.Thing = d.argument(&site{f: st.f, common: &maker.Call, callee: callees[0]}, 0)
		}
	}
	if out.Thing == "" {
		path := op.thing.path
		path.Steps = strings.TrimSuffix(path.Steps, op.effect.Thing.Steps)
		out.Thing = cmp.Or(ir.PathText(path), op.thing.class.Type, op.thing.class.Field)
	}
	return out
}

// exitSpan returns the range of the statement with which fn is left at instr,
// its closing brace if there is none.
func exitSpan(fn *ssa.Function, instr ssa.Instruction) (token.Pos, token.Pos) {
	if pos := instr.Pos(); pos.IsValid() {
		return pos, pos
	}
	if syntax := fn.Syntax(); syntax != nil {
		return syntax.End() - 1, syntax.End()
	}
	return fn.Pos(), fn.Pos()
}
