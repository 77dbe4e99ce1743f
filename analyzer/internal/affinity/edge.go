package affinity

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// connect finds the edges: the calls of the package, and the places where
// functions are handed over to be called.
func (e *engine) connect() {
	for _, f := range e.order {
		f.open = f.open || e.isVisible(f)
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					e.calls(f, call)
				}
			}
		}
	}
	var buf [16]*ssa.Value
	for _, f := range e.order {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if mk, ok := instr.(*ssa.MakeClosure); ok {
					e.handed(f, mk, nil)
					continue
				}
				for _, op := range instr.Operands(buf[:0]) {
					if fn, ok := (*op).(*ssa.Function); ok && !isTarget(instr, fn) {
						e.handed(f, fn, instr)
					}
				}
			}
		}
	}
	for _, f := range e.order {
		for _, ed := range f.out {
			for _, to := range ed.entered() {
				to.in = append(to.in, ed)
			}
		}
	}
}

// isTarget reports whether instr calls v and does nothing else with it.
func isTarget(instr ssa.Instruction, v ssa.Value) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok || call.Common().Value != v {
		return false
	}
	for _, arg := range call.Common().Args {
		if arg == v {
			return false
		}
	}
	return true
}

// isVisible reports whether code out of sight may call f by its name.
func (e *engine) isVisible(f *function) bool {
	if f.obj == nil || !f.obj.Exported() {
		return false
	}
	return e.pass.Pkg.Name() != "main" || f.obj.Signature().Recv() != nil
}

// calls adds the edges of one call.
func (e *engine) calls(f *function, instr ssa.CallInstruction) {
	common := instr.Common()
	off := Off{}
	if _, ok := instr.(*ssa.Go); ok {
		off = Off{Kind: NewGoroutine}
	}
	callees, complete := e.callees(common)
	for _, c := range callees {
		ed := &edge{from: f, instr: instr, common: common, callee: c, off: off, vals: c.Args}
		if c.Interface {
			ed.impls = e.implementers(c.Obj)
		} else {
			ed.to = e.funcs[c.Fn]
		}
		ed.args = e.pathsOf(c.Args)
		f.out = append(f.out, ed)
		if f.direct == nil {
			f.direct = map[callKey]bool{}
		}
		f.direct[callKey{instr, c.Fn, c.Obj}] = true
	}
	if complete || len(callees) > 0 {
		return
	}
	ed := &edge{from: f, instr: instr, common: common, off: off, args: e.pathsOf(common.Args), vals: common.Args}
	if lit, maker := e.returned(common.Value); lit != nil {
		ed.callee, ed.to, ed.maker = ir.Callee{Fn: lit.fn, Args: common.Args}, lit, maker
		f.out = append(f.out, ed)
		return
	}
	f.unresolved = append(f.unresolved, ed)
	if h := e.paths.HolderOf(common.Value); h != nil {
		e.held[h] = append(e.held[h], ed)
	}
	if named, ok := types.Unalias(common.Value.Type()).(*types.Named); ok && named.Obj().Pkg() == e.pass.Pkg {
		obj := named.Origin().Obj()
		e.held[obj] = append(e.held[obj], ed)
	}
	if task, ok := e.stateCall(common); ok && off.Kind == OnCaller {
		e.addStart(f, e.paths.Of(task))
	}
}

// returned returns the function literal that v is, if v is the result of a call
// that always returns it, and that call.
//
//	defer t.pause()()
func (e *engine) returned(v ssa.Value) (*function, *ssa.Call) {
	call, ok := v.(*ssa.Call)
	if !ok {
		return nil, nil
	}
	callees, complete := e.callees(&call.Call)
	if !complete || len(callees) != 1 || e.funcs[callees[0].Fn] == nil || len(callees[0].Args) != len(call.Call.Args) {
		return nil, nil
	}
	var lit *ssa.Function
	for _, b := range callees[0].Fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok {
			continue
		}
		v := ret.Results[0]
		if named, ok := v.(*ssa.ChangeType); ok {
			v = named.X
		}
		mk, ok := v.(*ssa.MakeClosure)
		if !ok || len(ret.Results) != 1 || lit != nil && mk.Fn != lit {
			return nil, nil
		}
		lit = mk.Fn.(*ssa.Function)
	}
	return e.funcs[lit], call
}

// stateCall returns the task that a call of a run state in the form of a
// function is given.
func (e *engine) stateCall(common *ssa.CallCommon) (ssa.Value, bool) {
	sig := common.Signature()
	state, ok := e.model.RunState("", sig)
	if !ok || !types.Identical(sig.Results().At(state.Next).Type(), common.Value.Type()) {
		return nil, false
	}
	return common.Args[state.Task], true
}

// callees returns what a call may call. A call through an interface whose
// content is known is a call of the method itself.
func (e *engine) callees(common *ssa.CallCommon) ([]ir.Callee, bool) {
	if !common.IsInvoke() {
		return e.paths.Callees(common)
	}
	v := common.Value
	for range 4 {
		switch w := v.(type) {
		case *ssa.ChangeInterface:
			v = w.X
			continue
		case *ssa.UnOp:
			if cell, ok := w.X.(*ssa.Alloc); ok {
				if val := e.paths.SingleStore(cell); val != nil {
					v = val
					continue
				}
			}
		case *ssa.MakeInterface:
			obj, _, _ := types.LookupFieldOrMethod(w.X.Type(), true, common.Method.Pkg(), common.Method.Name())
			if m, ok := obj.(*types.Func); ok {
				c := ir.Callee{Obj: m.Origin(), Args: append([]ssa.Value{w.X}, common.Args...)}
				c.Fn = w.Parent().Prog.FuncValue(c.Obj)
				if c.Fn != nil {
					return []ir.Callee{c}, true
				}
			}
		}
		break
	}
	return e.paths.Callees(common)
}

func (e *engine) pathsOf(vals []ssa.Value) []ir.Path {
	out := make([]ir.Path, len(vals))
	for i, v := range vals {
		out[i] = e.paths.Of(v)
	}
	return out
}

// entered returns the functions of the package that an edge leads to.
func (ed *edge) entered() []*function {
	if ed.to != nil {
		return []*function{ed.to}
	}
	return ed.impls
}

// implementers returns the methods of the package's types that a call of an
// interface method may reach.
func (e *engine) implementers(m *types.Func) []*function {
	if fs, ok := e.impls[m]; ok {
		return fs
	}
	var out []*function
	iface, _ := m.Signature().Recv().Type().Underlying().(*types.Interface)
	for _, n := range e.named {
		if iface == nil || n.TypeParams().Len() > 0 {
			continue
		}
		var t types.Type = n
		if !types.Implements(t, iface) {
			if t = types.NewPointer(n); !types.Implements(t, iface) {
				continue
			}
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, m.Pkg(), m.Name())
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		if f := e.objects[fn]; f != nil {
			out = append(out, f)
		}
	}
	e.impls[m] = out
	return out
}

// handed adds the edges to the functions that v is, for each place that v
// comes to. instr is the only use of v, or nil if v has uses of its own.
func (e *engine) handed(f *function, v ssa.Value, instr ssa.Instruction) {
	fns, complete := e.paths.Functions(v, nil)
	if !complete || len(fns) != 1 {
		return
	}
	c := fns[0]
	to := e.funcs[c.Fn]
	bound := e.pathsOf(c.Args)
	e.follow(v, instr, func(d dest) {
		at := e.funcs[d.instr.Parent()]
		if at == nil {
			return
		}
		ed := &edge{from: at, instr: d.instr, value: v, callee: c, to: to, vals: nil}
		u := e.useAt(d)
		switch u.kind {
		case useNone:
			return
		case useCalled, useOff:
			if d.common != nil && d.arg < 0 {
				if at.direct[callKey{d.instr, c.Fn, c.Obj}] {
					return
				}
				ed.common = d.common
			}
			ed.off = u.off
			ed.args = append(append([]ir.Path(nil), bound...), u.args...)
			ed.origins = append(make([]origin, len(bound)), u.origins...)
		case useTask:
			ed.onTask, ed.args = true, bound
		case useKept:
			ed.args = bound
			if !e.keep(ed, u.holder) && !e.keepAs(ed, d.typ) && to != nil {
				to.open = true
			}
			return
		default:
			ed.args = bound
			if !e.keepAs(ed, d.typ) && to != nil {
				to.open = true
			}
			return
		}
		at.out = append(at.out, ed)
	})
}

// keep notes that the function of ed is put in holder h, and adds the edges of
// the calls from there. It is false if no such call is in sight.
func (e *engine) keep(ed *edge, h ir.Holder) bool {
	ed.holder = h
	if obj, ok := h.(types.Object); ok && obj.Pkg() != e.pass.Pkg {
		var fact HolderFact
		if obj.Pkg() == nil || !e.pass.ImportObjectFact(obj, &fact) || !fact.Off.fits() {
			return false
		}
		if ed.off = fact.Off; ed.off.Kind != OnCaller {
			ed.from.out = append(ed.from.out, ed)
		} else if ed.to != nil {
			ed.to.own = len(ed.args) + fact.Own
		}
		return true
	}
	calls := e.held[h]
	if len(calls) == 0 {
		return false
	}
	e.kept = append(e.kept, ed)
	for _, call := range calls {
		if ed.to == nil {
			continue
		}
		args := append(make([]ir.Path, len(ed.args)), call.args...) // what is bound is not the caller's
		call.from.out = append(call.from.out, &edge{
			from: call.from, instr: call.instr, common: call.common, callee: ed.callee, to: ed.to, dynamic: true,
			args: args, off: call.off,
		})
	}
	return true
}

// keepAs is keep for a function that becomes a value of type t, if that is a
// named function type: it is called where values of the type are.
func (e *engine) keepAs(ed *edge, t types.Type) bool {
	if t == nil {
		return false
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	if _, ok := named.Underlying().(*types.Signature); !ok {
		return false
	}
	return e.keep(ed, named.Origin().Obj())
}
