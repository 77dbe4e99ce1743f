package lockset

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// AccessFinding is an access of a protected field without its mutex, or a call
// that leads to one.
type AccessFinding struct {
	Finding
	// Field is the field as written: "t.stop".
	Field string
	Write bool
	// Callee is empty if the access is at Pos itself.
	//
	// Before is where the function locks the mutex after the access, zero if
	// it does not.
	Before token.Pos
	// Alternatives are the other mutexes that would do, as instances.
	Alternatives []string
}

// linkAccesses does for the needs of accesses what link does for those of
// calls.
func (e *engine) linkAccesses() {
	for _, f := range e.order {
		for _, r := range f.needs {
			r.uses = nil
		}
	}
	for _, f := range e.order {
		for _, st := range f.accessList {
			if st.req.inferred() {
				st.req.uses = append(st.req.uses, st)
			}
		}
	}
	var work []*Requirement
	mark := func(r *Requirement) {
		if !r.provided {
			r.provided = true
			work = append(work, r)
		}
	}
	callees := map[*Requirement][]*Requirement{}
	for _, f := range e.order {
		for _, r := range f.needs {
			if e.meets(f, r) || e.isOverridden(f, r) || slices.ContainsFunc(r.uses, (*site).isExcused) {
				mark(r)
			}
			for _, st := range r.uses {
				own := st.callersNeed()
				switch {
				case own == nil:
				case own.access == nil && own.provided:
					mark(r)
				default:
					callees[own] = append(callees[own], r)
				}
			}
		}
	}
	for len(work) > 0 {
		r := work[len(work)-1]
		work = work[:len(work)-1]
		for _, q := range callees[r] {
			mark(q)
		}
	}
	e.outvote()
}

// outvote unmarks the needs that fewer callers meet than do not: the mistake is
// the function's then, not theirs. Callers out of sight that hold the mutex have
// the last word.
func (e *engine) outvote() {
	for changed := true; changed; {
		changed = false
		for _, f := range e.order {
			for _, r := range f.needs {
				if r.provided && e.isOutvoted(r) && !e.meets(f, &Requirement{Any: r.Any}) && !e.isOverridden(f, r) {
					r.provided, changed = false, true
				}
			}
		}
	}
}

// isOverridden reports whether a method of f's name is called through an interface
// with a mutex held that r asks for: types that embed f's, in other packages, may
// implement it.
func (e *engine) isOverridden(f *function, r *Requirement) bool {
	return f.obj != nil && f.obj.Signature().Recv() != nil && slices.ContainsFunc(r.Any, func(n need) bool {
		return e.heldAt.has("method "+f.obj.Name(), n.Mutex.Class)
	})
}

func (e *engine) isOutvoted(r *Requirement) bool {
	hold, lack := 0, 0
	for _, st := range r.uses {
		own := st.callersNeed()
		switch {
		case st.isExcused():
			hold++
		case st.violated > 0:
			lack++
		case st.met > 0 || own != nil && (own.provided || e.trusted(st.f, own)):
			hold++
		case own != nil:
			lack++
		}
	}
	return lack == 1 && hold == 0 || lack > 1 && hold < 2*lack
}

// trustedAccess is trusted for the need of an access: a function whose contract
// says what it needs does not need more for its name.
func (e *engine) trustedAccess(f *function, r *Requirement) bool {
	return isLockedName(f.obj) && len(f.contract.requires) == 0 && !r.access.lost
}

// isExcused reports whether nobody competes for the object at st.
func (st *site) isExcused() bool { return st.excused > 0 && st.violated+st.entry == 0 }

// concludeAccess turns what was counted at a site into a verdict.
func (e *engine) concludeAccess(st *site) outcome {
	switch {
	case st.f.gaveUp:
		return outcome{verdict: Unknown, why: "the function is too large to analyse"}
	case st.leave == protocol.Owner:
		return outcome{verdict: Unknown, why: "the goroutine that owns the field may do without"}
	case st.leave == protocol.Unclear:
		return outcome{verdict: Unknown, why: "the field's comment makes an exception that is not understood"}
	case !st.write && !e.isWritten(st.accessedField()):
		return outcome{verdict: Met, why: "nothing writes the field once it is shared"}
	case e.isSharedLock(st):
		return outcome{verdict: Met, why: "all that write it hold another mutex that is held here, too"}
	case st.field == nil && st.req.access.lost && st.req.provided:
		return outcome{verdict: Unknown, why: "it cannot be told whose mutex is meant"}
	case st.isExcused():
		return outcome{verdict: Met, why: "nobody competes for it yet"}
	case st.f.test && !e.isDefinite(st):
		return outcome{verdict: Unknown, why: "a test may be alone with it"}
	}
	o := outcome{verdict: Violated, why: "the function locks the mutex later"}
	if !e.isBeforeLock(st) {
		o = e.conclude(st)
	}
	switch {
	case o.verdict != Violated || st.write:
	case e.isOnlyWriter(st):
		return outcome{verdict: Unknown, why: "only the function that reads it writes it"}
	case e.isAfterReceive(st):
		return outcome{verdict: Unknown, why: "something was received from a channel of the object before"}
	}
	return o
}

// isDefinite reports whether st is a write that is wrong whoever else there is:
// next to where the mutex is held, or under a read lock, or detached from whoever
// holds it.
func (e *engine) isDefinite(st *site) bool {
	if !st.write {
		return false
	}
	if st.assumed != nil {
		if use := onlyDetached(st.assumed); use != nil && use.creatorHeld {
			return true
		}
	}
	return st.violated > 0 && (st.creatorHeld || st.reason == Released || st.reason == WrongMode) || e.isBeforeLock(st)
}

// isBeforeLock reports whether the function locks the mutex only after st.
func (e *engine) isBeforeLock(st *site) bool {
	if g := e.ownerOf(st); g != nil && !st.req.provided && !e.trusted(g, st.req) {
		return false // it is judged in the callee
	}
	return st.violated == 0 && st.entry > 0 && st.met == 0 && st.f.lockedLater(e, st) != nil
}

// accessedField returns the field that st is about, or nil if the access is in
// another package.
func (st *site) accessedField() *types.Var {
	if st.field != nil {
		return st.field
	}
	return st.req.access.field
}

// isWritten reports whether some access, as far as other packages cannot name
// the field, writes f while others may have the object.
func (e *engine) isWritten(f *types.Var) bool {
	if f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return true
	}
	e.writeLocks(f.Origin())
	return len(e.writers[f.Origin()]) > 0
}

// isOnlyWriter reports whether the field that st reads is written, once the object
// is shared, in the function of st alone: it may know that it does not run twice at
// a time.
func (e *engine) isOnlyWriter(st *site) bool {
	f := st.accessedField()
	if st.field == nil || f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return false
	}
	e.writeLocks(f.Origin())
	return !slices.ContainsFunc(e.writers[f.Origin()], func(w *site) bool { return w.f != st.f })
}

// isAfterReceive reports whether the function has received from a channel of the
// object that st reads, on every way to st: whoever sent or closed it may have
// written the field before.
func (e *engine) isAfterReceive(st *site) bool {
	if st.field == nil {
		return false
	}
	for b := st.instr.Block(); b != nil; b = b.Idom() {
		for _, instr := range b.Instrs {
			if instr == st.instr {
				break
			}
			if slices.ContainsFunc(receivedFrom(instr), func(c ssa.Value) bool {
				p := e.paths.Of(c)
				return p.Root == st.object.Root && p.Index == st.object.Index && strings.HasPrefix(p.Steps, st.object.Steps+".")
			}) {
				return true
			}
		}
	}
	return false
}

// receivedFrom returns the channels that instr receives from, or may.
func receivedFrom(instr ssa.Instruction) []ssa.Value {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return []ssa.Value{instr.X}
		}
	case *ssa.Select:
		var out []ssa.Value
		for _, c := range instr.States {
			if c.Dir == types.RecvOnly {
				out = append(out, c.Chan)
			}
		}
		return out
	}
	return nil
}

// isSharedLock reports whether st, which only reads, holds another mutex that
// whoever writes the field holds, so that they exclude each other all the same.
func (e *engine) isSharedLock(st *site) bool {
	if st.write {
		return false
	}
	f := st.accessedField()
	if f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return false
	}
	locks := e.writeLocks(f.Origin())
	for depth := 0; st != nil && depth < 8; depth++ {
		if slices.ContainsFunc(st.held, func(c protocol.Class) bool { return slices.Contains(locks, c) && !st.req.mentions(c) }) {
			return true
		}
		if st.field != nil {
			break
		}
		st = st.req.origin
	}
	return false
}

func (r *Requirement) mentions(c protocol.Class) bool {
	return slices.ContainsFunc(r.Any, func(n need) bool { return n.Mutex.Class == c })
}

// writeLocks returns the mutexes held wherever f is written.
func (e *engine) writeLocks(f *types.Var) []protocol.Class {
	if e.writers == nil {
		e.writers = map[*types.Var][]*site{}
		for _, g := range e.order {
			if g.test {
				continue
			}
			for _, st := range g.accessList {
				if st.field != nil && (st.write || isAddressed(st.instr)) {
					e.writers[st.field.Origin()] = append(e.writers[st.field.Origin()], st)
				}
			}
		}
	}
	var common []protocol.Class
	for i, st := range e.writers[f] {
		if i == 0 {
			common = slices.Clone(st.held)
			continue
		}
		common = slices.DeleteFunc(common, func(c protocol.Class) bool { return !slices.Contains(st.held, c) })
	}
	return common
}

// isAddressed reports whether instr passes the address of a field on, so that
// it may be written.
func isAddressed(instr ssa.Instruction) bool {
	_, ok := instr.(ssa.CallInstruction)
	return ok
}

// accessResult adds the obligations and findings of accesses to res.
func (e *engine) accessResult(res *Result) {
	d := e.words()
	type sameMistake struct {
		f     *function
		class protocol.Class
		at    string
		after token.Pos
	}
	said := map[sameMistake]bool{}
	loose := e.looseFields()
	for _, f := range e.order {
		if f.quiet || f.exempt {
			continue
		}
		list := slices.Clone(f.accessList)
		slices.SortStableFunc(list, func(a, b *site) int { return cmp.Compare(d.accessPos(a), d.accessPos(b)) })
		for _, st := range list {
			if st.isSpared() && st.excused == 0 {
				continue
			}
			o := e.concludeAccess(st)
			if o.verdict == Violated && loose[st.accessedField()] {
				o = outcome{verdict: Unknown, why: "the comment does not name the field, and much of the code does not go by it"}
			}
			ob := d.obligation(st, o)
			ob.Pos = d.accessPos(st)
			if st.field != nil {
				ob.Callee, ob.Kind = fieldName(st), "reads"
				if st.write {
					ob.Kind = "writes"
				}
			}
			res.AccessObligations = append(res.AccessObligations, ob)
			if o.verdict != Violated || o.elsewhere {
				continue
			}
			fd := d.accessFinding(st, o)
			k := sameMistake{f, st.want.class, fd.Instance, fd.Unlocked}
			if st.field == nil {
				k.after = fd.Pos
			}
			if !said[k] {
				said[k] = true
				res.Accesses = append(res.Accesses, fd)
			}
		}
	}
	slices.SortStableFunc(res.AccessObligations, func(a, b Obligation) int { return cmp.Compare(a.Pos, b.Pos) })
	slices.SortStableFunc(res.Accesses, func(a, b AccessFinding) int { return cmp.Compare(a.Pos, b.Pos) })
}

// looseFields returns the fields that are protected by a comment which does not name
// them, are accessed without the mutex in several places, and not at least four
// times as often with it.
func (e *engine) looseFields() map[*types.Var]bool {
	met, violated := map[*types.Var]int{}, map[*types.Var]int{}
	for _, f := range e.order {
		if f.quiet || f.exempt || f.test {
			continue
		}
		for _, st := range f.accessList {
			if st.field == nil {
				continue
			}
			if g := e.model.Guard(st.field); g == nil || !g.Heading {
				continue
			}
			switch e.concludeAccess(st).verdict {
			case Met:
				met[st.accessedField()]++
			case Violated:
				violated[st.accessedField()]++
			}
		}
	}
	loose := map[*types.Var]bool{}
	for field, n := range violated {
		loose[field] = n > 1 && met[field] < 4*n
	}
	return loose
}

// fieldName is the field of st with its type: "Task.stop".
func fieldName(st *site) string {
	if n := namedOf(st.callee.Args[0].Type()); n != nil {
		return n.Obj().Name() + "." + st.field.Name()
	}
	return st.field.Name()
}

// accessPos is where the access or call of st is: the selector, if the field is
// accessed where it is selected.
func (d *describer) accessPos(st *site) token.Pos {
	if st.field == nil || !st.expr.IsValid() {
		pos, _ := d.span(st)
		return pos
	}
	if x := d.selector(st); x != nil {
		return x.Pos()
	}
	return st.expr
}

// selector returns the expression that selects the field of st, if it is on the
// line of the access.
func (d *describer) selector(st *site) *ast.SelectorExpr {
	x := d.syntax.Selector(st.sel)
	if x == nil || x.Sel.Name != st.field.Name() {
		return nil
	}
	if f := d.pass.Fset.File(x.Pos()); f == nil || f.Line(x.Sel.Pos()) != f.Line(st.expr) {
		return nil
	}
	return x
}

// fieldText is the field of st as a person would write it.
func (d *describer) fieldText(st *site) string {
	if x := d.syntax.Selector(st.sel); x != nil && ir.IsPlain(x) {
		return types.ExprString(x)
	}
	if text := ir.PathText(st.object); text != "" {
		return text + "." + st.field.Name()
	}
	return fieldName(st)
}

// comesAfter reports whether the call at pos comes before st on every path.
func (st *site) comesAfter(pos token.Pos) bool {
	for _, b := range st.f.fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && call.Common().Pos() == pos {
				return follows(call, st.instr)
			}
		}
	}
	return false
}

func (d *describer) accessFinding(st *site, o outcome) AccessFinding {
	fd := AccessFinding{Finding: d.finding(st, o), Write: st.write}
	fd.Kind = Accesses
	if st.field == nil {
		fd.Field = st.req.access.Text
		fd.Needs = st.req.Needs
	} else {
		fd.Field = d.fieldText(st)
		fd.Callee, fd.Declared = "", token.NoPos
		fd.Pos = d.accessPos(st)
		fd.End = fd.Pos + token.Pos(len(st.field.Name()))
		if x := d.selector(st); x != nil {
			fd.End = x.End()
		}
	}
	fd.Instance = d.mutexAt(st, st.want, st.req.Any[0])
	switch {
	case d.isBeforeLock(st):
		fd.Before, fd.Reason = st.f.lockedLater(d.engine, st).instr.Pos(), Missing
	case fd.Reason == Released && (st.entry > 0 || !st.comesAfter(st.release)):
		fd.Reason, fd.Unlocked = Missing, token.NoPos // on some paths it was never locked
	}
	for _, n := range st.req.Any[1:] {
		fd.Alternatives = append(fd.Alternatives, d.mutexAt(st, d.resolve(n.Mutex, st.callee.Args, nil), n))
	}
	return fd
}

// mutexAt returns the mutex m, which n asks for at st, as a person would write
// it.
func (d *describer) mutexAt(st *site, m mutex, n need) string {
	if st.field != nil && n.Mutex.Class == m.class && n.Mutex.Root == protocol.Param && n.Mutex.text != "" {
		if x := d.syntax.Selector(st.sel); x != nil && ir.IsPlain(x.X) {
			return types.ExprString(x.X) + "." + n.Mutex.text
		}
	}
	if text := ir.PathText(m.path); text != "" && m.path.Steps != "" {
		return text
	}
	return m.class.String()
}
