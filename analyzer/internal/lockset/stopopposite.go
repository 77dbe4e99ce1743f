package lockset

import (
	"go/types"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// opposite returns the name of the method that ends what calling c begins, or
// "": a method of the same type that takes nothing and always has the opposite
// effect.
func (e *engine) opposite(c ir.Callee, x stopEffect) string {
	if c.Obj == nil || x.Thing.Root != protocol.Param || x.Thing.Index != 0 {
		return ""
	}
	recv := c.Obj.Signature().Recv()
	if recv == nil {
		return ""
	}
	t := namedOf(recv.Type())
	if t == nil {
		return ""
	}
	found := ""
	for m := range t.Origin().Methods() {
		sig := m.Signature()
		if sig.Params().Len() > 0 || sig.Results().Len() > 0 || !m.Exported() && m.Pkg() != e.pass.Pkg {
			continue
		}
		if y, ok := e.soleStop(m); !ok || y.N != -x.N || y.Thing.Class != x.Thing.Class || y.Thing.Steps != x.Thing.Steps || y.Maybe {
			continue
		}
		if found != "" {
			return ""
		}
		found = m.Name()
	}
	return found
}

// soleStop returns the one change of a count that calling m makes.
func (e *engine) soleStop(m *types.Func) (stopEffect, bool) {
	if r := e.stopRole(m); r != nil {
		x := stopEffect{Thing: r.thing, N: 1}
		if !r.begin {
			x.N = -1
		}
		return x, r.thing.Root == protocol.Param && r.thing.Index == 0
	}
	sum := e.summaryOf(ir.Callee{Obj: m, Fn: e.pkg.SSA().Prog.FuncValue(m)})
	if sum == nil || len(sum.Exits) != 1 || len(sum.Exits[0].Stops) != 1 {
		return stopEffect{}, false
	}
	x := sum.Exits[0].Stops[0]
	return x, x.Thing.Root == protocol.Param && x.Thing.Index == 0
}
