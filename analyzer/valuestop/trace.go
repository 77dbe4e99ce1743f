package valuestop

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// sink is where a stop must be recognisable: a begin, or a comparison.
type sink struct {
	pos  token.Pos
	name string // of the function that begins it; empty for an assignment
}

// A trace follows stops from sinks back to where they are made.
type trace struct {
	c       *check
	visited map[node]*step
	origins []*origin
	params  []*ssa.Parameter // those that flow to a sink
	methods []methodParam    // those of interfaces that flow to a sink
	cells   []cell
	// except are variables not to be followed.
	except map[*types.Var]bool
	// next, if not nil, is filled with the nodes that follow each node.
	next map[node][]node
	work []*step
}

// methodParam is a parameter of an interface method.
type methodParam struct {
	method *types.Func
	param  int
}

// A step is a node on the way of a stop to its sink.
type step struct {
	node node
	site site // where the node is handed on
	next *step
	sink *sink
}

// origin is where a stop that flows to a sink is made.
type origin struct {
	form form
	typ  types.Type // T, whether T or *T is what flows
	// untyped says that it is nil without a type.
	untyped bool
	value   ssa.Value
	// made is set if another package made the stop; typ may be nil then.
	made *madeStop
	step *step
}

func newTrace(c *check) *trace { return &trace{c: c, visited: make(map[node]*step)} }

// add makes from, handed on at site, a thing to follow.
func (t *trace) add(from node, at site, next *step, sink *sink) {
	if t.visited[from] != nil {
		return
	}
	s := &step{node: from, site: at, next: next, sink: sink}
	t.visited[from] = s
	t.work = append(t.work, s)
}

// run follows everything added, breadth first.
func (t *trace) run() {
	for len(t.work) > 0 {
		s := t.work[0]
		t.work = t.work[1:]
		if t.isOrigin(s) {
			continue
		}
		edges := t.c.flow.into(s.node)
		for _, e := range edges {
			t.add(e.from, e.site, s, s.sink)
			if t.next != nil {
				t.next[e.from] = append(t.next[e.from], s.node)
			}
		}
		if len(edges) == 0 {
			t.leaf(s)
		}
	}
}

// isOrigin records the origin if a stop is made at s, and what s tells the
// callers and importers of the package.
func (t *trace) isOrigin(s *step) bool {
	switch n := s.node.(type) {
	case cell:
		if t.except[n.v] {
			return true
		}
		t.cells = append(t.cells, n)
		return t.fromOtherPackage(s, n.v)
	case *ssa.Parameter:
		// A value is wrong whoever calls.
		if !t.c.stops.isValue(n.Type()) {
			t.params = append(t.params, n)
		}
	case *ssa.Call:
		if t.fromCall(s, n, 0) {
			return true
		}
	case *ssa.Extract:
		if call, ok := n.Tuple.(*ssa.Call); ok && t.fromCall(s, call, n.Index) {
			return true
		}
	}
	v, ok := s.node.(ssa.Value)
	if !ok {
		return false
	}
	if alloc, ok := v.(*ssa.Alloc); ok && t.isInstance(s, alloc) {
		return true
	}
	if elem := pointee(v.Type()); elem != nil && t.c.stops.isStop(elem) {
		return t.isPointerOrigin(s, v, elem)
	}
	if t.c.stops.isValue(v.Type()) {
		t.found(s, origin{form: asValue, typ: v.Type(), value: v})
		return true
	}
	if c, ok := v.(*ssa.Const); ok {
		if c.IsNil() && types.IsInterface(c.Type()) && t.reachesUnchecked(s) {
			t.found(s, origin{untyped: true, value: v})
		}
		return true
	}
	return false
}

// isInstance records the stops that alloc makes in the instances of a generic
// function, if it does: new(T).
func (t *trace) isInstance(s *step, alloc *ssa.Alloc) bool {
	p, ok := types.Unalias(alloc.Type().Underlying().(*types.Pointer).Elem()).(*types.TypeParam)
	text := t.c.positions.literal(alloc)
	if !ok || text == nil {
		return false
	}
	for _, arg := range t.c.flow.typeArgs(alloc.Parent(), p) {
		if t.c.stops.isStop(arg) {
			made := &madeStop{Type: typeKey(arg), Form: asFresh, Expr: types.ExprString(text)}
			t.found(s, origin{form: asFresh, typ: arg, made: made})
		}
	}
	return true
}

func (t *trace) isPointerOrigin(s *step, v ssa.Value, elem types.Type) bool {
	switch v := v.(type) {
	case *ssa.Const:
		t.found(s, origin{form: asNil, typ: elem, value: v})
	case *ssa.Alloc:
		t.found(s, origin{form: asFresh, typ: elem, value: v})
	case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global:
		t.found(s, origin{form: asPointer, typ: elem, value: v})
	case *ssa.UnOp, *ssa.Lookup, *ssa.Index, *ssa.Field, *ssa.TypeAssert:
		// What is not stored in sight, nil at least, may be there too.
		t.found(s, origin{form: asPointer, typ: elem, value: v})
		return false
	default:
		return false
	}
	return true
}

// leaf records that a pointer comes from somewhere unknown, if s is one.
func (t *trace) leaf(s *step) {
	if v, ok := s.node.(ssa.Value); ok {
		if elem := pointee(v.Type()); elem != nil && t.c.stops.isStop(elem) {
			t.found(s, origin{form: asPointer, typ: elem, value: v})
		}
	}
}

func (t *trace) found(s *step, o origin) {
	o.step = s
	t.origins = append(t.origins, &o)
}

// reachesUnchecked reports whether an untyped nil handed on at s reaches its
// sink through nothing but parameters that are not compared with nil.
func (t *trace) reachesUnchecked(s *step) bool {
	for ; s != nil; s = s.next {
		switch n := s.node.(type) {
		case *ssa.Const:
		case *ssa.Parameter:
			for _, ref := range *n.Referrers() {
				if cmp, ok := ref.(*ssa.BinOp); ok && (isNil(cmp.X) || isNil(cmp.Y)) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// fromCall records what another package says its function returns.
func (t *trace) fromCall(s *step, call *ssa.Call, result int) bool {
	obj := calleeOf(call)
	if obj == nil || obj.Pkg() == t.c.pass.Pkg {
		return false
	}
	var fact flowsFact
	if !t.c.pass.ImportObjectFact(obj.Origin(), &fact) {
		return false
	}
	any := false
	for _, r := range fact.Results {
		if r.Index == result {
			t.foundMade(s, r.Stop)
			any = true
		}
	}
	return any
}

// fromOtherPackage records what another package says its variable holds.
func (t *trace) fromOtherPackage(s *step, v *types.Var) bool {
	if v.Pkg() == t.c.pass.Pkg {
		return false
	}
	var fact heldFact
	if t.c.pass.ImportObjectFact(v, &fact) {
		for _, m := range fact.Made {
			t.foundMade(s, m)
		}
	}
	return false
}

func (t *trace) foundMade(s *step, m madeStop) {
	t.found(s, origin{form: m.Form, typ: t.c.lookupType(m.Type), made: &m})
}
