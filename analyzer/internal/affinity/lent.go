package affinity

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// judgeLent judges the uses of tasks as values of an interface, such as
// context.Context, one of whose methods must run on the task's goroutine:
// handed to a call on another goroutine, the task is used there.
//
//	go func() { open(t, name) }() // open takes a context.Context
func (e *engine) judgeLent(res *Result) {
	for _, f := range e.order {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				mk, ok := instr.(*ssa.MakeInterface)
				if !ok || !e.isTask(mk.X.Type()) {
					continue
				}
				if n := e.lentNeed(mk); n != nil {
					e.judgeLending(res, f, mk, n)
				}
			}
		}
	}
}

// lentNeed returns what the first method of the interface that has a
// goroutine contract on the task needs, or nil.
func (e *engine) lentNeed(mk *ssa.MakeInterface) *need {
	iface, ok := mk.Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(mk.X.Type(), true, m.Pkg(), m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		for _, n := range e.asks(fn) {
			if !n.not && n.task.Param == 1 {
				n.needs = fn.Name()
				return n
			}
		}
	}
	return nil
}

// judgeLending judges the calls that mk is an argument of.
func (e *engine) judgeLending(res *Result, f *function, mk *ssa.MakeInterface, n *need) {
	p := e.paths.Of(mk.X)
	for _, ref := range *mk.Referrers() {
		call, ok := ref.(ssa.CallInstruction)
		if !ok || call.Common().Value == mk {
			continue // a call of the method is judged as such
		}
		fd := Finding{Reason: Elsewhere, Lent: true, Needs: n.needs, Source: n.source, Declared: n.declared}
		switch _, spawned := ref.(*ssa.Go); {
		case spawned:
			fd.Off = Off{Kind: NewGoroutine}
		case f.ctx.isOff() && e.isReportedIn(f, p):
			fd.Off = f.ctx.off
			if f.ctx.entered != nil {
				fd.Entered, _ = e.words().span(f.ctx.entered)
			}
		default:
			continue
		}
		ed := &edge{from: f, instr: call, common: call.Common()}
		if e.guard(f, ed, p) == established {
			continue
		}
		fd.Task = ir.PathText(p)
		fd.Pos, fd.End = call.Common().Pos(), call.Common().Pos()
		if arg := e.words().lent(call.Common(), mk); arg != nil {
			fd.Pos, fd.End = arg.Pos(), arg.End()
			if ir.IsPlain(arg) {
				fd.Task = types.ExprString(arg)
			}
		}
		res.Findings = append(res.Findings, fd)
		return
	}
}

// lent returns the argument of a call that mk is written as, or nil.
func (d *describer) lent(common *ssa.CallCommon, mk *ssa.MakeInterface) ast.Expr {
	call := d.syntax.Call(common.Pos())
	if call == nil {
		return nil
	}
	for _, arg := range call.Args {
		if t := d.pass.TypesInfo.TypeOf(arg); t != nil && types.Identical(t, mk.X.Type()) {
			return arg
		}
	}
	return nil
}
