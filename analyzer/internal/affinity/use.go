package affinity

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// useKind says what becomes of a function value.
type useKind uint8

const (
	useNone    useKind = iota
	useCalled          // called on the goroutine that hands it over
	useOff             // called on another goroutine
	useTask            // called on a task's goroutine
	useKept            // put in a holder
	useUnknown         // anything else
)

// use is what becomes of a function value.
type use struct {
	kind   useKind
	off    Off
	holder ir.Holder
	args   []ir.Path // what it is called with, in the terms of where it is handed over
	// origins are where the args come from that have no path.
	origins []origin
	refs    []ref // the same in the terms of the function that calls it
}

type useKey struct {
	fn    *ssa.Function
	param int // -1 for a function literal itself
}

// dest is a place where a function value ends up.
type dest struct {
	instr  ssa.Instruction
	common *ssa.CallCommon // it is called, or argument arg of a call
	arg    int             // its index in common.Args; -1 if it is called
	holder ir.Holder
	other  bool       // neither called, passed on nor put in a holder
	typ    types.Type // of the value there
}

// follow reports the places where v ends up, beginning with its use at instr,
// or all its uses if instr is nil.
func (e *engine) follow(v ssa.Value, instr ssa.Instruction, report func(dest)) {
	fl := &follower{e: e, seen: map[ssa.Value]bool{}, report: report}
	if instr != nil {
		fl.at(v, instr)
		return
	}
	fl.value(v)
}

type follower struct {
	e      *engine
	seen   map[ssa.Value]bool
	report func(dest)
}

func (fl *follower) value(v ssa.Value) {
	if fl.seen[v] || len(fl.seen) > 64 || v.Referrers() == nil {
		return
	}
	fl.seen[v] = true
	for _, instr := range *v.Referrers() {
		fl.at(v, instr)
	}
}

func (fl *follower) at(v ssa.Value, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case ssa.CallInstruction:
		fl.call(v, instr)
	case *ssa.Store:
		if instr.Val == v {
			fl.store(instr)
		}
	case *ssa.MapUpdate:
		if instr.Value == v {
			fl.keep(instr, instr.Map, v)
		}
	case *ssa.Send:
		if instr.X == v {
			fl.keep(instr, instr.Chan, v)
		}
	case *ssa.Select:
		for _, st := range instr.States {
			if st.Send == v {
				fl.keep(instr, st.Chan, v)
			}
		}
	case *ssa.MakeClosure:
		for i, b := range instr.Bindings {
			fn, ok := instr.Fn.(*ssa.Function)
			if !ok || b != v {
				continue
			}
			if i < len(fn.FreeVars) && fn.Parent() != nil {
				fl.value(fn.FreeVars[i])
			}
		}
	case *ssa.UnOp, *ssa.Phi, *ssa.ChangeType, *ssa.ChangeInterface, *ssa.MakeInterface, *ssa.Convert, *ssa.TypeAssert,
		*ssa.Extract, *ssa.IndexAddr, *ssa.Index, *ssa.Lookup, *ssa.Range, *ssa.Next, *ssa.Slice:
		fl.value(instr.(ssa.Value))
	case *ssa.BinOp, *ssa.DebugRef, *ssa.If:
	default:
		fl.report(dest{instr: instr, arg: -1, other: true, typ: v.Type()})
	}
}

func (fl *follower) call(v ssa.Value, instr ssa.CallInstruction) {
	common := instr.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if call, isCall := instr.(*ssa.Call); isCall && b.Name() == "append" {
			fl.value(call)
		}
		return
	}
	if common.Value == v && !common.IsInvoke() {
		fl.report(dest{instr: instr, common: common, arg: -1})
	}
	for i, arg := range common.Args {
		if arg != v {
			continue
		}
		fl.report(dest{instr: instr, common: common, arg: i, typ: v.Type()})
	}
}

func (fl *follower) store(st *ssa.Store) {
	switch addr := st.Addr.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		fl.value(addr)
		if fv, ok := addr.(*ssa.FreeVar); ok {
			if cell := fl.e.paths.Cell(fv); cell != nil {
				fl.value(cell)
			}
		}
	case *ssa.IndexAddr:
		if array, ok := addr.X.(*ssa.Alloc); ok { // an argument of a variadic call, or a slice literal
			fl.value(array)
			return
		}
		fl.keep(st, addr, st.Val)
	default:
		fl.keep(st, addr, st.Val)
	}
}

func (fl *follower) keep(instr ssa.Instruction, in, v ssa.Value) {
	h := fl.e.paths.HolderOf(in)
	fl.report(dest{instr: instr, arg: -1, holder: h, other: h == nil, typ: v.Type()})
}

// useAt returns what becomes of a function value at d, seen from the function
// that d is in.
func (e *engine) useAt(d dest) use {
	switch {
	case d.holder != nil:
		return use{kind: useKept, holder: d.holder}
	case d.common == nil:
		return use{kind: useUnknown}
	case d.arg < 0:
		u := use{kind: useCalled, args: e.pathsOf(d.common.Args)}
		if _, ok := d.instr.(*ssa.Go); ok {
			u.kind, u.off = useOff, Off{Kind: NewGoroutine}
		}
		return u
	}
	callees, complete := e.callees(d.common)
	if !complete || len(callees) != 1 {
		return e.useByReturned(d)
	}
	first := len(callees[0].Args) - len(d.common.Args) // a receiver that is not among the arguments
	u := e.useOf(callees[0], first+d.arg)
	if _, ok := d.instr.(*ssa.Go); ok && u.kind == useCalled {
		u.kind, u.off = useOff, Off{Kind: NewGoroutine}
	}
	args := e.pathsOf(callees[0].Args)
	u.args, u.origins = nil, nil
	for _, r := range u.refs {
		u.args = append(u.args, r.resolve(args))
		u.origins = append(u.origins, r.Origin)
	}
	return u
}

// useByReturned returns what becomes of a function value that is given to a
// function that another one has returned, an iterator for one:
//
//	for t := range tg.All() { … }
func (e *engine) useByReturned(d dest) use {
	if call, ok := d.common.Value.(*ssa.Call); ok {
		if fn := call.Call.StaticCallee(); fn != nil && fn.Object() != nil && isIterator(fn.Object().Pkg()) {
			return use{kind: useCalled}
		}
	}
	lit, _ := e.returned(d.common.Value)
	if lit == nil {
		return use{kind: useUnknown}
	}
	u := e.useOfParam(lit, d.arg)
	args := e.pathsOf(d.common.Args)
	u.args, u.origins = nil, nil
	for _, r := range u.refs {
		p := r.resolve(args)
		if !isVisibleIn(d.instr.Parent(), p) {
			p = ir.Path{}
		}
		u.args = append(u.args, p)
		u.origins = append(u.origins, r.Origin)
	}
	return u
}

// isIterator reports whether the iterators of pkg call what they are given.
func isIterator(pkg *types.Package) bool {
	return pkg != nil && (pkg.Path() == "slices" || pkg.Path() == "maps")
}

// useOf returns what callee c does with its argument i, receiver counted.
func (e *engine) useOf(c ir.Callee, i int) use {
	u := e.useBy(c, i)
	if u.kind == useOff && u.off.Via == "" && c.Obj != nil {
		u.off.Via = viaName(c.Obj)
	}
	return u
}

func (e *engine) useBy(c ir.Callee, i int) use {
	if c.Obj != nil {
		if u, ok := e.declaredUse(c.Obj, i); ok {
			return u
		}
	}
	if c.Interface {
		return e.usesOf(e.implementers(c.Obj), i)
	}
	if f := e.funcs[c.Fn]; f != nil {
		return e.useOfParam(f, i)
	}
	if c.Obj == nil {
		return use{kind: useUnknown}
	}
	switch cb := ir.CallbackOf(c.Obj); cb {
	case ir.AtOnce:
		return use{kind: useCalled}
	case ir.Spawned, ir.Waited, ir.Later, ir.AtEnd:
		return use{kind: useOff, off: offOf(c.Obj, cb)}
	}
	if fact := e.fact(c.Obj); fact != nil {
		if u, ok := fact.Params.At(i); ok {
			return u.use()
		}
	}
	switch e.locks.CallbackOf(c.Obj, i) {
	case ir.AtOnce:
		return use{kind: useCalled}
	case ir.Spawned:
		return use{kind: useOff, off: Off{Kind: NewGoroutine}}
	}
	return use{kind: useUnknown}
}

// declaredUse returns what a directive says of a parameter of function type.
func (e *engine) declaredUse(fn *types.Func, i int) (use, bool) {
	c := e.model.Contract(fn)
	if c == nil {
		return use{}, false
	}
	if fn.Signature().Recv() != nil {
		i--
	}
	for _, cb := range c.Callbacks {
		if cb.Param != i {
			continue
		}
		if cb.Goroutine == protocol.OffTask {
			return use{kind: useOff, off: Off{Declared, fn.Name()}}, true
		}
		return use{kind: useTask}, true
	}
	return use{}, false
}

// usesOf returns what each of fs does with its parameter i, if they agree.
func (e *engine) usesOf(fs []*function, i int) use {
	if len(fs) == 0 {
		return use{kind: useUnknown}
	}
	u := use{}
	for _, f := range fs {
		v := e.useOfParam(f, i)
		v.refs = nil
		u = merge(u, v)
	}
	return u
}

// useOfParam returns what f does with its parameter i.
func (e *engine) useOfParam(f *function, i int) use {
	k := useKey{f.fn, i}
	if u, ok := e.uses[k]; ok {
		return u
	}
	e.uses[k] = use{} // a recursive call adds nothing
	u := use{kind: useUnknown}
	if i < len(f.fn.Params) {
		u = e.useOfValue(f, f.fn.Params[i])
	}
	e.uses[k] = u
	return u
}

// useOfLiteral returns what becomes of a function literal in the function
// that makes it.
func (e *engine) useOfLiteral(fn *ssa.Function) use {
	k := useKey{fn, -1}
	if u, ok := e.uses[k]; ok {
		return u
	}
	e.uses[k] = use{kind: useUnknown}
	u := use{kind: useUnknown}
	if mk := e.paths.MakeClosure(fn); mk != nil {
		if f := e.funcs[fn.Parent()]; f != nil {
			u = e.useOfValue(f, mk)
		}
	}
	e.uses[k] = u
	return u
}

func (e *engine) useOfValue(f *function, v ssa.Value) use {
	u := use{}
	e.follow(v, nil, func(d dest) {
		at := e.useAt(d)
		in := d.instr.Parent()
		at.refs = nil
		for i, p := range at.args {
			r := e.relative(f.fn, p)
			if r == (ref{}) {
				r.Origin = e.originOf(p)
			}
			if r == (ref{}) && i < len(at.origins) {
				r.Origin = at.origins[i]
			}
			at.refs = append(at.refs, r)
		}
		for in != f.fn && in != nil && at.kind == useCalled {
			lit := e.useOfLiteral(in) // called when the literal is
			if lit.kind != useCalled {
				at = use{kind: lit.kind, off: lit.off, holder: lit.holder}
			}
			in = in.Parent()
		}
		u = merge(u, at)
	})
	if u.kind == useNone {
		u.kind = useUnknown
	}
	return u
}

// merge is a use that may be u or v.
func merge(u, v use) use {
	switch {
	case u.kind == useNone:
		return v
	case v.kind == useNone:
		return u
	case u.kind != v.kind || u.holder != v.holder:
		return use{kind: useUnknown}
	}
	for i := range u.refs {
		if i >= len(v.refs) || u.refs[i] != v.refs[i] {
			u.refs = append([]ref(nil), u.refs...)
			u.refs[i] = ref{}
		}
	}
	return u
}
