package valuestop

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// A node is a place that a stop passes through on its way to a sink: an
// [ssa.Value], the [content] of a location, or a [cell].
//
// A slice, array, map or channel stands for all its elements.
type node any

// content is what a location holds.
type content struct{ addr ssa.Value }

// cell is a struct field, of every variable of its struct type, or a
// package-level variable.
type cell struct{ v *types.Var }

// An edge says that a stop at node may have come from there. The site is
// where it is handed on, if that is where a reader would look for it.
type edge struct {
	from node
	site site
}

// site is an operand in the code: an argument of a call, the operand of a
// conversion to an interface, or a value that is stored.
type site struct {
	call  ssa.CallInstruction
	arg   int // index in call.Common().Args
	conv  *ssa.MakeInterface
	store *ssa.Store
}

// flow answers, for a node, where the stops there may have come from. It
// looks at the package only; what crosses its border is in facts.
type flow struct {
	pass  *analysis.Pass
	prog  *ssa.Program
	stops *stopSet

	callers  map[*ssa.Function][]ssa.CallInstruction
	closures map[*ssa.Function][]*ssa.MakeClosure
	returns  map[*ssa.Function][]*ssa.Return
	stores   map[*ssa.Alloc][]*ssa.Store // what is stored in a local variable
	cells    map[*types.Var][]*ssa.Store
	elements map[node][]ssa.Value // what is put in a container
	calls    []ssa.CallInstruction
	dynamic  map[ssa.CallInstruction][]*ssa.Function
	equals   []*ssa.BinOp
	reached  map[cell][]node // memo of reach
	converts []*ssa.MakeInterface
	methods  map[*types.Func][]*ssa.Function // memo of invoked
}

func newFlow(pass *analysis.Pass, prog *ssa.Program, stops *stopSet, functions []*ssa.Function) *flow {
	f := &flow{
		pass:     pass,
		prog:     prog,
		stops:    stops,
		callers:  make(map[*ssa.Function][]ssa.CallInstruction),
		closures: make(map[*ssa.Function][]*ssa.MakeClosure),
		returns:  make(map[*ssa.Function][]*ssa.Return),
		stores:   make(map[*ssa.Alloc][]*ssa.Store),
		cells:    make(map[*types.Var][]*ssa.Store),
		elements: make(map[node][]ssa.Value),
		reached:  make(map[cell][]node),
		methods:  make(map[*types.Func][]*ssa.Function),
		dynamic:  make(map[ssa.CallInstruction][]*ssa.Function),
	}
	var indirect []*ssa.Store
	var puts []put
	for _, fn := range functions {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				switch instr := instr.(type) {
				case ssa.CallInstruction:
					f.addCall(instr)
				case *ssa.MakeClosure:
					closed := instr.Fn.(*ssa.Function)
					f.closures[closed] = append(f.closures[closed], instr)
				case *ssa.Return:
					f.returns[fn] = append(f.returns[fn], instr)
				case *ssa.Store:
					if p := f.addStore(instr); p != nil {
						puts = append(puts, *p)
					} else if isIndirect(instr.Addr) {
						indirect = append(indirect, instr)
					}
				case *ssa.MapUpdate:
					puts = append(puts, put{instr.Map, instr.Value})
				case *ssa.Send:
					puts = append(puts, put{instr.Chan, instr.X})
				case *ssa.MakeInterface:
					f.converts = append(f.converts, instr)
				case *ssa.BinOp:
					if instr.Op == token.EQL || instr.Op == token.NEQ {
						f.equals = append(f.equals, instr)
					}
				}
			}
		}
	}
	f.resolvePuts(puts, f.mayPassStops)
	clear(f.reached) // what was found without the functions in containers
	f.resolveDynamicCalls()
	f.resolveIndirectStores(indirect)
	f.resolvePuts(puts, f.mayHoldStop)
	return f
}

// function returns the SSA form of a function that the package declares, or
// nil.
func (f *flow) function(obj *types.Func) *ssa.Function { return f.prog.FuncValue(obj) }

// put is a value stored as an element of a container.
type put struct{ container, value ssa.Value }

func (f *flow) addCall(call ssa.CallInstruction) {
	f.calls = append(f.calls, call)
	if callee := call.Common().StaticCallee(); callee != nil {
		callee = declared(callee)
		f.callers[callee] = append(f.callers[callee], call)
	}
}

// addStore files a store under the place that it stores to. A store to an
// element of a container is returned instead.
func (f *flow) addStore(store *ssa.Store) *put {
	switch addr := store.Addr.(type) {
	case *ssa.Alloc:
		f.stores[addr] = append(f.stores[addr], store)
	case *ssa.FieldAddr, *ssa.Global:
		if v := cellOf(addr); v != nil {
			f.cells[v] = append(f.cells[v], store)
		}
	case *ssa.IndexAddr:
		return &put{addr.X, store.Val}
	}
	return nil
}

func isIndirect(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.FreeVar, *ssa.Parameter, *ssa.Phi:
		return true
	}
	return false
}

// cellOf returns the field or package-level variable that addr points to.
func cellOf(addr ssa.Value) *types.Var {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		if p, ok := addr.X.Type().Underlying().(*types.Pointer); ok {
			return fieldOf(p.Elem(), addr.Field)
		}
	case *ssa.Global:
		v, _ := addr.Object().(*types.Var)
		return v
	}
	return nil
}

func fieldOf(t types.Type, index int) *types.Var {
	if s, ok := t.Underlying().(*types.Struct); ok && index < s.NumFields() {
		return s.Field(index).Origin()
	}
	return nil
}

// declared returns the function whose code fn runs: the generic function that
// it is an instance of, the method that it binds to a receiver, or fn itself.
func declared(fn *ssa.Function) *ssa.Function {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if obj, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
		if d := fn.Prog.FuncValue(obj.Origin()); d != nil {
			return d
		}
	}
	return fn
}

// maxCallees bounds how much is looked at to find what a call of a function
// value may reach: past it nothing is known of the call.
const maxCallees = 64

// resolveDynamicCalls finds the functions that calls of function values reach.
func (f *flow) resolveDynamicCalls() {
	for _, call := range f.calls {
		common := call.Common()
		if common.IsInvoke() || common.StaticCallee() != nil {
			continue
		}
		if _, ok := common.Value.(*ssa.Builtin); ok || !f.mayPassStop(common.Signature()) {
			continue
		}
		reached := f.reach(start(common.Value), isFunction)
		if len(reached) > maxCallees {
			continue
		}
		for _, n := range reached {
			var fn *ssa.Function
			switch n := n.(type) {
			case *ssa.Function:
				fn = n
			case *ssa.MakeClosure:
				fn = n.Fn.(*ssa.Function)
			default:
				continue
			}
			fn = declared(fn)
			f.dynamic[call] = append(f.dynamic[call], fn)
			f.callers[fn] = append(f.callers[fn], call)
		}
	}
}

// mayPassStop reports whether a function of type sig takes or returns
// something that may be or hold a stop.
func (f *flow) mayPassStop(sig *types.Signature) bool {
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			if f.mayHoldStop(v.Type()) {
				return true
			}
		}
	}
	return false
}

// mayPassStops reports whether t is a function that may take or return stops.
func (f *flow) mayPassStops(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	return ok && f.mayPassStop(sig)
}

// mayHoldStop reports whether a variable of type t may be a stop, or a
// container of stops.
func (f *flow) mayHoldStop(t types.Type) bool {
	for range 4 {
		if isTypeParam(t) || f.stops.isStop(t) {
			return true
		}
		if types.IsInterface(t) {
			return f.stops.assignableTo(t)
		}
		if p := pointee(t); p != nil && f.stops.isStop(p) {
			return true
		}
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		} else if t = element(t); t == nil {
			return false
		}
	}
	return false
}

// resolveIndirectStores files the stores made through a pointer variable under
// the local variables that the pointer may point to.
func (f *flow) resolveIndirectStores(stores []*ssa.Store) {
	for _, store := range stores {
		if !f.mayHoldStop(store.Val.Type()) {
			continue
		}
		for _, n := range f.reach(store.Addr, isPointer) {
			switch n := n.(type) {
			case *ssa.Alloc:
				f.stores[n] = append(f.stores[n], store)
			case *ssa.FieldAddr, *ssa.Global:
				if v := cellOf(n.(ssa.Value)); v != nil {
					f.cells[v] = append(f.cells[v], store)
				}
			}
		}
	}
}

// resolvePuts files the elements of containers of the wanted types under the
// places that the containers come from.
func (f *flow) resolvePuts(puts []put, wanted func(types.Type) bool) {
	for _, p := range puts {
		if !wanted(p.value.Type()) {
			continue
		}
		for _, n := range f.reach(start(p.container), isContainer) {
			switch n.(type) {
			case *ssa.Alloc, *ssa.MakeSlice, *ssa.MakeMap, *ssa.MakeChan, *ssa.Parameter, *ssa.Call, cell:
				f.elements[n] = append(f.elements[n], p.value)
			}
		}
	}
}

// start returns the node that a search from v begins at: for what is loaded
// from a field or a package-level variable, that.
func start(v ssa.Value) node {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if c := cellOf(load.X); c != nil {
			return cell{c}
		}
	}
	return container(v)
}

// isFunction reports whether t is a function, or a container of functions.
func isFunction(t types.Type) bool {
	for range 4 {
		if _, ok := t.Underlying().(*types.Signature); ok || isTypeParam(t) {
			return true
		}
		if t = element(t); t == nil {
			return false
		}
	}
	return false
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok || isTypeParam(t)
}

func isContainer(t types.Type) bool { return element(t) != nil || isTypeParam(t) }

// reach returns the nodes that n may have come from, n included, breadth
// first. Values of a type that is not wanted are not followed.
func (f *flow) reach(n node, wanted func(types.Type) bool) []node {
	if c, ok := n.(cell); ok {
		if reached, ok := f.reached[c]; ok {
			return reached
		}
	}
	reached := []node{n}
	seen := map[node]bool{n: true}
	for i := 0; i < len(reached); i++ {
		for _, e := range f.into(reached[i]) {
			if seen[e.from] {
				continue
			}
			if v, ok := e.from.(ssa.Value); ok && !wanted(v.Type()) {
				continue
			}
			seen[e.from] = true
			reached = append(reached, e.from)
		}
	}
	if c, ok := n.(cell); ok {
		f.reached[c] = reached
	}
	return reached
}

// allConverted reports whether every *t that becomes an interface that stops
// may be assigned to is among the nodes given, or is made on the spot, or is
// only compared.
func (f *flow) allConverted(t types.Type, among map[node]*step) bool {
	for _, mi := range f.converts {
		elem := pointee(mi.X.Type())
		if elem == nil || !types.Identical(elem, t) || among[mi] != nil || !f.stops.assignableTo(mi.Type()) {
			continue
		}
		if _, ok := mi.X.(*ssa.Alloc); ok {
			continue
		}
		for _, ref := range *mi.Referrers() {
			if _, ok := ref.(*ssa.BinOp); !ok {
				return false
			}
		}
	}
	return true
}
