package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// DisagreementKind is how what is written about a function and what its body and
// its callers do differ.
type DisagreementKind uint8

const (
	// Unwritten: the body needs a mutex that the contract does not name.
	Unwritten DisagreementKind = iota
	// Other: the contract names a mutex, but the body needs another one only.
	Other
	// Unmet: the contract names a mutex that no caller holds.
	Unmet
)

// Disagreement is a function whose written contract is not what its body and its
// callers go by.
type Disagreement struct {
	Kind DisagreementKind
	// Pos and End delimit the function's name.
	Pos, End token.Pos
	Func     string
	// Name is what the code calls the mutex, and Instance which one it is, in the
	// function's terms.
	Name, Instance string
	// Needs is the call that the mutex is needed for, as written, and NeededAt
	// where it is; for Unmet, NeededAt is one of the calls.
	Needs    string
	NeededAt token.Pos
	// Source is the written requirement, for Other and Unmet.
	Source protocol.Source
}

// disagreements returns the functions of the package whose written contracts are
// not what their bodies and callers go by, in source order.
func (d *describer) disagreements() []Disagreement {
	calls := map[*Requirement][]*site{}
	for _, f := range d.order {
		for _, st := range f.siteList {
			if st.kind == Requires && !st.req.inferred() && !f.test {
				calls[st.req] = append(calls[st.req], st)
			}
		}
	}
	var out []Disagreement
	for _, f := range d.order {
		if f.obj == nil || f.quiet || f.gaveUp || f.test {
			continue
		}
		for _, r := range f.summary.Requires {
			if dis, ok := d.unwritten(f, r); ok {
				out = append(out, dis)
			}
		}
		for _, r := range f.contract.requires {
			if dis, ok := d.unmet(f, r, calls[r]); ok {
				out = append(out, dis)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Disagreement) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}

// unwritten reports that f needs r, which its contract does not say although
// others rely on what it says: it is exported, or has a contract, or is named as
// if it had one.
func (d *describer) unwritten(f *function, r *Requirement) (Disagreement, bool) {
	class := r.Any[0].Mutex.Class
	switch {
	case len(r.Any) > 1, r.relock, r.release, r.contradicted, onlyConditional(r), r.origin == nil, f.contract.mentions(class):
		return Disagreement{}, false
	case !r.provided && !d.trusted(f, r):
		return Disagreement{}, false // it is the body that is wrong
	case !f.obj.Exported() && !isLockedName(f.obj) && len(f.contract.requires) == 0:
		return Disagreement{}, false
	}
	dis := d.disagreement(f, Unwritten, r)
	dis.Needs, dis.NeededAt = r.Needs, r.origin.instr.Pos()
	if len(f.contract.requires) == 1 && !d.uses(f, f.contract.requires[0]) {
		dis.Kind, dis.Source = Other, f.contract.requires[0].Source
	}
	return dis, true
}

// uses reports whether some call or access in f relies on the written requirement
// w.
func (d *describer) uses(f *function, w *Requirement) bool {
	class := w.Any[0].Mutex.Class
	return slices.ContainsFunc(slices.Concat(f.siteList, f.accessList), func(st *site) bool {
		return st.want.class == class && st.met+st.unknown > 0
	})
}

// unmet reports that none of the calls of f, two or more, are made with what the
// written requirement r asks for.
func (d *describer) unmet(f *function, r *Requirement, calls []*site) (Disagreement, bool) {
	if len(calls) < 2 || !d.isVisible(f) || slices.ContainsFunc(calls, func(st *site) bool { return d.conclude(st).verdict != Violated }) {
		return Disagreement{}, false
	}
	dis := d.disagreement(f, Unmet, r)
	dis.Source = r.Source
	dis.NeededAt, _ = d.span(calls[0])
	return dis, true
}

func (d *describer) disagreement(f *function, kind DisagreementKind, r *Requirement) Disagreement {
	m := r.Any[0].Mutex
	dis := Disagreement{
		Kind: kind, Pos: f.obj.Pos(), End: f.obj.Pos() + token.Pos(len(f.obj.Name())), Func: f.obj.Name(),
		Name: d.nickname(m.Class), Instance: m.Class.String(),
	}
	if m.Root == protocol.Param && m.Index < len(f.fn.Params) {
		dis.Instance = f.fn.Params[m.Index].Name() + m.Steps
	}
	return dis
}
