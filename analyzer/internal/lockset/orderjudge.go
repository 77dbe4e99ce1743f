package lockset

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// orderFindings judges the order in which the package locks mutexes.
func (d *describer) orderFindings() []OrderFinding {
	var out []OrderFinding
	var rest []*orderEdge
	orders, rules := d.model.LockOrders(), d.model.NestedRules()
	for _, f := range d.order {
		if f.quiet || f.gaveUp {
			continue
		}
		for _, x := range f.edgeList {
			if pos := x.at.pos(); d.model.LineIgnored(pos) || d.model.LineForced(pos) {
				continue
			}
			if x.held.class == x.want.class {
				if fd, ok := d.withoutOuter(x, rules); ok {
					out = append(out, fd)
				}
				continue
			}
			i := slices.IndexFunc(orders, func(o protocol.LockOrder) bool {
				return o.Outer == x.want.class && o.Inner == x.held.class
			})
			if i < 0 {
				rest = append(rest, x)
				continue
			}
			fd := d.orderFinding(x, AgainstOrder)
			fd.Source = orders[i].Source
			out = append(out, fd)
		}
	}
	out = append(out, d.bothWays(rest)...)
	slices.SortStableFunc(out, func(a, b OrderFinding) int { return cmp.Compare(a.Pos, b.Pos) })
	return slices.CompactFunc(out, func(a, b OrderFinding) bool {
		return a.Pos == b.Pos && a.Held == b.Held && a.Want == b.Want && a.Mistake == b.Mistake
	})
}

func (d *describer) withoutOuter(x *orderEdge, rules []protocol.NestedRule) (OrderFinding, bool) {
	if x.held.path.IsZero() || x.want.path.IsZero() || x.held.entry || x.held.many {
		return OrderFinding{}, false
	}
	for _, r := range rules {
		if r.Class != x.want.class || x.mayHold(d.engine, r.Outer) {
			continue
		}
		fd := d.orderFinding(x, WithoutOuter)
		fd.Outer = d.model.MutexName(r.Outer)
		fd.Source = r.Source
		return fd, true
	}
	return OrderFinding{}, false
}

// mayHold reports whether a mutex of the class may be held, too, when x arises.
func (x *orderEdge) mayHold(e *engine, class protocol.Class) bool {
	return slices.ContainsFunc(x.gates, func(h hold) bool { return h.class == class || h.weak }) ||
		e.mayBeHeld(x.f, class, map[*function]bool{})
}

func (d *describer) orderFinding(x *orderEdge, m OrderMistake) OrderFinding {
	fd := OrderFinding{
		Mistake: m, Want: d.mutexText(x.want), Held: d.mutexText(x.held.mutex),
		WantName: d.nickname(x.want.class), HeldName: d.nickname(x.held.class),
		Locked: x.held.pos, Entry: x.held.entry,
	}
	if x.held.entry {
		fd.Locked = x.f.fn.Pos()
	}
	st := &site{common: x.at.common, instr: x.at.instr, f: x.f}
	if x.callee != nil {
		st.callee = *x.callee
		fd.Callee = d.callee(st)
		if x.inner != nil {
			fd.Inner, _ = d.span(x.inner)
		}
	}
	fd.Pos, fd.End = d.span(st)
	return fd
}

func (d *describer) mutexText(m mutex) string {
	return cmp.Or(ir.PathText(m.path), m.class.String())
}

// OrderEdge is an orderEdge between mutexes whose instances are known in terms
// of an object that both belong to, for other packages. From and To say so.
type OrderEdge struct {
	From, To   string
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
	pos := d.pass.Fset.Position(x.at.pos())
	return OrderEdge{
		From: from, To: to, Held: x.held.class.String(), Want: x.want.class.String(), Func: ir.FuncName(x.f.fn),
		Place: fmt.Sprintf("%s:%d", filepath.Base(pos.Filename), pos.Line), Gates: d.gatesOf(x), local: x,
	}, true
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

// bothWays finds circles in the edges of the package and of those that it
// depends on, and hands its edges to importers.
func (d *describer) bothWays(edges []*orderEdge) []OrderFinding {
	var all []OrderEdge
	known := func(x OrderEdge) bool {
		return slices.ContainsFunc(all, func(o OrderEdge) bool { return o.From == x.From && o.To == x.To && slices.Equal(o.Gates, x.Gates) })
	}
	for _, imp := range d.pass.Pkg.Imports() {
		var fact OrderFact
		if d.pass.ImportPackageFact(imp, &fact) {
			for _, x := range fact.Edges {
				if !known(x) {
					all = append(all, x)
				}
			}
		}
	}
	var own []OrderEdge
	for _, x := range edges {
		if o, ok := d.edgeOf(x); ok && !known(o) {
			own = append(own, o)
			all = append(all, o)
		}
	}
	var out []OrderFinding
	said := map[string]bool{}
	for _, o := range slices.Backward(own) {
		back := findChain(all, o)
		if back == nil {
			continue
		}
		names := []string{o.From}
		for _, x := range back {
			names = append(names, x.From)
		}
		slices.Sort(names)
		if k := strings.Join(names, "|"); said[k] {
			continue
		} else {
			said[k] = true
		}
		fd := d.orderFinding(o.local, BothWays)
		for _, x := range back {
			step := OrderStep{Held: x.Held, Want: x.Want, Func: x.Func, Place: x.Place}
			if x.local != nil {
				step.Pos, step.Locked = x.local.at.pos(), x.local.held.pos
			}
			fd.Chain = append(fd.Chain, step)
		}
		out = append(out, fd)
	}
	if len(all) > 0 {
		// What belongs to this package alone must not get into others, as it
		// would where facts stay in memory.
		shared := slices.Clone(all[:min(len(all), maxOrderEdges)])
		for i := range shared {
			shared[i].local = nil
		}
		d.pass.ExportPackageFact(&OrderFact{shared})
	}
	return out
}

// findChain returns edges that lead from where o leads back to where it comes
// from, no mutex of which is always held by all, or nil.
func findChain(all []OrderEdge, o OrderEdge) []OrderEdge {
	const longest = 3
	var visit func(at string, chain []OrderEdge, gates []protocol.Class) []OrderEdge
	visit = func(at string, chain []OrderEdge, gates []protocol.Class) []OrderEdge {
		for _, x := range all {
			if x.From != at || slices.ContainsFunc(chain, func(y OrderEdge) bool { return y.To == x.To || y.From == x.From }) {
				continue
			}
			both := slices.DeleteFunc(slices.Clone(gates), func(c protocol.Class) bool { return !slices.Contains(x.Gates, c) })
			next := append(slices.Clone(chain), x)
			if x.To == o.From {
				if len(both) == 0 {
					return next
				}
				continue
			}
			if len(next) < longest {
				if found := visit(x.To, next, both); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return visit(o.To, nil, o.Gates)
}
