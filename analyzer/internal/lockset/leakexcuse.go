package lockset

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// isExcused reports whether something on the way from the lock to where x
// leaves it may see to it that it is unlocked, or the way may not exist.
func (fl *flow) isExcused(x leak) bool {
	return !fl.e.isClosed(x.hold.class, fl.f) && fl.mayBeHandedOn(x) || fl.mayBeInfeasible(x)
}

// mayBeHandedOn reports whether, on the way, the owner of the mutex is put where
// others find it, or a function that unlocks it is, or code out of sight is
// called that may unlock it.
func (fl *flow) mayBeHandedOn(x leak) bool {
	m := x.hold.mutex
	for _, b := range fl.f.fn.Blocks {
		for _, instr := range b.Instrs {
			if !fl.puts(instr, m) && !fl.mayCallUnlock(instr, m) {
				continue
			}
			if reaches(x.hold.by.instr, instr) && reaches(instr, x.instr) {
				return true
			}
		}
	}
	return false
}

// puts reports whether instr puts the owner of m, or a function that unlocks m,
// where others find it.
func (fl *flow) puts(instr ssa.Instruction, m mutex) bool {
	stored := func(v ssa.Value) bool {
		return leadsTo(fl.e.paths.Of(v), m.path) || fl.e.unlocksClass(v, m.class)
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		switch addr := instr.Addr.(type) {
		case *ssa.Alloc:
			return false
		case *ssa.FreeVar:
			return fl.e.paths.Cell(addr) != nil && stored(instr.Val)
		}
		return stored(instr.Val)
	case *ssa.MapUpdate:
		return stored(instr.Value) || stored(instr.Key)
	case *ssa.Send:
		return stored(instr.X)
	case ssa.CallInstruction:
		common := instr.Common()
		if _, ok := instr.(*ssa.Go); ok && fl.e.unlocksClass(common.Value, m.class) {
			return true
		}
		for _, arg := range common.Args {
			if _, ok := arg.Type().Underlying().(*types.Signature); ok && fl.e.unlocksClass(arg, m.class) {
				return true
			}
		}
	}
	return false
}

// mayCallUnlock reports whether instr calls a function out of sight that may be one
// of the package that unlocks mutexes of the class of m.
func (fl *flow) mayCallUnlock(instr ssa.Instruction, m mutex) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	common := call.Common()
	callees, complete := fl.e.paths.Callees(common)
	if complete && !common.IsInvoke() {
		return false
	}
	if common.IsInvoke() && protocol.MutexOp(callees[0].Obj) != protocol.NoOp {
		return false
	}
	for _, f := range fl.e.order {
		if !f.summary.releases(m.class) {
			continue
		}
		if common.IsInvoke() {
			if f.obj != nil && f.obj.Name() == common.Method.Name() {
				return true
			}
		} else if types.Identical(f.fn.Signature, common.Signature()) {
			return true
		}
	}
	return false
}

// unlocksClass reports whether v is a function that unlocks a mutex of the
// class.
func (e *engine) unlocksClass(v ssa.Value, class protocol.Class) bool {
	if _, ok := v.Type().Underlying().(*types.Signature); !ok {
		return false
	}
	fns, _ := e.paths.Functions(v, nil)
	for _, c := range fns {
		if c.Obj != nil && len(c.Args) > 0 {
			switch protocol.MutexOp(c.Obj) {
			case protocol.OpUnlock, protocol.OpRUnlock:
				if k, weak := e.classOf(c.Args[0]); weak || k == class {
					return true
				}
			}
		}
		if s := e.summaryOf(c); s != nil && s.releases(class) {
			return true
		}
	}
	return false
}

// mayBeInfeasible reports whether the way to x leads past conditions that may
// exclude one another: of two that ask for the same thing, one before and one
// after the lock, the answers must agree.
func (fl *flow) mayBeInfeasible(x leak) bool {
	type answer struct {
		question string
		truth    bool
	}
	before := map[string]answer{}
	var after []*trail
	t := x.trail
	for ; t != nil && t != x.hold.by.trail; t = t.prev {
		after = append(after, t)
	}
	for ; t != nil; t = t.prev {
		if fl.isOfRound(t, x.hold) {
			continue
		}
		q, about, truth := fl.question(t)
		if _, seen := before[about]; !seen {
			before[about] = answer{q, truth}
		}
	}
	for _, t := range after {
		q, about, truth := fl.question(t)
		if b, ok := before[about]; ok && about != "" && (b.question != q || b.truth != truth) {
			return true
		}
	}
	merged := 0
	for _, u := range fl.f.unlockingList {
		if _, deferred := u.unlock.(*ssa.Defer); !deferred && u.lock == x.hold.by.instr && x.how != NextRound && reachesPast(u.unlock, x.instr, u.lock) {
			merged++
		}
	}
	return merged > 1 || !x.hold.carried.IsZero() && (merged > 0 || fl.asksRounds(x))
}

// question returns what the branch of t asks, what it asks about, and the
// answer.
func (fl *flow) question(t *trail) (question, about string, truth bool) {
	v, truth := t.branch.Cond, t.taken
	for {
		n, ok := v.(*ssa.UnOp)
		if !ok || n.Op != token.NOT {
			break
		}
		v, truth = n.X, !truth
	}
	about = fl.shape(v, 0)
	op, ok := v.(*ssa.BinOp)
	if !ok {
		return about, about, truth
	}
	kind := op.Op
	if kind == token.NEQ {
		kind, truth = token.EQL, !truth
	}
	return about + kind.String() + constText(op.X) + constText(op.Y), about, truth
}

// constText is the text of v if it is a constant.
func constText(v ssa.Value) string {
	if c, ok := v.(*ssa.Const); ok {
		return c.Name()
	}
	return ""
}

// shape describes what a condition is about, so that two that may be tied to one
// another have the same.
func (fl *flow) shape(v ssa.Value, depth int) string {
	if depth > 4 {
		return "…"
	}
	switch v := v.(type) {
	case *ssa.Const:
		return ""
	case *ssa.BinOp:
		if c, ok := v.Y.(*ssa.Const); ok && v.Op == token.AND {
			return fl.shape(v.X, depth+1) + "&" + c.Name()
		}
		return "(" + fl.shape(v.X, depth+1) + "~" + fl.shape(v.Y, depth+1) + ")"
	case *ssa.UnOp:
		return fl.shape(v.X, depth)
	case *ssa.FieldAddr, *ssa.Field:
		p := fl.e.paths.Of(v)
		return p.Steps[strings.LastIndexByte(p.Steps, '.')+1:]
	case *ssa.Call:
		callees, _ := fl.e.paths.Callees(&v.Call)
		for _, c := range callees {
			if c.Obj != nil && len(v.Call.Args) == 1 {
				return c.Obj.FullName() + fl.shape(v.Call.Args[0], depth+1)
			}
			if c.Obj != nil {
				return c.Obj.FullName()
			}
		}
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && len(v.Call.Args) > 0 {
			return b.Name() + fl.shape(v.Call.Args[0], depth+1)
		}
		return "call " + fl.shape(v.Call.Value, depth+1)
	case *ssa.Extract:
		return fl.shape(v.Tuple, depth)
	}
	return v.Name()
}
