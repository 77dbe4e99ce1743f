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
				if i < len(ret.Results) {
					t.add(ret.Results[i], site{}, nil, nil)
				}
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
