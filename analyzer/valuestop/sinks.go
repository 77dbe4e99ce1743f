package valuestop

import (
	"go/types"
	"strings"

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
	for v := range c.held {
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

// exportFacts tells importers what the package does with stops.
func (c *check) exportFacts() {
	facts := make(map[*types.Func]*flowsFact)
	factOf := func(fn *types.Func) *flowsFact {
		if facts[fn] == nil {
			facts[fn] = new(flowsFact)
		}
		return facts[fn]
	}
	for _, p := range c.begun.params {
		if obj, ok := p.Parent().Object().(*types.Func); ok && !c.isStopParam(p) {
			factOf(obj).Begun = append(factOf(obj).Begun, paramNumber(p))
		}
	}
	for _, m := range c.begun.methods {
		factOf(m.method).Begun = append(factOf(m.method).Begun, m.param)
	}
	for _, p := range c.compared.params {
		if obj, ok := p.Parent().Object().(*types.Func); ok {
			factOf(obj).Compared = append(factOf(obj).Compared, paramNumber(p))
		}
	}
	c.collectResults(factOf)
	for obj, fact := range facts {
		if obj.Pkg() == c.pass.Pkg && obj.Origin() == obj {
			fact.normalise()
			c.pass.ExportObjectFact(obj, fact)
		}
	}
	c.exportHeld()
	if len(c.forms.here) > 0 {
		c.pass.ExportPackageFact(&begunFact{Forms: c.forms.here})
	}
}

// collectResults finds the stops that functions of the package return as a
// stop interface.
func (c *check) collectResults(factOf func(*types.Func) *flowsFact) {
	for fn, returns := range c.flow.returns {
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			continue
		}
		for i := range obj.Signature().Results().Len() {
			if !c.stops.isInterface(obj.Signature().Results().At(i).Type()) {
				continue
			}
			t := newTrace(c)
			t.except = c.held
			for _, ret := range returns {
				t.add(ret.Results[i], site{}, nil, nil)
			}
			t.run()
			for _, m := range c.madeBy(t) {
				f := factOf(obj)
				f.Results = append(f.Results, resultFact{Index: i, madeStop: m})
			}
		}
	}
}

// exportHeld exports facts about package-level variables and fields.
func (c *check) exportHeld() {
	facts := make(map[*types.Var]*heldFact)
	for _, cell := range c.begun.cells {
		if cell.v.Pkg() == c.pass.Pkg {
			facts[cell.v] = &heldFact{Begun: true}
		}
	}
	for v := range c.flow.cells {
		if v.Pkg() != c.pass.Pkg || v.IsField() || !c.stops.isInterface(v.Type()) {
			continue
		}
		t := newTrace(c)
		t.except = c.held
		t.add(cell{v}, site{}, nil, nil)
		t.run()
		if made := c.madeBy(t); len(made) > 0 {
			if facts[v] == nil {
				facts[v] = new(heldFact)
			}
			facts[v].Made = made
		}
	}
	for v, fact := range facts {
		c.pass.ExportObjectFact(v, fact)
	}
}

// madeBy returns the stops that t found made in a way that may be wrong where
// they are begun.
func (c *check) madeBy(t *trace) []madeStop {
	var made []madeStop
	seen := make(map[madeStop]bool)
	for _, o := range t.origins {
		if o.typ == nil || o.form != asValue && !(o.form == asFresh && c.stops.isDataFree(o.typ)) {
			continue
		}
		m := madeStop{Type: typeKey(o.typ), Form: o.form, Expr: c.textOf(o)}
		if o.made != nil {
			m = *o.made
		}
		if !seen[m] {
			seen[m] = true
			made = append(made, m)
		}
	}
	return made
}

// lookupType returns the type that [typeKey] gave key, if the package can see
// it.
func (c *check) lookupType(key string) types.Type {
	dot := strings.LastIndexByte(key, '.')
	if dot < 0 {
		return nil
	}
	seen := make(map[*types.Package]bool)
	var find func(p *types.Package) types.Type
	find = func(p *types.Package) types.Type {
		if seen[p] {
			return nil
		}
		seen[p] = true
		if p.Path() == key[:dot] {
			if tn, ok := p.Scope().Lookup(key[dot+1:]).(*types.TypeName); ok {
				return tn.Type()
			}
			return nil
		}
		for _, imp := range p.Imports() {
			if t := find(imp); t != nil {
				return t
			}
		}
		return nil
	}
	return find(c.pass.Pkg)
}
