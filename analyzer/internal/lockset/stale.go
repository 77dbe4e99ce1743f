package lockset

import (
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// heldCheck is a field that was read for a branch while a mutex was held, by the
// function or a callee. What it was found to be may no longer be so when the mutex
// has been released.
type heldCheck struct {
	mutex
	// source is the load, or the call of the function that told of it.
	source ssa.Value
	field  *types.Var
	of     ir.Path
	phase  checkPhase
	// unlocked is where the mutex was released; not part of the identity.
	unlocked token.Pos
	// gates are the other mutexes that have been held ever since.
	gates []protocol.Class
	// spent says that the function has reset the field since, see spend.
	spent bool
}

type checkPhase uint8

const (
	// fresh: the mutex has been held since.
	fresh checkPhase = iota
	// released: the mutex has been released.
	released
	// retaken: the mutex has been released, and is held again.
	retaken
)

const maxChecks = 12 // remembered in one state

// writeChecks adds to the parts of a state's key what has become of its checks.
func (s *state) writeChecks(parts []string) []string {
	for _, c := range s.checks {
		if c.phase != fresh || c.spent {
			parts = append(parts, "~"+strconv.Itoa(int(c.source.Pos()))+c.field.Name()+"."+strconv.Itoa(int(c.phase))+strconv.FormatBool(c.spent))
		}
	}
	return parts
}

// check notes that load, of a field, decides a branch or is told to callers: what
// other loads of the field told before is of no more interest.
func (fl *flow) check(s *state, load *ssa.UnOp) {
	f := loadedField(load)
	if f == nil || len(fl.e.model.Guards(f)) == 0 || !fl.isSource(load) {
		return
	}
	s.forgetChecks(func(c heldCheck) bool {
		return c.source == load || c.phase == retaken && c.spent && fl.e.tells(f, c.field)
	})
	for _, h := range s.holds {
		if !h.maybe && !h.weak && !h.many {
			s.addCheck(heldCheck{mutex: h.mutex, source: load, field: f, of: fl.e.paths.Of(load.X), gates: s.classes(h.class)})
		}
	}
}

// addCheck adds k, which makes earlier checks of its field obsolete.
func (s *state) addCheck(k heldCheck) {
	s.forgetChecks(func(c heldCheck) bool { return c.phase != fresh && c.field == k.field && c.source != k.source })
	if len(s.checks) < maxChecks {
		s.checks = append(s.checks, k)
	}
}

// classes returns the classes of the mutexes that are held for certain, but for
// one.
func (s *state) classes(but protocol.Class) []protocol.Class {
	var out []protocol.Class
	for _, h := range s.holds {
		if !h.maybe && !h.weak && h.class != but {
			out = append(out, h.class)
		}
	}
	return out
}

func (s *state) forgetChecks(which func(heldCheck) bool) {
	if slices.ContainsFunc(s.checks, which) {
		s.checks = slices.DeleteFunc(slices.Clone(s.checks), which)
	}
}

// claim notes that the function changes what m protects, which may tell others
// to leave alone what was checked.
func (s *state) claim(class protocol.Class) {
	s.forgetChecks(func(c heldCheck) bool { return c.phase == fresh && !c.spent && c.class == class })
}

// setPhase notes that m was released, or taken again, at pos.
func (fl *flow) setPhase(s *state, m mutex, from, to checkPhase, pos token.Pos) {
	for i := range s.checks {
		c := &s.checks[i]
		if to == released && slices.Contains(c.gates, m.class) {
			c.gates = slices.DeleteFunc(slices.Clone(c.gates), func(g protocol.Class) bool { return g == m.class })
		}
		if c.phase != from || c.class != m.class || fl.differ(s, c.path, m.path) {
			continue
		}
		c.phase = to
		if from == fresh {
			c.unlocked = pos
		}
	}
}

// drops returns the mutexes of the callers that the function unlocks and has
// locked again however it returns, if it changes nothing that they protect.
func (fl *flow) drops() []ref {
	var out []ref
	if len(fl.given) == 0 || fl.changesThings() {
		return nil
	}
	for m := range fl.given {
		ofClass := func(x effect) bool { return x.Mutex.Class == m.Class }
		gone := func(x exit) bool {
			return slices.ContainsFunc(x.Released, ofClass) && !slices.ContainsFunc(x.Acquired, ofClass)
		}
		if !slices.ContainsFunc(fl.sum.Exits, gone) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b ref) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// changesThings reports whether the function may change what a mutex of its
// callers protects, by itself or in a callee that needs a mutex.
func (fl *flow) changesThings() bool {
	for _, b := range fl.f.fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if a, ok := instr.Addr.(*ssa.FieldAddr); ok && !isLocalObject(fl.e.paths.Of(a.X).Root) {
					return true
				}
			case *ssa.MapUpdate:
				return true
			case ssa.CallInstruction:
				fn, ok := calleeObject(instr.Common())
				if ok && len(fl.e.contractOf(fn).requires) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// calleeObject returns the declared function that common calls, if it is one.
func calleeObject(common *ssa.CallCommon) (*types.Func, bool) {
	if common.IsInvoke() {
		return common.Method, true
	}
	if fn := common.StaticCallee(); fn != nil {
		obj, ok := fn.Object().(*types.Func)
		return obj, ok
	}
	return nil, false
}

// justDrops reports whether what calling c does to a mutex of that class is to
// release it and take it again.
func (fl *flow) justDrops(c ir.Callee, class protocol.Class) bool {
	sum := fl.e.summaryOf(c)
	return sum != nil && slices.ContainsFunc(sum.Drops, func(r ref) bool { return r.Class == class })
}

// dropped notes that calling c releases mutexes and takes them again.
func (fl *flow) dropped(s *state, p place, c ir.Callee) {
	if sum := fl.e.summaryOf(c); sum != nil && len(s.checks) > 0 {
		for _, d := range sum.Drops {
			fl.setPhase(s, fl.e.resolve(d, c.Args, nil), fresh, retaken, p.pos())
		}
	}
}
