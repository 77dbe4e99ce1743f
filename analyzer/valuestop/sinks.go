package valuestop

import (
	"cmp"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// traceBegins traces what flows to a begin: to the stop parameter of a begin
// call, to a parameter that a function of another package begins, and to a
// variable that holds the stop in force.
func (c *check) traceBegins() {
	c.begun = newTrace(c)
	for _, call := range c.flow.calls {
		obj := calleeOf(call)
		if obj == nil {
			c.addDynamicBegins(call)
			continue
		}
		c.addBegins(call, obj)
	}
	c.held = c.heldVars()
	for _, v := range inOrder(c.held) {
		for _, store := range c.flow.cells[v] {
			c.begun.add(store.Val, site{}, nil, &sink{pos: store.Pos()})
		}
	}
	c.begun.run()
	for c.addInvokedBegins() {
		c.begun.run()
	}
}

// addBegins adds the arguments of a call of obj that obj begins.
func (c *check) addBegins(call ssa.CallInstruction, obj *types.Func) {
	add := func(param int) {
		if i := argIndex(call, obj, param); i >= 0 {
			at := site{call: call, arg: i}
			c.begun.add(call.Common().Args[i], at, nil, &sink{pos: call.Common().Pos(), name: obj.Name()})
		}
	}
	if i := c.stopParam(obj); i >= 0 {
		add(i)
	}
	var fact flowsFact
	if obj.Pkg() != c.pass.Pkg && c.pass.ImportObjectFact(obj.Origin(), &fact) {
		for _, i := range fact.Begun {
			add(i)
		}
	}
}

// addDynamicBegins adds the arguments of a call of a function value that may
// be a begin function.
func (c *check) addDynamicBegins(call ssa.CallInstruction) {
	for _, fn := range c.flow.dynamic[call] {
		if obj, ok := fn.Object().(*types.Func); ok {
			c.addBegins(call, obj)
		}
	}
}

// stopParam returns the index of the parameter that fn begins by contract, or
// -1.
func (c *check) stopParam(fn *types.Func) int {
	contract := c.model.Contract(fn)
	if contract == nil || contract.Begin != protocol.InternalStop {
		return -1
	}
	return contract.StopParam
}

// calleeOf returns the declared function, or the interface method, that call
// calls, if there is one that is known.
func calleeOf(call ssa.CallInstruction) *types.Func {
	common := call.Common()
	if common.IsInvoke() {
		return common.Method.Origin()
	}
	callee := common.StaticCallee()
	if callee == nil {
		return nil
	}
	obj, ok := declared(callee).Object().(*types.Func)
	if !ok {
		return nil
	}
	return obj.Origin()
}

// argIndex returns the index in the arguments of call of a parameter of its
// callee, or -1 if it is not there.
func argIndex(call ssa.CallInstruction, callee *types.Func, param int) int {
	args := len(call.Common().Args)
	i := param + args - callee.Signature().Params().Len()
	if i < 0 || i >= args {
		return -1
	}
	return i
}

// heldVars returns the variables in which a begin function keeps the stop, and
// the variables of other packages that flow to a begin there.
func (c *check) heldVars() map[*types.Var]bool {
	held := make(map[*types.Var]bool)
	for v, stores := range c.flow.cells {
		for _, store := range stores {
			if p, ok := store.Val.(*ssa.Parameter); ok && c.isStopParam(p) {
				held[v] = true
			}
		}
		var fact heldFact
		if v.Pkg() != c.pass.Pkg && c.pass.ImportObjectFact(v, &fact) && fact.Begun {
			held[v] = true
		}
	}
	return held
}

func inOrder(vars map[*types.Var]bool) []*types.Var {
	return slices.SortedFunc(maps.Keys(vars), func(a, b *types.Var) int { return cmp.Compare(a.Pos(), b.Pos()) })
}

func (c *check) isStopParam(p *ssa.Parameter) bool {
	obj, ok := p.Parent().Object().(*types.Func)
	return ok && c.stopParam(obj) >= 0 && c.stopParam(obj) == paramNumber(p)
}

// paramNumber returns the index of p, the receiver not counted: [receiver]
// for the receiver itself.
func paramNumber(p *ssa.Parameter) int {
	if p.Parent().Signature.Recv() != nil {
		return paramIndex(p) - 1
	}
	return paramIndex(p)
}

// addInvokedBegins adds the arguments of calls of interface methods of which
// every implementation in the package begins the parameter. It reports
// whether there was anything new.
func (c *check) addInvokedBegins() bool {
	begins := make(map[*types.Func]map[int]bool)
	for _, p := range c.begun.params {
		if obj, ok := p.Parent().Object().(*types.Func); ok {
			if begins[obj] == nil {
				begins[obj] = make(map[int]bool)
			}
			begins[obj][paramNumber(p)] = true
		}
	}
	added := false
	for _, call := range c.flow.calls {
		if !call.Common().IsInvoke() || !c.flow.mayPassStop(call.Common().Signature()) {
			continue
		}
		method := call.Common().Method
		impls := implementations(c.pass.Pkg, method)
		if len(impls) == 0 {
			continue
		}
		for i, arg := range call.Common().Args {
			all := true
			for _, impl := range impls {
				all = all && begins[impl][i]
			}
			if !all {
				continue
			}
			c.begun.methods = append(c.begun.methods, methodParam{method, i})
			if c.begun.visited[arg] == nil {
				added = true
				c.begun.add(arg, site{call: call, arg: i}, nil, &sink{pos: call.Common().Pos(), name: method.Name()})
			}
		}
	}
	return added
}

// implementations returns the methods declared in pkg that implement the
// interface method m.
func implementations(pkg *types.Package, m *types.Func) []*types.Func {
	iface, ok := m.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var impls []*types.Func
	for _, name := range pkg.Scope().Names() {
		tn, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		ptr := types.NewPointer(tn.Type())
		if !types.Implements(ptr, iface) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(ptr, false, m.Pkg(), m.Name())
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() == pkg {
			impls = append(impls, fn)
		}
	}
	return impls
}

// traceComparisons traces what flows to a comparison of two stops, the stop in
// force aside.
func (c *check) traceComparisons() {
	c.compared = newTrace(c)
	c.compared.except = c.held
	for _, eq := range c.flow.equals {
		if isNil(eq.X) || isNil(eq.Y) {
			continue
		}
		for _, operand := range []ssa.Value{eq.X, eq.Y} {
			if c.stops.isInterface(operand.Type()) {
				c.compared.add(operand, site{}, nil, &sink{pos: eq.Pos()})
			}
		}
	}
	for _, call := range c.flow.calls {
		obj := calleeOf(call)
		var fact flowsFact
		if obj == nil || obj.Pkg() == c.pass.Pkg || !c.pass.ImportObjectFact(obj, &fact) {
			continue
		}
		for _, param := range fact.Compared {
			if i := argIndex(call, obj, param); i >= 0 {
				at := site{call: call, arg: i}
				c.compared.add(call.Common().Args[i], at, nil, &sink{pos: call.Common().Pos(), name: obj.Name()})
			}
		}
	}
	c.compared.run()
}
