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

// replaces reports whether h's function goes on to put another thing in the place
// of the stopped one, which is then left behind:
//
//	m.k.Pause()
//	m.k = restored
func replaces(h *half) bool {
	begin, ok := h.net.Op.Instr.(ssa.CallInstruction)
	if !ok || h.net.N < 0 || len(begin.Common().Args) == 0 {
		return false
	}
	rest := after(begin)
	for v := begin.Common().Args[0]; ; {
		load, ok := v.(*ssa.UnOp)
		if !ok {
			return false
		}
		field, ok := load.X.(*ssa.FieldAddr)
		if !ok {
			return false
		}
		if slices.ContainsFunc(rest, func(instr ssa.Instruction) bool {
			st, ok := instr.(*ssa.Store)
			if !ok {
				return false
			}
			to, ok := st.Addr.(*ssa.FieldAddr)
			return ok && to.Field == field.Field && sameValue(to.X, field.X)
		}) {
			return true
		}
		v = field.X
	}
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
// and unlock, and so do those that it leaves the operation to.
func (j *judge) isBare(h *half) bool { return j.isBareDepth(h, 0) }

func (j *judge) isBareDepth(h *half, depth int) bool {
	for _, inner := range j.of[h.net.Op.Fn] {
		if inner.net.N < 0 == (h.net.N < 0) && inner.fn != h.fn && (depth > 4 || !j.isBareDepth(inner, depth+1)) {
			return false
		}
	}
	return !slices.ContainsFunc(after(h.net.Op.Instr), func(instr ssa.Instruction) bool {
		call, ok := instr.(ssa.CallInstruction)
		return ok && !waits(call.Common(), 0)
	})
}

// isPlain reports whether h's function does nothing else that anybody could see.
func isPlain(h *half) bool {
	for _, b := range h.fn.Fn.Blocks {
		for _, instr := range b.Instrs {
			if instr != h.net.Op.Instr && !isQuiet(instr, 0) {
				return false
			}
		}
	}
	return true
}

// brackets reports whether h's function is more than a begin, or an end, that its
// callers are to complete: it returns what it works out while the stop is in
// force.
//
//	func (k *Kernel) Dump() error {
//		k.Pause()
//		return k.write()
//	}
func brackets(h *half) bool {
	if _, deferred := h.net.Op.Instr.(*ssa.Defer); h.net.N < 0 && !deferred || h.net.Root == protocol.Result {
		return false
	}
	inside := map[ssa.Value]bool{}
	for _, instr := range after(h.net.Op.Instr) {
		if call, ok := instr.(*ssa.Call); ok && !waits(&call.Call, 0) {
			inside[call] = true
		}
	}
	seen := map[ssa.Value]bool{}
	for _, b := range h.fn.Fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			for _, v := range ret.Results {
				if comesFrom(v, inside, seen) {
					return true
				}
			}
		}
	}
	return false
}

// comesFrom reports whether v is worked out from one of values.
func comesFrom(v ssa.Value, values, seen map[ssa.Value]bool) bool {
	if v == nil || seen[v] {
		return false
	}
	seen[v] = true
	if values[v] {
		return true
	}
	var from []ssa.Value
	if instr, ok := v.(ssa.Instruction); ok {
		for _, op := range instr.Operands(nil) {
			from = append(from, *op)
		}
	}
	switch v.(type) {
	case *ssa.Alloc, *ssa.IndexAddr, *ssa.FieldAddr: // what is put there
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == v {
					from = append(from, ref.Val)
				}
			case *ssa.IndexAddr, *ssa.FieldAddr:
				from = append(from, ref.(ssa.Value))
			}
		}
	}
	return slices.ContainsFunc(from, func(v ssa.Value) bool { return comesFrom(v, values, seen) })
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
	if common.IsInvoke() {
		pkg := common.Method.Pkg()
		return pkg != nil && plainPackages[pkg.Path()]
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
			if !isQuiet(instr, depth+1) {
				return false
			}
		}
	}
	return true
}

// isQuiet reports whether instr neither stores nor sends anything, and calls only
// what does nothing but wait, lock or unlock.
func isQuiet(instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.MapUpdate, *ssa.Send:
		return false
	case *ssa.Store:
		_, local := instr.Addr.(*ssa.Alloc)
		return local
	case ssa.CallInstruction:
		return waits(instr.Common(), depth)
	}
	return true
}
