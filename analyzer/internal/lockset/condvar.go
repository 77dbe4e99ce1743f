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

// condLock is the mutex of the condition variables that are kept in one field
// or package-level variable:
//
//	q.ready = sync.NewCond(&q.mu)
type condLock struct {
	Cond  protocol.Class // the field
	Mutex protocol.Class
	// Own says that both belong to one object, from which At leads to the
	// condition variable, and Steps to the mutex.
	Own       bool
	At, Steps string
	Mode      protocol.Mode

	pos token.Pos
}

// CondLocks is the fact of a package that binds mutexes to condition variables.
type CondLocks struct{ Locks []condLock }

// AFact marks CondLocks as a fact.
func (*CondLocks) AFact() {}

func (f *CondLocks) String() string {
	var parts []string
	for _, l := range f.Locks {
		parts = append(parts, l.Cond.String()+" unlocks "+l.Mutex.String())
	}
	return strings.Join(parts, "; ")
}

// condLocks returns the mutexes of the condition variables in sight, by the
// field or variable that keeps them.
func (e *engine) condLocks() map[protocol.Class]condLock {
	if e.conds != nil {
		return e.conds
	}
	e.conds = map[protocol.Class]condLock{}
	for _, imp := range e.pass.Pkg.Imports() {
		var fact CondLocks
		if e.pass.ImportPackageFact(imp, &fact) {
			for _, l := range fact.Locks {
				e.conds[l.Cond] = l
			}
		}
	}
	void := map[protocol.Class]bool{}
	for _, l := range e.boundConds() {
		old, seen := e.conds[l.Cond]
		old.pos = l.pos
		if seen && old != l {
			void[l.Cond] = true
		}
		e.conds[l.Cond] = l
	}
	for c := range void {
		delete(e.conds, c)
	}
	return e.conds
}

// exportConds tells importers the mutexes of the package's condition variables.
func (e *engine) exportConds() {
	fact := &CondLocks{}
	for _, l := range e.condLocks() {
		if l.Cond.Pkg == e.pass.Pkg.Path() {
			fact.Locks = append(fact.Locks, l)
		}
	}
	if len(fact.Locks) == 0 {
		return
	}
	slices.SortFunc(fact.Locks, func(a, b condLock) int { return strings.Compare(a.Cond.String(), b.Cond.String()) })
	e.pass.ExportPackageFact(fact)
}

// boundConds returns what the package binds. A mutex that cannot be told is
// the zero class, which no requirement is made of.
func (e *engine) boundConds() []condLock {
	var out []condLock
	fns := e.pkg.Initializer()
	for _, f := range e.order {
		fns = append(fns, f.fn)
	}
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok {
					continue
				}
				if l := newCondOf(st.Val); l != nil {
					out = e.bindCond(out, st.Addr, l, st)
				} else if cond := condOfL(st.Addr); cond != nil {
					for _, place := range placesOf(cond) {
						out = e.bindCond(out, place, st.Val, st)
					}
				}
			}
		}
	}
	return out
}

// newCondOf returns the locker that v is a condition variable of, if it is made
// on the spot, or nil.
func newCondOf(v ssa.Value) ssa.Value {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X // *sync.NewCond(l), which vet forbids
	}
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) != 1 {
		return nil
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return nil
	}
	if obj, ok := fn.Object().(*types.Func); !ok || obj.FullName() != "sync.NewCond" {
		return nil
	}
	return call.Call.Args[0]
}

// condOfL returns the condition variable whose field L is at addr, or nil.
func condOfL(addr ssa.Value) ssa.Value {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok || !isCond(f.X.Type()) {
		return nil
	}
	if v := ir.FieldOf(f.X.Type(), f.Field); v == nil || v.Name() != "L" {
		return nil
	}
	return f.X
}

func isCond(t types.Type) bool {
	n := namedOf(t)
	return n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "sync" && n.Obj().Name() == "Cond"
}

// placesOf returns the fields and variables that the condition variable v is
// in, or is put in.
func placesOf(v ssa.Value) []ssa.Value {
	switch v := v.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		return []ssa.Value{v}
	case *ssa.UnOp:
		return []ssa.Value{v.X}
	case *ssa.Alloc:
		var out []ssa.Value
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Val == v {
					out = append(out, ref.Addr)
				}
			case *ssa.UnOp: // put somewhere by value
				for _, use := range *ref.Referrers() {
					if st, ok := use.(*ssa.Store); ok && st.Val == ref {
						out = append(out, st.Addr)
					}
				}
			}
		}
		return out
	}
	return nil
}

// bindCond adds to out that the condition variable at place has the locker l.
func (e *engine) bindCond(out []condLock, place, l ssa.Value, at *ssa.Store) []condLock {
	cond, weak := e.classOf(place)
	if weak {
		return out
	}
	b := condLock{Cond: cond, Mode: protocol.Write, pos: at.Pos()}
	l, b.Mode = readSide(l)
	if class, weak := e.classOf(l); !weak {
		b.Mutex = class
	}
	mutex := e.paths.Of(l)
	if f, ok := place.(*ssa.FieldAddr); ok && mutex.Root != e.paths.Of(place).Root {
		if kept := e.fieldWith(e.paths.Of(f.X), l); kept != nil {
			b.Mutex, _ = e.classOf(kept)
			mutex = e.paths.Of(kept)
		}
	}
	if _, ok := place.(*ssa.Global); !ok {
		b.At, b.Steps, b.Own = apart(e.paths.Of(place), mutex)
	}
	return append(out, b)
}

// apart returns the steps to a and to b from the object that they have in
// common, if they have one.
func apart(a, b ir.Path) (toA, toB string, ok bool) {
	if a.Root != b.Root || a.Index != b.Index || a.Dep != b.Dep {
		return "", "", false
	}
	n := 0
	for i := 0; i <= len(a.Steps) && i <= len(b.Steps); i++ {
		if isStep(a.Steps[i:]) && isStep(b.Steps[i:]) {
			n = i
		}
		if i == len(a.Steps) || i == len(b.Steps) || a.Steps[i] != b.Steps[i] {
			break
		}
	}
	return a.Steps[n:], b.Steps[n:], true
}

// isStep reports whether s begins with a step, or is empty.
func isStep(s string) bool { return s == "" || s[0] == '.' || s[0] == '[' }

// readSide returns the mutex behind the locker l, and the mode in which l locks
// it.
func readSide(l ssa.Value) (ssa.Value, protocol.Mode) {
	if call, ok := l.(*ssa.Call); ok && len(call.Call.Args) == 1 {
		if fn := call.Call.StaticCallee(); fn != nil && fn.Name() == "RLocker" && protocol.IsMutex(call.Call.Args[0].Type()) {
			return call.Call.Args[0], protocol.Read
		}
	}
	return l, protocol.Write
}

// fieldWith returns the field of owner in which the mutex l is kept as well, or
// nil:
//
//	mu := new(sync.Mutex)
//	return &queue{mu: mu, ready: sync.NewCond(mu)}
func (e *engine) fieldWith(owner ir.Path, l ssa.Value) *ssa.FieldAddr {
	if mk, ok := l.(*ssa.MakeInterface); ok {
		l = mk.X
	}
	if l.Referrers() == nil {
		return nil
	}
	for _, ref := range *l.Referrers() {
		if st, ok := ref.(*ssa.Store); ok && st.Val == l {
			if f, ok := st.Addr.(*ssa.FieldAddr); ok && e.paths.Of(f.X) == owner {
				return f
			}
		}
	}
	return nil
}

// lockerOf returns the mutex that the condition variable v unlocks while it
// waits, and the mode in which it must be held.
func (e *engine) lockerOf(v ssa.Value) (m mutex, b condLock, ok bool) {
	if l := newCondOf(v); l != nil {
		l, b.Mode = readSide(l)
		m.class, m.weak = e.classOf(l)
		m.path = e.paths.Of(l)
		return m, b, !m.weak
	}
	path := e.paths.Of(v)
	if call, isCall := path.Root.(*ssa.Call); isCall && path.Steps == "" && call != v {
		return e.lockerOf(call)
	}
	cond, weak := e.classOf(v)
	b, ok = e.condLocks()[cond]
	if weak || !ok || b.Mutex.IsZero() {
		return m, b, false
	}
	m.class = b.Mutex
	if base, ok := strings.CutSuffix(path.Steps, b.At); b.Own && ok {
		m.path = path
		m.path.Steps = base + b.Steps
	}
	return m, b, true
}

// lockedAs returns the mutex that a lock operation on v is about. The L of a
// condition variable is the mutex that it was made with.
func (e *engine) lockedAs(v ssa.Value) mutex {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if cond := condOfL(load.X); cond != nil {
			if m, b, ok := e.lockerOf(cond); ok && b.Mode == protocol.Write {
				return m
			}
		}
	}
	class, weak := e.classOf(v)
	return mutex{class: class, path: e.paths.Of(v), weak: weak}
}

// wait judges a call of Wait on a condition variable, which unlocks the mutex
// and locks it again: what was known of objects need not be true any more.
func (fl *flow) wait(s *state, p place, c ir.Callee) {
	m, b, ok := fl.e.lockerOf(c.Args[0])
	if !ok {
		return
	}
	r := fl.e.waits[p.instr]
	if r == nil {
		n := need{Mutex: ref{Class: m.class, Borrowed: fl.e.isBorrowed(m.class), outer: m.path}, Mode: b.Mode}
		r = &Requirement{Any: []need{n}, Source: protocol.Source{
			Kind: protocol.Prose, Text: b.Cond.Field + " unlocks the mutex while it waits", Pos: b.pos,
		}}
		if fl.e.waits == nil {
			fl.e.waits = map[ssa.Instruction]*Requirement{}
		}
		fl.e.waits[p.instr] = r
	}
	fl.require(s, p, c, r)
	s.literals = slices.DeleteFunc(s.literals, func(l literal) bool { return isShared(l.X) || isShared(l.Y) })
}

// isShared reports whether p leads into an object, which others may change.
func isShared(p ir.Path) bool { return p.Steps != "" && p.Steps != "*" }

// isWait reports whether c is Wait of a condition variable.
func isWait(c ir.Callee) bool {
	return c.Obj != nil && len(c.Args) > 0 && c.Obj.Name() == "Wait" && c.Obj.FullName() == "(*sync.Cond).Wait"
}
