package valuestop

import (
	"go/types"
	"strings"
)

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
	held := make(map[*types.Var]*heldFact)
	for _, cell := range c.begun.cells {
		if cell.v.Pkg() == c.pass.Pkg {
			held[cell.v] = &heldFact{Begun: true}
		}
	}
	for h, stops := range c.made() {
		if h.v == nil {
			for _, m := range stops {
				f := factOf(h.fn)
				f.Results = append(f.Results, resultFact{Index: h.result, Stop: m})
			}
			continue
		}
		if held[h.v] == nil {
			held[h.v] = new(heldFact)
		}
		held[h.v].Made = stops
	}
	for obj, fact := range facts {
		if obj.Pkg() == c.pass.Pkg && obj.Origin() == obj {
			fact.normalise()
			c.pass.ExportObjectFact(obj, fact)
		}
	}
	for v, fact := range held {
		fact.normalise()
		c.pass.ExportObjectFact(v, fact)
	}
	exportForms(c.pass, c.forms)
}

// A holder is what importers see of a stop made in the package: a result of a
// function, or a package-level variable.
type holder struct {
	fn     *types.Func
	result int
	v      *types.Var
}

// made returns the stops that functions return and variables hold as a stop
// interface and that may be wrong where they are begun.
func (c *check) made() map[holder][]madeStop {
	t := newTrace(c)
	t.except = c.held
	t.next = make(map[node][]node)
	holders := make(map[node][]holder)
	for fn, returns := range c.flow.returns {
		obj, ok := fn.Object().(*types.Func)
		if !ok {
			continue
		}
		for i := range obj.Signature().Results().Len() {
			if !c.stops.isInterface(obj.Signature().Results().At(i).Type()) {
				continue
			}
			for _, ret := range returns {
				if i < len(ret.Results) {
					n := ret.Results[i]
					holders[n] = append(holders[n], holder{fn: obj, result: i})
					t.add(n, site{}, nil, nil)
				}
			}
		}
	}
	for v := range c.flow.cells {
		if v.Pkg() == c.pass.Pkg && !v.IsField() && c.stops.isInterface(v.Type()) {
			holders[cell{v}] = []holder{{v: v}}
			t.add(cell{v}, site{}, nil, nil)
		}
	}
	t.run()

	made := make(map[holder][]madeStop)
	for stop, nodes := range c.madeBy(t) {
		for h := range heldBy(nodes, t.next, holders) {
			made[h] = append(made[h], stop)
		}
	}
	return made
}

// madeBy returns the nodes at which t found each stop that is made in a way
// that may be wrong where it is begun.
func (c *check) madeBy(t *trace) map[madeStop][]node {
	made := make(map[madeStop][]node)
	for _, o := range t.origins {
		m := o.made
		if m == nil {
			if o.typ == nil || o.form != asValue && !(o.form == asFresh && c.stops.isDataFree(o.typ)) {
				continue
			}
			m = &madeStop{Type: typeKey(o.typ), Form: o.form, Expr: c.textOf(o)}
		}
		made[*m] = append(made[*m], o.step.node)
	}
	return made
}

// heldBy returns the holders that are reached from nodes.
func heldBy(nodes []node, next map[node][]node, holders map[node][]holder) map[holder]bool {
	held := make(map[holder]bool)
	seen := make(map[node]bool)
	for len(nodes) > 0 {
		n := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		if seen[n] {
			continue
		}
		seen[n] = true
		for _, h := range holders[n] {
			held[h] = true
		}
		nodes = append(nodes, next[n]...)
	}
	return held
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
