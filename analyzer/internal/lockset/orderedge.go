package lockset

import (
	"cmp"
	"fmt"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
	"golang.org/x/tools/go/ssa"
)

// OrderEdge is an orderEdge as it travels to other packages. From and To name
// the mutexes, in terms of an object that both belong to if there is one.
type OrderEdge struct {
	From, To string
	// ByClass says that From and To are no more than lock classes: which of the
	// mutexes are meant is not known.
	ByClass bool
	// Related says how the two hang together, if they are lock classes.
	Related    Relation
	Held, Want string
	Func       string
	Place      string
	Gates      []protocol.Class
	// local is the edge itself, in its own package.
	local *orderEdge
}

// OrderFact lists the order edges of a package and those that it depends on.
type OrderFact struct{ Edges []OrderEdge }

// AFact marks OrderFact as a fact.
func (*OrderFact) AFact() {}

func (f *OrderFact) String() string {
	var parts []string
	for _, x := range f.Edges {
		parts = append(parts, x.From+" before "+x.To)
	}
	return strings.Join(parts, "; ")
}

const maxOrderEdges = 400

// edgeOf returns x in terms of a common object, if there is one.
func (d *describer) edgeOf(x *orderEdge) (OrderEdge, bool) {
	a, b := x.held.path, x.want.path
	if a.IsZero() || b.IsZero() || x.held.many {
		return OrderEdge{}, false
	}
	from, to, ok := "", "", false
	globalA, globalB := x.held.class.Type == "", x.want.class.Type == ""
	switch {
	case globalA || globalB:
		from, to, ok = x.held.class.Pkg+"."+x.held.class.String(), x.want.class.Pkg+"."+x.want.class.String(), true
	case a.Root == b.Root && a.Index == 0 && b.Index == 0 && a.Dep == nil && b.Dep == nil:
		n := commonSteps(a.Steps, b.Steps)
		p := a
		p.Steps = a.Steps[:n]
		t, typed := ir.TypeOf(p)
		if named := protocol.NamedOf(t); typed && named != nil && named.Obj().Pkg() != nil {
			base := named.Obj().Pkg().Path() + "." + named.Origin().Obj().Name()
			from, to, ok = base+a.Steps[n:], base+b.Steps[n:], true
		}
	}
	if !ok || from == to {
		return OrderEdge{}, false
	}
	return d.newEdge(x, from, to), true
}

func (d *describer) newEdge(x *orderEdge, from, to string) OrderEdge {
	pos := d.pass.Fset.Position(x.at.pos())
	return OrderEdge{
		From: from, To: to, Held: x.held.class.String(), Want: x.want.class.String(), Func: ir.FuncName(x.f.fn),
		Place: fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line), Gates: d.gatesOf(x), local: x,
	}
}

// Relation is how the objects of two mutexes are known to hang together.
type Relation uint8

const (
	// Unrelated: nothing is known.
	Unrelated Relation = iota
	// Element: one is an element of a collection of the other.
	Element
	// Field: fields lead from one to the other, or from a third object to both.
	Field
)

// relate returns how a and b hang together.
func (d *describer) relate(a, b ir.Path) Relation {
	from, inA := d.origin(a)
	to, inB := d.origin(b)
	switch {
	case from.Root != to.Root || from.Index != to.Index:
		return Unrelated
	case inA || inB:
		return Element
	}
	n := commonSteps(from.Steps, to.Steps)
	if from.Dep != nil || to.Dep != nil || strings.Contains(from.Steps[n:], "[") || strings.Contains(to.Steps[n:], "[") {
		return Element
	}
	return Field
}

// origin follows p back to where its root comes from: the receiver of a method,
// or, and then element is true, a collection.
func (d *describer) origin(p ir.Path) (from ir.Path, element bool) {
	for range 8 {
		switch v := p.Root.(type) {
		case *ssa.Call:
			if v.Call.IsInvoke() {
				p = d.paths.Of(v.Call.Value)
			} else if fn := v.Call.StaticCallee(); fn != nil && fn.Signature.Recv() != nil {
				p = d.paths.Of(v.Call.Args[0])
			} else {
				return p, element
			}
		case *ssa.TypeAssert:
			p = d.paths.Of(v.X)
		case *ssa.Extract:
			switch tuple := v.Tuple.(type) {
			case *ssa.Next:
				r, ok := tuple.Iter.(*ssa.Range)
				if !ok {
					return p, element
				}
				p, element = d.paths.Of(r.X), true
			case *ssa.Lookup:
				p, element = d.paths.Of(tuple.X), true
			case *ssa.TypeAssert:
				p = d.paths.Of(tuple.X)
			default:
				return p, element
			}
		case *ssa.Lookup:
			p, element = d.paths.Of(v.X), true
		default:
			return p, element
		}
	}
	return p, element
}

// matches reports whether x and y, in opposite directions, can be about the same
// two objects, for all that is known: each object of the one class has one of the
// other, or both edges are about what hangs together.
func (x *OrderEdge) matches(y *OrderEdge) bool {
	return max(x.Related, y.Related) == Field || min(x.Related, y.Related) == Element
}

// classEdgeOf returns x in terms of lock classes, if the one mutex is always held
// where the other is locked. Objects that hold others of their own type are left
// out: in a tree, the order may be that from the root to the leaves.
func (d *describer) classEdgeOf(x *orderEdge) (OrderEdge, bool) {
	a, b := x.held.path, x.want.path
	if !x.isCertain() || a.IsZero() || b.IsZero() || !isNamedField(x.held.class) || !isNamedField(x.want.class) || isRecursive(a) || isRecursive(b) {
		return OrderEdge{}, false
	}
	o := d.newEdge(x, x.held.class.Pkg+"."+x.held.class.String(), x.want.class.Pkg+"."+x.want.class.String())
	o.ByClass, o.Related = true, d.relate(a, b)
	return o, true
}

// isNamedField reports whether c is a field of a type that has a name, so that
// nothing else is of the class.
func isNamedField(c protocol.Class) bool {
	return c.Field != "" && c.Type != "" && !strings.HasPrefix(c.Type, "struct{")
}

// isRecursive reports whether p leads from an object to another one of its type.
func isRecursive(p ir.Path) bool {
	var seen []*types.TypeName
	for i := 0; i <= len(p.Steps); i++ {
		if i < len(p.Steps) && strings.IndexByte(".[*", p.Steps[i]) < 0 {
			continue
		}
		q := p
		q.Steps = p.Steps[:i]
		t, ok := ir.TypeOf(q)
		if !ok {
			continue
		}
		if named := protocol.NamedOf(t); named != nil {
			if obj := named.Obj(); len(seen) == 0 || seen[len(seen)-1] != obj {
				if slices.Contains(seen, obj) {
					return true
				}
				seen = append(seen, obj)
			}
		}
	}
	return false
}

// commonSteps returns the length of the steps that a and b begin with.
func commonSteps(a, b string) int {
	n := 0
	for i := 0; ; i++ {
		endA, endB := i == len(a), i == len(b)
		if (endA || strings.IndexByte(".[*", a[i]) >= 0) && (endB || strings.IndexByte(".[*", b[i]) >= 0) {
			n = i
		}
		if endA || endB || a[i] != b[i] {
			return n
		}
	}
}

// gatesOf returns the classes that may be held beside when x arises, for
// writing.
func (d *describer) gatesOf(x *orderEdge) []protocol.Class {
	var out []protocol.Class
	add := func(c protocol.Class) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, h := range x.gates {
		if h.mode == protocol.Write || h.atLeast {
			add(h.class)
		}
	}
	seen := map[*function]bool{}
	var visit func(f *function)
	visit = func(f *function) {
		if seen[f] {
			return
		}
		seen[f] = true
		for c := range f.calledWith {
			add(c)
		}
		for g := range f.calledBy {
			visit(g)
		}
	}
	visit(x.f)
	slices.SortFunc(out, func(a, b protocol.Class) int {
		return cmp.Or(cmp.Compare(a.Pkg, b.Pkg), cmp.Compare(a.String(), b.String()))
	})
	return out
}
