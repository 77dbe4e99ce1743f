package lockset

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

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
		slices.SortStableFunc(list, func(a, b *site) int {
			return cmp.Or(cmp.Compare(d.accessPos(a), d.accessPos(b)), -compareBool(a.write, b.write)) // x++ writes
		})
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

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
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
