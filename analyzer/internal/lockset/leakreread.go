package lockset

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// reread is an unlock of a mutex that is found by the pointer field for the second
// time.
type reread struct {
	mutex
	lock   *locking
	locked token.Pos
	at     place
	field  *types.Var
	object ir.Path
}

// noteReread notes that what h has locked is unlocked at p by way of v, the mutex as
// written there, if both ways load the pointer to its owner from one field.
func (fl *flow) noteReread(p place, v ssa.Value, h hold) {
	if h.by == nil || !h.by.plain || h.entry || h.maybe || h.base == nil {
		return
	}
	before, field := pointerField(h.base)
	after, same := pointerField(owner(v))
	if field == nil || same != field || before == after {
		return
	}
	object := fl.e.paths.Of(before.X)
	if slices.ContainsFunc(fl.f.rereads, func(o reread) bool { return o.at.instr == p.instr }) || object.Root == nil {
		return
	}
	fl.f.rereads = append(fl.f.rereads, reread{h.mutex, h.by, h.pos, p, field, object})
}

// replacement is a store of a pointer to an object that others have, with what is held.
type replacement struct {
	field *types.Var
	held  []protocol.Class
}

// noteReplacement notes that st replaces a pointer in a field in s.
func (fl *flow) noteReplacement(s *state, st *ssa.Store) {
	addr, ok := st.Addr.(*ssa.FieldAddr)
	if !ok || namedOf(st.Val.Type()) == nil || isLocalObject(fl.e.paths.Of(addr.X).Root) || fl.isNew(fl.e.paths.Of(addr.X), st) {
		return
	}
	if _, ok := st.Val.Type().Underlying().(*types.Pointer); ok {
		field := ir.FieldOf(addr.X.Type(), addr.Field)
		fl.f.replacements = append(fl.f.replacements, replacement{field.Origin(), s.classes(protocol.Class{})})
	}
}

// replacedUnder returns the mutexes held wherever a function but f replaces what
// field points to, and whether one does.
func (e *engine) replacedUnder(field *types.Var, f *function) (held []protocol.Class, ok bool) {
	for _, g := range e.order {
		if g == f || g.test {
			continue
		}
		for _, r := range g.replacements {
			if r.field != field.Origin() {
				continue
			}
			if !ok {
				held, ok = slices.Clone(r.held), true
			}
			held = slices.DeleteFunc(held, func(c protocol.Class) bool { return !slices.Contains(r.held, c) })
		}
	}
	return held, ok
}

// pointerField returns the address from which v is loaded, if it is that of a field,
// and the field.
func pointerField(v ssa.Value) (*ssa.FieldAddr, *types.Var) {
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return nil, nil
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil, nil
	}
	return addr, loadedField(load)
}

// Reread is a mutex that is unlocked by way of a pointer which another goroutine may
// have replaced since the mutex was locked by way of it.
type Reread struct {
	// Pos and End delimit the unlock operation, and Locked is the lock operation.
	Pos, End, Locked token.Pos
	// Pointer is the pointer as written, Mutex and Name the mutex as it is
	// written and as the code calls it, or empty.
	Pointer, Mutex, Name string
	// Outer is what would keep others from replacing the pointer.
	Outer string
}

func (d *describer) rereadsFound() []Reread {
	var out []Reread
	for _, f := range d.order {
		if f.quiet || f.gaveUp || f.test || f.onTask() {
			continue
		}
		for _, x := range f.rereads {
			outer, ok := d.unpinned(f, x)
			if !ok || d.model.LineIgnored(x.at.pos()) || d.model.LineForced(x.at.pos()) {
				continue
			}
			r := Reread{Locked: x.locked, Name: d.nickname(x.class), Outer: d.model.MutexName(outer)}
			r.Pos, r.End = d.span(&site{f: f, instr: x.at.instr, common: x.at.common})
			r.Mutex = cmp.Or(ir.PathText(x.path), x.class.String())
			r.Pointer = r.Mutex[:max(0, strings.LastIndexByte(r.Mutex, '.'))]
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Reread) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}

// unpinned reports whether another goroutine may replace the pointer of x between the
// two ways to the mutex, and returns the mutex that would keep it from that. It may
// if other functions replace it with an outer mutex held that neither f nor a caller
// holds; if there is a function that returns the owner of the mutex with the mutex
// locked, for those who do not hold the outer one; and if the object is not found by
// way of a task, whose own goroutine may be the only one to replace the pointer.
func (d *describer) unpinned(f *function, x reread) (outer protocol.Class, ok bool) {
	held, replaced := d.replacedUnder(x.field, f)
	own := slices.ContainsFunc(f.replacements, func(r replacement) bool { return r.field == x.field.Origin() })
	if !replaced || own || d.isByTask(f, x.object) || !d.hasAcquirer(x.class) {
		return outer, false
	}
	for _, k := range held {
		switch {
		case k == x.class:
		case slices.Contains(x.lock.beside, k) || d.mayBeHeld(f, k, map[*function]bool{}):
			return outer, false
		default:
			outer, ok = k, true
		}
	}
	return outer, ok
}

// isByTask reports whether the object at p may be that of the task on whose goroutine
// f runs: f has a task, or p leads through one.
func (e *engine) isByTask(f *function, p ir.Path) bool {
	for _, v := range f.fn.Params {
		if e.model.IsTask(v.Type()) {
			return true
		}
	}
	if e.model.IsTask(p.Root.Type()) {
		return true
	}
	for q := p; q.Steps != ""; {
		q.Steps = q.Steps[:max(0, strings.LastIndexByte(q.Steps, '.'))]
		if t, ok := ir.TypeOf(q); ok && e.model.IsTask(t) {
			return true
		}
	}
	return false
}

// hasAcquirer reports whether some function returns the owner of a mutex of the class
// with the mutex locked.
func (e *engine) hasAcquirer(class protocol.Class) bool {
	return slices.ContainsFunc(e.order, func(f *function) bool {
		owns := false
		for v := range f.fn.Signature.Results().Variables() {
			n := namedOf(v.Type())
			owns = owns || n != nil && n.Obj().Name() == class.Type && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == class.Pkg
		}
		return owns && slices.ContainsFunc(f.summary.Exits, func(x exit) bool {
			return slices.ContainsFunc(x.Acquired, func(a effect) bool { return a.Mutex.Class == class })
		})
	})
}
