package affinity

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// origin says where a task comes from.
type origin uint8

const (
	unknownOrigin origin = iota
	madeHere             // a new object
	element              // one of many: an element of a collection, or a turn of a loop
)

// originOf returns where the task at p comes from.
func (e *engine) originOf(p ir.Path) origin { return e.originDepth(p, 0) }

func (e *engine) originDepth(p ir.Path, depth int) origin {
	if p.IsZero() || depth > 4 {
		return unknownOrigin
	}
	if strings.HasSuffix(p.Steps, "]") {
		return element
	}
	if p.Steps != "" && p.Steps != "*" {
		return unknownOrigin
	}
	switch root := p.Root.(type) {
	case *ssa.Alloc:
		if n := protocol.NamedOf(root.Type()); n != nil && e.isTask(n) && e.paths.SingleStore(root) == nil {
			return madeHere
		}
	case *ssa.Lookup, *ssa.IndexAddr, *ssa.Next, *ssa.Index:
		return element
	case *ssa.Phi:
		if isLoopVariable(e, root) {
			return element
		}
	case *ssa.Parameter:
		if root.Parent().Synthetic == "range-over-func yield" {
			return element
		}
	case *ssa.Call:
		return e.originOfResult(root, max(0, p.Index-1), depth)
	}
	return unknownOrigin
}

// isLoopVariable reports whether v is made from itself in a loop, as in
// t = t.next.
func isLoopVariable(e *engine, v *ssa.Phi) bool {
	for _, edge := range v.Edges {
		p := e.paths.Of(edge)
		if p.Root == v && p.Steps != "" {
			return true
		}
		if call, ok := p.Root.(*ssa.Call); ok {
			for _, arg := range call.Call.Args {
				if e.paths.Of(arg).Root == v {
					return true
				}
			}
		}
	}
	return false
}

// originOfResult returns where result i of a call comes from.
func (e *engine) originOfResult(call *ssa.Call, i, depth int) origin {
	callees, complete := e.callees(&call.Call)
	if !complete || len(callees) != 1 {
		return unknownOrigin
	}
	c := callees[0]
	if g := e.funcs[c.Fn]; g != nil {
		return e.resultOrigin(g, i, depth+1)
	}
	if c.Obj != nil && !c.Interface {
		if fact := e.fact(c.Obj); fact != nil {
			o, _ := fact.Results.At(i)
			return o
		}
	}
	return unknownOrigin
}

// resultOrigin returns where result i of f always comes from, nil apart.
func (e *engine) resultOrigin(f *function, i, depth int) origin {
	found := unknownOrigin
	for _, b := range f.fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		v := ret.Results[i]
		if c, ok := v.(*ssa.Const); ok && c.Value == nil {
			continue
		}
		o := e.originDepth(e.paths.Of(v), depth)
		if o == unknownOrigin || found != unknownOrigin && o != found {
			return unknownOrigin
		}
		found = o
	}
	return found
}

// isOther reports whether the task at p is known not to be, or is not meant to
// be, the one on whose goroutine f runs.
func (e *engine) isOther(f *function, p ir.Path) bool {
	own := f.ctx.own[0]
	if slices.Contains(f.ctx.may, p) || p.IsZero() {
		return false
	}
	if o := e.originOf(p); o != unknownOrigin {
		return o == madeHere || !e.selects(p, f.ctx.own)
	}
	if p.Root == own.Root && p.Index == own.Index && p.Dep == nil {
		rest, ok := strings.CutPrefix(p.Steps, own.Steps)
		return ok && e.leadsToOther(own, rest) && !e.isAssigned(f, p)
	}
	param, ok := p.Root.(*ssa.Parameter)
	if !ok || p.Steps != "" {
		return false
	}
	if param.Parent() != f.fn { // two parameters of the function that makes the literal
		q, ok := own.Root.(*ssa.Parameter)
		return ok && own.Steps == "" && q.Parent() == param.Parent() && q != param
	}
	// Another parameter than the task's own: known to differ if the callers
	// are bound by a contract, or are all known.
	if f.open && !f.fixed {
		return false
	}
	if f.fixed && f.fn.Parent() == nil {
		return e.isTask(param.Type())
	}
	i := paramIndex(f.fn, param)
	for _, ed := range f.in {
		isElement := i < len(ed.origins) && ed.origins[i] == element
		if !isElement && (i >= len(ed.args) || ed.args[i].IsZero()) {
			return false
		}
	}
	return true
}

// selects reports whether the element p was looked up by something that
// belongs to one of own.
func (e *engine) selects(p ir.Path, own []ir.Path) bool {
	var index ssa.Value
	root := p.Root
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	switch root := root.(type) {
	case *ssa.Lookup:
		index = root.Index
	case *ssa.IndexAddr:
		index = root.Index
	case *ssa.Call:
		for _, arg := range root.Call.Args {
			for _, o := range own {
				if q := e.paths.Of(arg); isPartOf(q, o) && !strings.Contains(q.Steps[len(o.Steps):], "[") && isBasic(arg.Type()) {
					return true
				}
			}
		}
		return false
	default:
		return false
	}
	for _, o := range own {
		if q := e.paths.Of(index); isPartOf(q, o) || q == o {
			return true
		}
	}
	return false
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// isAssigned reports whether f assigns the task on whose goroutine it runs to
// p, as in k.current = t.
func (e *engine) isAssigned(f *function, p ir.Path) bool {
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			if st, ok := instr.(*ssa.Store); ok && e.paths.Of(st.Addr) == p && slices.Contains(f.ctx.own, e.paths.Of(st.Val)) {
				return true
			}
		}
	}
	return false
}

// leadsToOther reports whether steps lead from a task to another one: through
// a field of the task itself, t.parent, or through something that has many
// tasks, t.tg.leader. A field of anything else may lead back.
func (e *engine) leadsToOther(own ir.Path, steps string) bool {
	fields := strings.Split(strings.TrimPrefix(steps, "."), ".")
	if steps == "" || strings.ContainsAny(steps, "[*") {
		return false
	}
	at := own
	for i, name := range fields {
		if i == len(fields)-1 {
			return i == 0 || e.hasManyTasks(at)
		}
		at = at.Join("." + name)
	}
	return false
}

// hasManyTasks reports whether what p leads to has a collection of tasks.
func (e *engine) hasManyTasks(p ir.Path) bool {
	t, ok := ir.TypeOf(p)
	if !ok {
		return false
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	n := 0
	for f := range s.Fields() {
		switch u := f.Type().Underlying().(type) {
		case *types.Slice:
			if e.isTask(u.Elem()) {
				return true
			}
		case *types.Map:
			if e.isTask(u.Elem()) || e.isTask(u.Key()) {
				return true
			}
		case *types.Struct: // the head and the tail of a list
			for g := range u.Fields() {
				if e.isTask(g.Type()) {
					n++
				}
			}
			if n >= 2 {
				return true
			}
		}
	}
	return false
}
