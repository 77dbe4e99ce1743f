package lockset

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// leak is a way out of a function that leaves locked what another unlocks.
type leak struct {
	*leaving
	hold  hold
	other *leaving // nil if there is only an unlocking
	done  *unlocking
}

// leaks decides which of the mutexes that f leaves locked are to be unlocked by
// nobody.
//
// A function that unlocks on some way out what it has locked is to do so on all,
// unless callers can tell those on which it does not.
func (e *engine) leaks(f *function) []leak {
	if f.quiet || f.gaveUp || len(f.leavings) == 0 || e.acquires(f) {
		return nil
	}
	fl := &flow{e: e, f: f}
	var out []leak
	said := map[[2]ssa.Instruction]bool{}
	for _, l := range f.leavings {
		for _, h := range l.held {
			k := [2]ssa.Instruction{h.by.instr, l.instr}
			if said[k] || h.maybe || h.shared || h.many || h.path.IsZero() || h.weak || h.by.unsure ||
				slices.Contains(l.handed, h.mutex) || f.relocks(h.by.instr) {
				continue
			}
			if x, ok := fl.leak(l, h); ok && !fl.isExcused(x) {
				said[k] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// acquires reports whether the written contract of f says that it returns with
// a mutex held, or without one that its callers hold.
func (e *engine) acquires(f *function) bool {
	return len(f.contract.acquires)+len(f.contract.releases) > 0
}

// relocks reports whether what is locked at instr is locked again while it is
// held: that is a finding of its own.
func (f *function) relocks(instr ssa.Instruction) bool {
	return slices.ContainsFunc(f.siteList, func(st *site) bool {
		return (st.kind == Relock || st.kind == Excludes) && st.violated > 0 && (st.instr == instr || st.lock == instr.Pos())
	})
}

// leak looks for a way out that unlocks what l leaves locked by h, although
// nothing tells callers one from the other.
func (fl *flow) leak(l *leaving, h hold) (leak, bool) {
	if l.how == NextRound {
		for _, u := range fl.f.unlockingList {
			if u.lock == h.by.instr && u.exact && fl.sameLoop(u.unlock, l.instr) {
				return leak{leaving: l, hold: h, done: u}, true
			}
		}
		return leak{}, false
	}
	best, found := leak{}, untold
	for _, o := range fl.f.leavings {
		if o.how != Returning || contradictory(l, o, h.mutex) ||
			slices.ContainsFunc(o.held, func(x hold) bool { return x.by.instr == h.by.instr }) {
			continue
		}
		u := fl.unlockedBefore(o, h.by.instr)
		if u == nil {
			continue
		}
		if t := fl.tells(l, o); t < found || best.other == nil {
			best, found = leak{leaving: l, hold: h, other: o, done: u}, t
		}
	}
	switch found {
	case failing:
		return best, !fl.isFreed()
	case alike:
		return best, !fl.isFreed() && !(fl.isOpen() && fl.toldByState(l, best.other) && !fl.e.isClosed(h.class, fl.f))
	case unclear:
		return best, !fl.isFreed() && (!fl.isOpen() || fl.e.isClosed(h.class, fl.f))
	}
	best.leaving, best.hold = l, h
	return best, h.by.plain && l.how == Returning && fl.e.isClosed(h.class, fl.f) && !fl.isFreed() &&
		(best.other != nil || fl.isGetter())
}

// unlockedBefore returns an unlock of what is locked at lock that comes before
// o, or nil.
func (fl *flow) unlockedBefore(o *leaving, lock ssa.Instruction) *unlocking {
	for _, u := range o.done {
		if u.lock == lock {
			return u
		}
	}
	for _, u := range fl.f.unlockingList {
		if _, deferred := u.unlock.(*ssa.Defer); !deferred && u.lock == lock && reachesPast(u.unlock, o.instr, lock) {
			return u
		}
	}
	return nil
}

// isGetter reports whether what the function is there for is its result, so that
// it does not lock a mutex for the sake of it.
func (fl *flow) isGetter() bool {
	for v := range fl.f.fn.Signature.Results().Variables() {
		if !isError(v.Type()) && !isBoolean(v.Type()) {
			return true
		}
	}
	return false
}

// telling is what the results of a function tell a caller of two ways out, one
// that leaves a mutex locked and one that does not.
type telling uint8

const (
	// failing: it is left locked on failure and unlocked on success.
	failing telling = iota
	// alike: nothing tells them apart.
	alike
	// unclear: something may tell them apart.
	unclear
	// untold: it may be left locked on success and unlocked on failure.
	untold
)

func (fl *flow) tells(l, o *leaving) telling {
	if l.how == Panicking {
		return alike
	}
	out := alike
	results := fl.f.fn.Signature.Results()
	for i := range min(len(l.results), len(o.results), results.Len()) {
		a, b := l.results[i], o.results[i]
		switch t := results.At(i).Type(); {
		case isError(t):
			if b == ir.False && a != ir.False {
				return untold
			}
			if a == ir.False && b == ir.True {
				return failing
			}
		case isBoolean(t):
			if b == ir.False && a != ir.False {
				return untold
			}
			if a != b || a == ir.Unsure {
				out = unclear
			}
		case b == ir.True && a != ir.True && nillableType(t):
			return untold
		case a == b && (a != ir.Unsure || !nillableType(t) && fl.sameResult(l, o, i)):
		default:
			out = unclear
		}
	}
	return out
}

// sameResult reports whether l and o do not return different constants as result
// i.
func (fl *flow) sameResult(l, o *leaving, i int) bool {
	a, okA := l.instr.(*ssa.Return)
	b, okB := o.instr.(*ssa.Return)
	if !okA || !okB || i >= len(a.Results) || i >= len(b.Results) {
		return false
	}
	x, okX := a.Results[i].(*ssa.Const)
	y, okY := b.Results[i].(*ssa.Const)
	return !okX || !okY || x.Name() == y.Name()
}

func nillableType(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Chan, *types.Signature:
		return true
	}
	return false
}

// contradictory reports whether l and o happen for different arguments.
func contradictory(l, o *leaving, m mutex) bool {
	for _, x := range l.when {
		for _, y := range o.when {
			if x.Literal == y.Literal && x.truth != y.truth && ofCaller(x, thing{path: m.path}) {
				return true
			}
		}
	}
	return false
}

// toldByState reports whether something that the receiver remembers tells l from
// o.
func (fl *flow) toldByState(l, o *leaving) bool {
	if l.how == Panicking {
		return false
	}
	for _, x := range l.when {
		for _, y := range o.when {
			if x.Literal == y.Literal && x.truth != y.truth {
				return true
			}
		}
	}
	return false
}

// isFreed reports whether some caller unlocks what the function leaves locked,
// or may.
func (fl *flow) isFreed() bool { return fl.e.isFreed(fl.f, 0) }

func (e *engine) isFreed(f *function, depth int) bool {
	if f.freed || depth > 8 {
		return true
	}
	return slices.ContainsFunc(f.passedTo, func(g *function) bool { return e.isFreed(g, depth+1) })
}

// isOpen reports whether callers out of sight may unlock what the function
// leaves locked.
func (fl *flow) isOpen() bool {
	if fl.f.obj == nil {
		return fl.f.fn.Parent() == nil
	}
	return fl.e.isReachable(fl.f)
}

// isReachable reports whether the declared function f may be called from where
// it cannot be seen.
func (e *engine) isReachable(f *function) bool {
	return f.obj.Exported() || e.escapes()[f.fn] || !e.isCalled(f)
}

// isCalled reports whether the package calls f, or refers to it.
func (e *engine) isCalled(f *function) bool {
	if e.called == nil {
		e.called = map[*function]bool{}
		for _, g := range e.order {
			for _, h := range e.callees(g) {
				if h != g {
					e.called[h] = true
				}
			}
		}
	}
	return e.called[f]
}

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

// releases reports whether some exit unlocks a mutex of the class that the
// caller has locked.
func (s *summary) releases(class protocol.Class) bool {
	return slices.ContainsFunc(s.Exits, func(x exit) bool {
		return slices.ContainsFunc(x.Released, func(r effect) bool { return r.Mutex.Class == class || r.Mutex.Weak })
	})
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

// sameLoop reports whether a and b are in a loop of the function both.
func (fl *flow) sameLoop(a, b ssa.Instruction) bool {
	return reachesBlock(a.Block(), b.Block(), nil) && reachesBlock(b.Block(), a.Block(), nil)
}

// reaches reports whether b may run after a.
func reaches(a, b ssa.Instruction) bool { return reachesPast(a, b, nil) }

// reachesPast is reaches by ways that do not lead past the instruction not.
func reachesPast(a, b, not ssa.Instruction) bool {
	if a.Block() == b.Block() && slices.Index(a.Block().Instrs, a) <= slices.Index(b.Block().Instrs, b) {
		return true
	}
	var avoid *ssa.BasicBlock
	if not != nil {
		avoid = not.Block()
	}
	return reachesBlock(a.Block(), b.Block(), avoid)
}

// reachesBlock reports whether a way of at least one step leads from a to b, but
// not through avoid.
func reachesBlock(a, b, avoid *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	todo := slices.Clone(a.Succs)
	for len(todo) > 0 {
		x := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if x == b {
			return true
		}
		if !seen[x] && x != avoid {
			seen[x] = true
			todo = append(todo, x.Succs...)
		}
	}
	return false
}
