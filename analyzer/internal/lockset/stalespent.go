package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// spend notes that st resets a field f that was found set, while the mutex is still
// held. Who calls off what the field asked for resets it as well, and so can do so no
// more, whatever else the function has claimed:
//
//	if t.stopPending {
//		t.stopPending = false
//		mu.Unlock() // a continue finds nothing to call off
//		…
//		mu.Lock()
//		t.beginInternalStopLocked(s)
//
// It counts against the begin of a stop only: other work, once taken, may well be done
// to its end.
func (fl *flow) spend(s *state, st *ssa.Store, f *types.Var) {
	c, ok := st.Val.(*ssa.Const)
	if !ok || !isZero(c) {
		return
	}
	for i := range s.checks {
		k := &s.checks[i]
		if k.phase == fresh && k.field == f && k.of == fl.e.paths.Of(st.Addr) && len(fl.e.revokers(fl.f, f)) > 0 {
			k.spent = true
		}
	}
}

// revokers returns the other functions that reset f.
func (e *engine) revokers(f *function, field *types.Var) []*ssa.Function {
	w := e.allWrites()[field.Origin()]
	if w == nil || w.constant == nil || !w.varied {
		return nil
	}
	var out []*ssa.Function
	for fn := range w.zeros {
		if fn != f.fn {
			out = append(out, fn)
		}
	}
	return out
}

// tells reports whether what field holds tells that what asks was called off: a
// function that resets asks stores something in field, too.
func (e *engine) tells(field, asks *types.Var) bool {
	all := e.allWrites()
	w, a := all[field.Origin()], all[asks.Origin()]
	if w == nil || a == nil {
		return false
	}
	for fn := range a.zeros {
		if w.by[fn] {
			return true
		}
	}
	return false
}

// mayTell reports whether calling common may read a field that tells that what asks
// was called off.
func (e *engine) mayTell(common *ssa.CallCommon, asks *types.Var, seen map[*ssa.Function]bool) bool {
	fn := common.StaticCallee()
	if fn == nil {
		_, builtin := common.Value.(*ssa.Builtin)
		return !builtin
	}
	if fn.Pkg == nil || fn.Pkg.Pkg != e.pass.Pkg {
		return slices.ContainsFunc(common.Args, func(a ssa.Value) bool {
			_, ok := a.Type().Underlying().(*types.Signature)
			return ok
		})
	}
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.FieldAddr:
				if f := ir.FieldOf(instr.X.Type(), instr.Field); f != nil && e.tells(f, asks) {
					return true
				}
			case ssa.CallInstruction:
				if e.mayTell(instr.Common(), asks, seen) {
					return true
				}
			}
		}
	}
	return len(fn.Blocks) == 0
}

// asksAgain reports whether v, a condition, is made from the result of a call that may
// tell that what asks was called off.
func (fl *flow) asksAgain(v ssa.Value, asks *types.Var, depth int) bool {
	if depth == 0 {
		return true
	}
	if call, ok := v.(*ssa.Call); ok {
		return fl.e.mayTell(&call.Call, asks, map[*ssa.Function]bool{})
	}
	instr, ok := v.(ssa.Instruction)
	return ok && slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool {
		return *op != nil && fl.asksAgain(*op, asks, depth-1)
	})
}
