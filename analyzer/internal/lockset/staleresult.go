package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// StaleFinding is an act on the strength of a check that was made before the
// mutex was released, with what a message needs to say of it.
type StaleFinding struct {
	// Pos and End delimit the act: a call that begins or ends an internal
	// stop, or a store.
	Pos, End token.Pos
	// Callee is the called expression as written, or empty for a store.
	Callee string
	Begins bool
	// Field is the field as written: "t.groupStopPending".
	Field string
	// Name is what the code calls the mutex, and Instance which one it is.
	Name, Instance string
	// Checked is the condition, and Taken whether it was true. Unlocked is
	// where the mutex was released.
	Checked, Unlocked token.Pos
	Taken             bool
	// InCallee says that it is the callee that takes the mutex again.
	InCallee bool
}

// stale returns the stale checks of the package, in source order.
func (d *describer) stale() []StaleFinding {
	var out []StaleFinding
	for _, f := range d.order {
		if f.quiet || f.gaveUp {
			continue
		}
		for _, u := range f.staleUses {
			if !d.guardedBy(u.field, u.class) || !d.canChange(f, u) || d.gated(u) {
				continue
			}
			fd := StaleFinding{
				Begins: u.begins, Name: d.nickname(u.class), Instance: ir.PathText(u.path), Field: ir.PathText(u.of),
				Checked: u.ways[0].branch.Cond.Pos(), Taken: u.ways[0].taken, Unlocked: u.unlocked, InCallee: u.phase == released,
			}
			if fd.Field == "" {
				fd.Field = u.field.Name()
			}
			if fd.Instance == "" {
				fd.Instance = u.class.String()
			}
			if !fd.Checked.IsValid() {
				fd.Checked = u.source.Pos()
			}
			fd.Pos, fd.End = u.act.Pos(), u.act.Pos()
			if u.common != nil {
				st := &site{f: f, instr: u.act, common: u.common, callee: u.callee}
				fd.Pos, fd.End = d.span(st)
				fd.Callee = d.callee(st)
			}
			out = append(out, fd)
		}
	}
	slices.SortStableFunc(out, func(a, b StaleFinding) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}
