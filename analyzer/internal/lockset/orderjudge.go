package lockset

import (
	"cmp"
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

// bothWays finds circles in the edges of the package and of those that it
// depends on, and hands its edges to importers.
func (d *describer) bothWays(edges []*orderEdge) []OrderFinding {
	var all []OrderEdge
	known := func(x OrderEdge) bool {
		return slices.ContainsFunc(all, func(o OrderEdge) bool {
			return o.From == x.From && o.To == x.To && o.ByClass == x.ByClass && slices.Equal(o.Gates, x.Gates)
		})
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
		for _, of := range []func(*orderEdge) (OrderEdge, bool){d.edgeOf, d.classEdgeOf} {
			if o, ok := of(x); ok && !known(o) {
				own = append(own, o)
				all = append(all, o)
			}
		}
	}
	var out []OrderFinding
	said := map[string]bool{}
	for _, o := range slices.Backward(own) {
		back := findChain(all, o)
		if back == nil {
			continue
		}
		names := []string{o.Held}
		for _, x := range back {
			names = append(names, x.Held)
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
// from, no mutex of which is always held by all, or nil. In terms of lock classes
// it is one edge: the longer a chain, the less likely its ends meet in one object.
func findChain(all []OrderEdge, o OrderEdge) []OrderEdge {
	longest := 3
	if o.ByClass {
		longest = 1
	}
	var visit func(at string, chain []OrderEdge, gates []protocol.Class) []OrderEdge
	visit = func(at string, chain []OrderEdge, gates []protocol.Class) []OrderEdge {
		for _, x := range all {
			if x.From != at || x.ByClass != o.ByClass || o.ByClass && !o.matches(&x) || slices.ContainsFunc(chain, func(y OrderEdge) bool { return y.To == x.To || y.From == x.From }) {
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
