package affinity

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// engine analyses one package.
type engine struct {
	pass  *analysis.Pass
	model *protocol.Model
	pkg   *ir.Package
	locks *lockset.Result
	paths *ir.Paths
	funcs map[*ssa.Function]*function
	order []*function

	impls    map[*types.Func][]*function // of interface methods; see implementers
	named    []*types.Named              // the package's types
	held     map[ir.Holder][]*edge       // calls of what is in a holder, without callee
	kept     []*edge                     // functions put in holders
	uses     map[useKey]use              // memo of useOfParam
	imported map[*types.Func]*Fact
	guards   map[guardKey]identity
	before   *ir.Order
	objects  map[*types.Func]*function
	started  map[*types.TypeName]bool // tasks whose goroutine's start is in sight
	text     *describer
}

// function is a function with a body in the package.
type function struct {
	fn       *ssa.Function
	obj      *types.Func        // nil for function literals
	contract *protocol.Contract // nil if nothing is written
	out      []*edge            // the calls it makes, in source order
	in       []*edge            // the calls that enter it
	open     bool               // it may be entered from out of sight
	own      int                // 1 + the parameter on whose goroutine what it is put in is called, or 0

	ctx    context
	fixed  bool // ctx is given, whatever the callers
	starts []ref
	spawns []spawn
	needs  []*need
	asks   []*need // of its own contract

	unresolved []*edge          // calls of function values that are not known
	direct     map[callKey]bool // the calls in out that are no handing over
	asserts    []assertion      // nil until they are asked for
}

// callKey is a call of one of the functions that it may call.
type callKey struct {
	instr ssa.Instruction
	fn    *ssa.Function
	obj   *types.Func
}

// spawn is a task whose goroutine a function starts.
type spawn struct {
	task ref
	at   *edge
}

// edge is a call, or the handing over of a function that comes to be called.
type edge struct {
	from   *function
	instr  ssa.Instruction
	common *ssa.CallCommon // nil if the function is handed over here
	value  ssa.Value       // the function value handed over
	callee ir.Callee
	to     *function // nil if the callee is in another package, or an interface method
	// args are what the callee is called with, in the caller's terms, receiver
	// first; zero where it is not known.
	args []ir.Path
	vals []ssa.Value // of args, or nil
	// origins are where the args come from that have no path.
	origins []origin
	off     Off // where the callee runs, if not on the caller's goroutine

	maker   *ssa.Call   // returns the function literal that is called
	impls   []*function // that a call of an interface method may reach
	dynamic bool        // the callee is one of several that the call may reach
	onTask  bool        // the callee runs on a task's goroutine
	holder  ir.Holder   // that the function is put in
}

func newEngine(pass *analysis.Pass, model *protocol.Model, pkg *ir.Package, locks *lockset.Result) *engine {
	e := &engine{
		pass: pass, model: model, pkg: pkg, locks: locks, paths: ir.NewPaths(),
		funcs: map[*ssa.Function]*function{}, impls: map[*types.Func][]*function{},
		held: map[ir.Holder][]*edge{}, uses: map[useKey]use{}, imported: map[*types.Func]*Fact{},
		guards: map[guardKey]identity{}, before: ir.NewOrder(), objects: map[*types.Func]*function{}, started: map[*types.TypeName]bool{},
	}
	e.paths.Result = e.resultPath
	for _, fn := range slices.Concat(pkg.Functions(), pkg.Initializer()) {
		f := &function{fn: fn}
		if f.obj, _ = fn.Object().(*types.Func); f.obj != nil {
			f.contract = model.Contract(f.obj)
			f.asks = e.asked(f.obj, f.contract)
			e.objects[f.obj] = f
		}
		e.funcs[fn] = f
		e.order = append(e.order, f)
	}
	scope := pass.Pkg.Scope()
	for _, name := range scope.Names() {
		if obj, ok := scope.Lookup(name).(*types.TypeName); ok && !obj.IsAlias() {
			if n, ok := obj.Type().(*types.Named); ok && !types.IsInterface(n) {
				e.named = append(e.named, n)
			}
		}
	}
	return e
}

// resultPath implements ir.Paths.Result: a function that does nothing but
// return a path from its argument is seen through.
func (e *engine) resultPath(call *ssa.Call) (int, string, bool) {
	fn := call.Call.StaticCallee()
	if fn == nil || call.Call.IsInvoke() {
		return 0, "", false
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil {
		return 0, "", false
	}
	obj = obj.Origin()
	decl := fn.Prog.FuncValue(obj)
	if f := e.funcs[decl]; f != nil {
		arg, steps, ok := returnedPath(f.fn)
		return arg, steps, ok
	}
	if fact := e.fact(obj); fact != nil && fact.Returns != nil {
		return fact.Returns.Arg, fact.Returns.Steps, true
	}
	return 0, "", false
}

// returnedPath returns the parameter and the steps from it that fn always
// returns.
func returnedPath(fn *ssa.Function) (arg int, steps string, ok bool) {
	if fn.Signature.Results().Len() != 1 || len(fn.Blocks) > 12 {
		return 0, "", false
	}
	ps := ir.NewPaths()
	found := false
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		ret, isRet := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !isRet {
			continue
		}
		p := ps.Of(ret.Results[0])
		if p.Dep != nil || p.Index != 0 {
			return 0, "", false
		}
		i := paramIndex(fn, p.Root)
		if i < 0 || found && (i != arg || p.Steps != steps) {
			return 0, "", false
		}
		arg, steps, found = i, p.Steps, true
	}
	return arg, steps, found
}

func paramIndex(fn *ssa.Function, v ssa.Value) int {
	for i, p := range fn.Params {
		if p == v {
			return i
		}
	}
	return -1
}

// precedes reports whether a runs before b whenever b runs.
func (e *engine) precedes(a, b ssa.Instruction) bool { return e.before.Precedes(a, b) }

// isTask reports whether values of type t are tasks.
func (e *engine) isTask(t types.Type) bool { return e.model.IsTask(t) }
