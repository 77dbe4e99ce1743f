package lockset

import (
	"go/types"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// engine analyses one package.
type engine struct {
	pass  *analysis.Pass
	model *protocol.Model
	pkg   *ir.Package
	paths *ir.Paths
	funcs map[*ssa.Function]*function
	order []*function
	// contracts holds the contracts of callees in engine form.
	contracts map[*types.Func]*contract
	imported  map[*types.Func]*summary
	heldAt    heldAt
	lockers   func() []*types.Interface     // see isLent
	invoked   map[string][]*types.Interface // by the method called, see invoke
	text      *describer
	values    map[*ssa.Function]bool // see escapes
	foreign   map[*function]bool     // see isForeign
	conds     map[protocol.Class]condLock
	waits     map[ssa.Instruction]*Requirement // of condition variables
	bound     map[ssa.Value]ir.Path            // see returnedCallee
	unlockers map[protocol.Class]unlockers     // see isClosed
	called    map[*function]bool               // see isCalled
	// stopsInSight says that calls of the package may begin or end external
	// stops.
	stopsInSight bool
	guards       map[*types.Var]*guard
	writers      map[*types.Var][]*site // the accesses that may write a field
	remarks      func() map[line]bool   // see isAdmitted
	stopRoles    map[*types.Func]*stopRole
	stoppedTypes []*types.Named // see stopped
	named        []*types.Named // see namedTypes
	stoppedKnown bool
	keeps        map[paramKey]keep      // see keepsParam
	stored       map[*types.Var]*writes // see allWrites
}

// function is a function with a body in the package.
type function struct {
	fn       *ssa.Function
	obj      *types.Func // nil for function literals
	contract *contract
	summary  *summary
	sites    map[siteKey]*site
	siteList []*site
	inferred map[string]*Requirement // by Requirement.String, over all rounds
	gaveUp   bool                    // too large to analyse
	quiet    bool                    // its body is not to be judged
	exempt   bool                    // its accesses are not to be judged
	test     bool                    // it is part of a test
	accessFacts
	broken    []broken // what its contract says of returns, and they do not
	staleUses []staleUse
	lates     []late
	stopFacts
	leakFacts
	orderFacts
}

// contract is a written contract in engine form.
type contract struct {
	requires, excludes, acquires, releases []*Requirement
	// unclear are mutexes that may be held on entry.
	unclear []*Requirement
	written *protocol.Contract
}

func newEngine(pass *analysis.Pass, model *protocol.Model, pkg *ir.Package) *engine {
	e := &engine{
		pass: pass, model: model, pkg: pkg, paths: ir.NewPaths(),
		funcs: map[*ssa.Function]*function{}, contracts: map[*types.Func]*contract{},
		imported: map[*types.Func]*summary{}, heldAt: heldAt{},
		guards: map[*types.Var]*guard{},
	}
	e.paths.Result = e.resultPath
	e.stopsInSight = stopsImported(pass)
	e.remarks = sync.OnceValue(e.unlockedRemarks)
	e.lockers = sync.OnceValue(e.lockersInSight)
	// The initializer keeps functions; what it does itself, it does alone.
	initializer := pkg.Initializer()
	for _, fn := range slices.Concat(initializer, pkg.Functions()) {
		f := &function{fn: fn, summary: &summary{}, quiet: len(initializer) > 0 && fn == initializer[0]}
		f.obj, _ = fn.Object().(*types.Func)
		if f.obj != nil {
			f.contract = e.contractOf(f.obj)
			f.quiet = f.contract.written != nil && f.contract.written.Ignore || isMutexMethod(f.obj)
			e.stopsInSight = e.stopsInSight || isStopCall(f.contract.written)
		} else {
			f.contract = &contract{}
			if p := e.funcs[fn.Parent()]; p != nil && p.fn.Synthetic == "" {
				f.quiet = p.quiet
			}
		}
		f.exempt, f.test = e.isExempt(f) || f.quiet && fn.Synthetic != "", ir.InTest(pass.Fset, fn.Pos())
		e.funcs[fn] = f
		e.order = append(e.order, f)
	}
	return e
}

// isMutexMethod reports whether fn is a method of a mutex type: the lock
// operations are primitive, their bodies are not looked at.
func isMutexMethod(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && protocol.IsMutex(recv.Type())
}

// words returns the engine's way to put things in the words of the source.
func (e *engine) words() *describer {
	if e.text == nil {
		e.text = &describer{engine: e, syntax: e.pkg.Syntax()}
	}
	return e.text
}

// run analyses callees before callers, each group of mutually recursive
// functions until nothing changes.
func (e *engine) run() {
	for _, group := range e.components() {
		for round := 0; ; round++ {
			changed := false
			for _, f := range group {
				before := f.summary.String()
				e.analyse(f)
				changed = changed || f.summary.String() != before
			}
			if len(group) == 1 && !e.callsItself(group[0]) || !changed || round == 3 {
				break
			}
		}
	}
}

func (e *engine) callsItself(f *function) bool {
	return slices.Contains(e.callees(f), f)
}

// callees returns the functions of the package that f refers to, whether it
// calls them or not, function literals included, and the methods behind the
// interfaces that it makes.
func (e *engine) callees(f *function) []*function {
	var out []*function
	var buf [16]*ssa.Value
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			if mk, ok := instr.(*ssa.MakeInterface); ok {
				out = append(out, e.methodsBehind(mk)...)
			}
			for _, op := range instr.Operands(buf[:0]) {
				fn, ok := (*op).(*ssa.Function)
				if !ok {
					continue
				}
				if g := e.funcs[fn]; g != nil {
					out = append(out, g)
				} else if obj, ok := fn.Object().(*types.Func); ok {
					if decl := fn.Prog.FuncValue(obj.Origin()); decl != nil && e.funcs[decl] != nil {
						out = append(out, e.funcs[decl])
					}
				}
			}
		}
	}
	return out
}

// escapes returns the functions of the package whose value is used other than
// to call it, to pass it on or to keep it, so that not all uses are sites.
func (e *engine) escapes() map[*ssa.Function]bool {
	if e.values != nil {
		return e.values
	}
	e.values = map[*ssa.Function]bool{}
	scan := func(in *ssa.Function, sites bool) {
		var buf [16]*ssa.Value
		for _, b := range in.Blocks {
			for _, instr := range b.Instrs {
				if sites && usesAreSites(instr) {
					continue
				}
				var called ssa.Value
				if call, ok := instr.(ssa.CallInstruction); ok {
					called = call.Common().Value
				}
				for _, op := range instr.Operands(buf[:0]) {
					if fn, ok := (*op).(*ssa.Function); ok && fn != called && fn.Parent() == nil {
						if obj, ok := fn.Object().(*types.Func); ok {
							e.values[fn.Prog.FuncValue(obj.Origin())] = true
						}
					}
				}
			}
		}
	}
	for _, f := range e.order {
		scan(f.fn, !f.quiet || f.fn.Synthetic != "")
	}
	return e.values
}

// usesAreSites reports whether the flow judges the function values among the
// operands of instr.
func usesAreSites(instr ssa.Instruction) bool {
	switch instr.(type) {
	case ssa.CallInstruction, *ssa.Store, *ssa.MapUpdate, *ssa.Send:
		return true
	}
	return false
}

// components returns the strongly connected components of the call graph,
// callees first.
func (e *engine) components() [][]*function {
	type frame struct {
		f    *function
		next []*function
	}
	index := map[*function]int{}
	low := map[*function]int{}
	onStack := map[*function]bool{}
	var stack []*function
	var out [][]*function
	for _, root := range e.order {
		if _, ok := index[root]; ok {
			continue
		}
		var frames []frame
		push := func(f *function) {
			index[f] = len(index)
			low[f] = index[f]
			stack = append(stack, f)
			onStack[f] = true
			frames = append(frames, frame{f, e.callees(f)})
		}
		push(root)
		for len(frames) > 0 {
			top := &frames[len(frames)-1]
			if len(top.next) > 0 {
				g := top.next[0]
				top.next = top.next[1:]
				if _, seen := index[g]; !seen {
					push(g)
				} else if onStack[g] {
					low[top.f] = min(low[top.f], index[g])
				}
				continue
			}
			f := top.f
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				p := frames[len(frames)-1].f
				low[p] = min(low[p], low[f])
			}
			if low[f] != index[f] {
				continue
			}
			var group []*function
			for {
				g := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				onStack[g] = false
				group = append(group, g)
				if g == f {
					break
				}
			}
			slices.Reverse(group)
			out = append(out, group)
		}
	}
	return out
}

// contractOf returns the written contract of fn in engine form. It is never
// nil.
func (e *engine) contractOf(fn *types.Func) *contract {
	fn = fn.Origin()
	if c, ok := e.contracts[fn]; ok {
		return c
	}
	c := &contract{written: e.model.Contract(fn)}
	if w := c.written; w != nil {
		sig := fn.Signature()
		c.requires = e.requirements(sig, w.Requires)
		c.excludes = e.requirements(sig, w.Excludes)
		c.acquires = e.requirements(sig, w.Acquires)
		c.releases = e.requirements(sig, w.Releases)
		c.unclear = e.requirements(sig, w.Unclear)
		for _, r := range c.releases {
			r.release = true
		}
	}
	e.contracts[fn] = c
	return c
}

func (e *engine) requirements(sig *types.Signature, clauses []protocol.Clause) []*Requirement {
	var out []*Requirement
	for _, cl := range clauses {
		r := &Requirement{Source: cl.Source}
		for _, n := range cl.Any {
			m := e.refOf(sig, n.Ref)
			m.Borrowed = e.isBorrowed(m.Class)
			r.Any = append(r.Any, need{Mutex: m, Mode: n.Mode})
			if n.Ref.Vague {
				r.guess = r
			}
		}
		out = append(out, r)
	}
	return out
}

// isBorrowed reports whether the mutexes of class c belong to other objects: the
// field is a pointer or an interface. Holding the mutex by its own class then
// goes unseen.
func (e *engine) isBorrowed(c protocol.Class) bool {
	if c.Type == "" || c.Field == "" {
		return false
	}
	pkg := e.pass.Pkg
	if c.Pkg != pkg.Path() {
		pkg = nil
		for _, imp := range e.pass.Pkg.Imports() {
			if imp.Path() == c.Pkg {
				pkg = imp
			}
		}
	}
	if pkg == nil {
		return false
	}
	tn, ok := pkg.Scope().Lookup(c.Type).(*types.TypeName)
	if !ok {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(tn.Type(), true, pkg, c.Field)
	f, ok := obj.(*types.Var)
	if !ok {
		return false
	}
	if _, ok := f.Type().(*types.TypeParam); ok {
		return false
	}
	switch f.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// summaryOf returns the summary of a callee, or nil if nothing is known of its
// body.
func (e *engine) summaryOf(c ir.Callee) *summary {
	if c.Interface {
		return nil
	}
	if f := e.funcs[c.Fn]; f != nil {
		return f.summary
	}
	if c.Obj == nil || c.Obj.Pkg() == e.pass.Pkg {
		return nil
	}
	if s, ok := e.imported[c.Obj]; ok {
		return s
	}
	s := e.importSummary(c.Obj)
	e.imported[c.Obj] = s
	return s
}

// resultPath implements ir.Paths.Result from the summaries of callees.
func (e *engine) resultPath(call *ssa.Call) (int, string, bool) {
	c, ok := staticCallee(&call.Call)
	if !ok {
		return 0, "", false
	}
	s := e.summaryOf(c)
	if s == nil {
		return 0, "", false
	}
	for _, r := range s.Returns {
		if r.Result == 0 && call.Call.Signature().Results().Len() == 1 {
			return r.Param, r.Steps, true
		}
	}
	return 0, "", false
}

// staticCallee returns the function that common calls, if that is known without
// looking around, without its arguments. The body of a generic function stands for
// those of its instances.
func staticCallee(common *ssa.CallCommon) (c ir.Callee, ok bool) {
	fn := common.StaticCallee()
	if fn == nil {
		return c, false
	}
	c.Fn = fn
	if obj, ok := fn.Object().(*types.Func); ok {
		c.Obj = obj.Origin()
		if decl := fn.Prog.FuncValue(c.Obj); decl != nil {
			c.Fn = decl
		}
	}
	return c, true
}

// isLockedName reports whether fn follows the convention that its callers
// hold what its body needs.
func isLockedName(fn *types.Func) bool {
	return fn != nil && strings.HasSuffix(fn.Name(), "Locked")
}
