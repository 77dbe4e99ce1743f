package pairing

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// losesSight reports whether h's function, after the operation, calls something
// of which it is not known what it does, and which may be the other half: a
// function value, or an interface method that some type implements with the
// other half.
func (j *judge) losesSight(h *half) bool {
	names := map[string]bool{}
	for _, o := range j.halves {
		if o.net.N < 0 != (h.net.N < 0) && o.fn.Obj != nil {
			names[o.fn.Obj.Name()] = true
		}
	}
	return slices.ContainsFunc(after(h.net.Op.Instr), func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return false
		}
		common := call.Common()
		if common.IsInvoke() {
			return names[common.Method.Name()]
		}
		switch common.Value.(type) {
		case *ssa.Function, *ssa.Builtin, *ssa.MakeClosure:
			return false
		}
		return true
	})
}

// asks reports whether h's operation depends on what a method of the stopped
// thing, or of what leads to it, answers:
//
//	if k.IsPaused() {
//		k.Unpause()
//	}
func asks(h *half) bool {
	block := h.net.Op.Instr.Block()
	for d := block.Idom(); d != nil; d = d.Idom() {
		br, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if !ok || block.Dominates(d) {
			continue
		}
		cond := br.Cond
		if not, ok := cond.(*ssa.UnOp); ok {
			cond = not.X
		}
		call, ok := cond.(*ssa.Call)
		if !ok {
			continue
		}
		begin, ok := h.net.Op.Instr.(ssa.CallInstruction)
		if ok && len(call.Call.Args) > 0 && len(begin.Common().Args) > 0 && sameValue(call.Call.Args[0], begin.Common().Args[0]) {
			return true
		}
	}
	return false
}

// sameValue reports whether a and b are one value, or loads of one field of
// one value.
func sameValue(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	la, ok := a.(*ssa.UnOp)
	lb, ok2 := b.(*ssa.UnOp)
	if !ok || !ok2 || la.Op != lb.Op {
		return false
	}
	fa, ok := la.X.(*ssa.FieldAddr)
	fb, ok2 := lb.X.(*ssa.FieldAddr)
	return ok && ok2 && fa.Field == fb.Field && sameValue(fa.X, fb.X)
}

// isBare reports whether h's function does nothing after the operation but wait
// and unlock.
func (j *judge) isBare(h *half) bool {
	return !slices.ContainsFunc(after(h.net.Op.Instr), func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		return ok && !waits(call.Common(), 0)
	})
}

// after returns the instructions that may run after instr, deferred calls
// included.
func after(instr ssa.Instruction) []ssa.Instruction {
	var out []ssa.Instruction
	start := instr.Block()
	i := slices.Index(start.Instrs, instr)
	out = append(out, start.Instrs[i+1:]...)
	seen := map[*ssa.BasicBlock]bool{}
	todo := slices.Clone(start.Succs)
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		if b != start {
			out = append(out, b.Instrs...)
		}
		todo = append(todo, b.Succs...)
	}
	for _, b := range instr.Parent().Blocks {
		if b == start || seen[b] {
			continue
		}
		for _, instr := range b.Instrs {
			if _, ok := instr.(*ssa.Defer); ok {
				out = append(out, instr)
			}
		}
	}
	return out
}

// plainPackages are those whose functions wait, or tell people something.
var plainPackages = map[string]bool{
	"sync": true, "sync/atomic": true, "time": true, "runtime": true, "log": true, "log/slog": true, "fmt": true, "context": true, "errors": true,
}

// waits reports whether a call does nothing but wait, lock or unlock.
func waits(common *ssa.CallCommon, depth int) bool {
	if _, ok := common.Value.(*ssa.Builtin); ok {
		return true
	}
	fn := common.StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	if protocol.MutexOp(obj) != protocol.NoOp || obj.Pkg() != nil && plainPackages[obj.Pkg().Path()] {
		return true
	}
	if depth > 2 || len(fn.Blocks) == 0 {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.MapUpdate, *ssa.Send:
				return false
			case *ssa.Store:
				if _, ok := instr.Addr.(*ssa.Alloc); !ok {
					return false
				}
			case ssa.CallInstruction:
				if !waits(instr.Common(), depth+1) {
					return false
				}
			}
		}
	}
	return true
}
