package lockset

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// ageField makes s forget instances and literals whose path leads through a field
// of the same name as addr's, because that is assigned. A mutex itself is never
// assigned, so the last step does not count for holds.
func (fl *flow) ageField(s *state, addr *ssa.FieldAddr, name string) {
	step := "." + name
	variable := fl.e.variableOf(addr)
	alone := variable != nil && isAlone(variable)
	through := func(p ir.Path, last bool) bool {
		rest := p.Steps
		if !p.IsZero() && !fl.e.isIn(p, variable) {
			if alone {
				return false
			}
			rest = rest[copiedSteps(p):]
		}
		for {
			i := strings.Index(rest, step)
			if i < 0 {
				return false
			}
			rest = rest[i+len(step):]
			if rest == "" {
				return last
			}
			if rest[0] == '.' || rest[0] == '[' || rest[0] == '*' {
				return true
			}
		}
	}
	for i := range s.stops {
		if x := &s.stops[i]; through(x.path, true) {
			x.maybe = true // another thing from now on
			x.settleOps()
		}
	}
	for i := range s.holds {
		if through(s.holds[i].path, false) {
			s.holds[i].stale, s.holds[i].staleBy = s.holds[i].path, name
			s.holds[i].path = ir.Path{}
		}
		if through(s.holds[i].carried, false) {
			s.holds[i].carried = ir.Path{}
		}
	}
	s.holds = dedupe(s.holds)
	s.released = slices.DeleteFunc(s.released, func(r release) bool { return through(r.path, false) })
	stale := func(l literal) bool { return through(l.X, true) || through(l.Y, true) }
	s.literals = slices.DeleteFunc(s.literals, stale)
	s.ageEithers(stale)
}

// variableOf returns the variable of which addr is a part, or nil if a pointer leads
// to it.
func (e *engine) variableOf(addr ssa.Value) *ssa.Alloc {
	for {
		switch v := addr.(type) {
		case *ssa.FieldAddr:
			addr = v.X
		case *ssa.IndexAddr:
			addr = v.X
		case *ssa.FreeVar:
			return e.paths.Cell(v)
		case *ssa.Alloc:
			return v
		default:
			return nil
		}
	}
}

// isIn reports whether p leads through what is in the variable.
func (e *engine) isIn(p ir.Path, variable *ssa.Alloc) bool {
	if variable == nil {
		return false
	}
	if p.Root == variable {
		return true
	}
	v := e.paths.SingleStore(variable)
	return v != nil && e.paths.Of(v).Root == p.Root
}

// isAlone reports whether nothing but addr, a variable or a part of one, leads to
// what is in it.
func isAlone(addr ssa.Value) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.Store:
			return ref.Addr != addr
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.FieldAddr:
			return !isAlone(ref)
		}
		return true
	})
}

// copiedSteps returns the length of the steps of p that no assignment through a
// pointer changes: the first one, if p begins with a copy of a struct.
func copiedSteps(p ir.Path) int {
	t := p.Root.Type()
	if variable, ok := p.Root.(*ssa.Alloc); ok && isAlone(variable) {
		t = t.Underlying().(*types.Pointer).Elem()
	} else if tuple, ok := t.(*types.Tuple); ok && 0 < p.Index && p.Index <= tuple.Len() {
		t = tuple.At(p.Index - 1).Type()
	}
	if _, ok := t.Underlying().(*types.Struct); !ok || !strings.HasPrefix(p.Steps, ".") {
		return 0
	}
	if i := strings.IndexAny(p.Steps[1:], ".[*"); i >= 0 {
		return 1 + i
	}
	return len(p.Steps)
}
