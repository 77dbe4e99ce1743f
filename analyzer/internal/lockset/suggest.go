package lockset

import (
	"slices"
	"strings"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// suggestion returns the directive by which the function that st is in could say
// what it is to be entered with, if that is what the verdict on st lacks.
func (d *describer) suggestion(st *site, o outcome) protocol.Suggestion {
	f := st.f
	if o.verdict != Unknown || st.kind != Requires || st.forced || f.obj == nil || f.gaveUp {
		return protocol.Suggestion{}
	}
	m := d.relative(f.fn, st.want, nil)
	if m.Root != protocol.Param || m.Index >= len(f.fn.Params) || strings.ContainsAny(m.Steps, "[*") {
		return protocol.Suggestion{}
	}
	says := slices.IndexFunc(f.contract.requires, func(r *Requirement) bool { return r.Any[0].Mutex.Class == m.Class })
	switch {
	case says >= 0:
		if f.contract.requires[says].Source.Kind == protocol.Directive || st.mode != protocol.Write {
			return protocol.Suggestion{}
		}
		// It says that the mutex is held, and not in which mode.
	case st.entry+st.after == 0:
		return protocol.Suggestion{}
	}
	name := f.fn.Params[m.Index].Name()
	if name == "" || name == "_" {
		return protocol.Suggestion{}
	}
	s := protocol.Suggestion{Func: f.obj, Directive: "requires " + name + m.Steps}
	if st.mode == protocol.Read {
		s.Directive += " read"
	}
	return s
}
