package valuestop

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// into returns the edges into n. There are none if n is where a stop is made,
// and none if it is not known.
func (f *flow) into(n node) []edge {
	var edges []edge
	switch n := n.(type) {
	case cell:
		edges = stored(f.cells[n.v])
	case content:
		edges = f.intoContent(n.addr)
	case ssa.Value:
		edges = f.intoValue(n)
	}
	for _, v := range f.elements[n] {
		edges = append(edges, edge{from: v})
	}
	return edges
}

func (f *flow) intoContent(addr ssa.Value) []edge {
	switch addr := addr.(type) {
	case *ssa.Alloc:
		if element(addr.Type()) != nil {
			return values(addr)
		}
		return stored(f.stores[addr])
	case *ssa.FieldAddr, *ssa.Global:
		if v := cellOf(addr); v != nil {
			return []edge{{from: cell{v}}}
		}
	case *ssa.IndexAddr:
		return []edge{{from: container(addr.X)}}
	case *ssa.FreeVar, *ssa.Parameter, *ssa.Phi:
		var edges []edge
		for _, e := range f.intoValue(addr) {
			if v, ok := e.from.(ssa.Value); ok {
				edges = append(edges, edge{from: content{v}})
			}
		}
		return edges
	}
	return nil
}

// container returns the node of a container, given the slice or the pointer to
// an array that is indexed.
func container(v ssa.Value) node {
	switch v.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		if c := cellOf(v); c != nil {
			return cell{c}
		}
	}
	return v
}

func (f *flow) intoValue(v ssa.Value) []edge {
	switch v := v.(type) {
	case *ssa.Phi:
		return values(v.Edges...)
	case *ssa.MakeInterface:
		return []edge{{from: v.X, site: site{conv: v}}}
	case *ssa.ChangeInterface:
		return values(v.X)
	case *ssa.ChangeType:
		return values(v.X)
	case *ssa.MultiConvert:
		return values(v.X)
	case *ssa.TypeAssert:
		// A concrete type is where the stop's own type becomes known: what
		// it was made from is another stop's business.
		if types.IsInterface(v.AssertedType) {
			return values(v.X)
		}
	case *ssa.Extract:
		return f.intoExtract(v)
	case *ssa.Call:
		return f.intoCall(v, 0)
	case *ssa.Parameter:
		return f.intoParameter(v)
	case *ssa.FreeVar:
		return f.intoFreeVar(v)
	case *ssa.Field:
		if field := fieldOf(v.X.Type(), v.Field); field != nil {
			return []edge{{from: cell{field}}}
		}
	case *ssa.Index:
		return values(v.X)
	case *ssa.Lookup:
		return values(v.X)
	case *ssa.Slice:
		return []edge{{from: container(v.X)}}
	case *ssa.UnOp:
		switch v.Op {
		case token.MUL:
			return []edge{{from: content{v.X}}}
		case token.ARROW:
			return values(v.X)
		}
	case *ssa.Alloc:
		// An array variable assigned as a whole.
		if element(v.Type()) != nil {
			return stored(f.stores[v])
		}
	}
	return nil
}

func values(vs ...ssa.Value) []edge {
	edges := make([]edge, len(vs))
	for i, v := range vs {
		edges[i] = edge{from: v}
	}
	return edges
}

func stored(stores []*ssa.Store) []edge {
	edges := make([]edge, len(stores))
	for i, store := range stores {
		edges[i] = edge{from: store.Val, site: site{store: store}}
	}
	return edges
}

func (f *flow) intoExtract(v *ssa.Extract) []edge {
	switch tuple := v.Tuple.(type) {
	case *ssa.Call:
		return f.intoCall(tuple, v.Index)
	case *ssa.TypeAssert:
		if v.Index == 0 && types.IsInterface(tuple.AssertedType) {
			return values(tuple.X)
		}
	case *ssa.Lookup:
		if v.Index == 0 {
			return values(tuple.X)
		}
	case *ssa.UnOp:
		if v.Index == 0 {
			return values(tuple.X)
		}
	case *ssa.Next:
		if rng, ok := tuple.Iter.(*ssa.Range); ok && v.Index == 2 {
			return values(rng.X)
		}
	case *ssa.Select:
		return f.intoReceive(tuple, v.Index)
	}
	return nil
}

// intoReceive returns the edge from the channel whose value is at index in the
// tuple of a select: the tuple is (chosen case, ok, values received...).
func (f *flow) intoReceive(sel *ssa.Select, index int) []edge {
	received := 2
	for _, state := range sel.States {
		if state.Dir != types.RecvOnly {
			continue
		}
		if received == index {
			return values(state.Chan)
		}
		received++
	}
	return nil
}

// intoCall returns the edges into a result of a call.
func (f *flow) intoCall(call *ssa.Call, result int) []edge {
	if b, ok := call.Call.Value.(*ssa.Builtin); ok {
		if b.Name() == "append" {
			return values(call.Call.Args...)
		}
		return nil
	}
	var edges []edge
	for _, fn := range f.callees(call) {
		for _, ret := range f.returns[fn] {
			if result < len(ret.Results) {
				edges = append(edges, edge{from: ret.Results[result]})
			}
		}
	}
	return edges
}

// callees returns the functions that a call may reach, as far as known.
func (f *flow) callees(call ssa.CallInstruction) []*ssa.Function {
	if call.Common().IsInvoke() {
		return f.invoked(call.Common().Method)
	}
	if callee := call.Common().StaticCallee(); callee != nil {
		return []*ssa.Function{declared(callee)}
	}
	return f.dynamic[call]
}

// invoked returns the methods of the package that a call of the interface method m
// may reach: those of types that become interfaces with that method.
func (f *flow) invoked(m *types.Func) []*ssa.Function {
	m = m.Origin()
	if fns, ok := f.methods[m]; ok {
		return fns
	}
	f.methods[m] = nil
	if !f.mayPassStop(m.Signature()) {
		return nil
	}
	var fns []*ssa.Function
	for _, impl := range implementations(f.pass.Pkg, m) {
		fn := f.function(impl)
		recv := protocol.NamedOf(impl.Signature().Recv().Type())
		if fn != nil && slices.ContainsFunc(f.converts, func(mi *ssa.MakeInterface) bool { return protocol.NamedOf(mi.X.Type()) == recv }) {
			fns = append(fns, fn)
		}
	}
	f.methods[m] = fns
	return fns
}

// typeArgs returns the concrete types that p, a type parameter of fn, stands for
// in the calls of fn.
func (f *flow) typeArgs(fn *ssa.Function, p *types.TypeParam) []types.Type {
	var out []types.Type
	seen := make(map[*types.TypeParam]bool)
	var visit func(fn *ssa.Function, p *types.TypeParam)
	visit = func(fn *ssa.Function, p *types.TypeParam) {
		if seen[p] {
			return
		}
		seen[p] = true
		for fn.Parent() != nil {
			fn = fn.Parent()
		}
		for _, call := range f.callers[fn] {
			callee := call.Common().StaticCallee()
			if callee == nil || p.Index() >= len(callee.TypeArgs()) {
				continue
			}
			switch arg := types.Unalias(callee.TypeArgs()[p.Index()]).(type) {
			case *types.TypeParam:
				visit(call.Parent(), arg)
			default:
				if !slices.ContainsFunc(out, func(t types.Type) bool { return types.Identical(t, arg) }) {
					out = append(out, arg)
				}
			}
		}
	}
	visit(fn, p)
	return out
}

func (f *flow) intoParameter(p *ssa.Parameter) []edge {
	params := len(p.Parent().Params)
	index := paramIndex(p)
	var edges []edge
	for _, call := range f.callers[p.Parent()] {
		args := call.Common().Args
		// The receiver of a bound method is not among the arguments.
		if i := index - (params - len(args)); i >= 0 && i < len(args) {
			edges = append(edges, edge{from: args[i], site: site{call: call, arg: i}})
		}
	}
	return edges
}

// paramIndex returns the index of p among its function's parameters, the
// receiver counted.
func paramIndex(p *ssa.Parameter) int {
	for i, q := range p.Parent().Params {
		if p == q {
			return i
		}
	}
	return len(p.Parent().Params)
}

func (f *flow) intoFreeVar(v *ssa.FreeVar) []edge {
	index := -1
	for i, fv := range v.Parent().FreeVars {
		if fv == v {
			index = i
		}
	}
	var edges []edge
	for _, c := range f.closures[v.Parent()] {
		if index >= 0 && index < len(c.Bindings) {
			edges = append(edges, edge{from: c.Bindings[index]})
		}
	}
	return edges
}
