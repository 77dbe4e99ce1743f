package lockset

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// heldAt records the lock classes held at calls whose callee is not known: of
// interface methods by name, of function values by their signature and by the
// place that they come from. A description is in the map if such a call was
// seen.
type heldAt map[string]map[protocol.Class]bool

// signatureKey describes the functions of a signature, however their parameters
// are named.
func signatureKey(sig *types.Signature) string {
	bare := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(0, nil, "", v.Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(nil, nil, nil, bare(sig.Params()), bare(sig.Results()), sig.Variadic()).String()
}

// note records a call in s that may reach any function of the description.
func (ha heldAt) note(what string, s *state) {
	if ha[what] == nil {
		ha[what] = map[protocol.Class]bool{}
	}
	for _, h := range s.holds {
		c := h.class
		if h.weak {
			c = protocol.Class{} // any mutex
		}
		ha[what][c] = true
	}
}

// reaches notes a call in s, by the function itself or by one that it calls,
// that may reach any function of the description.
func (fl *flow) reaches(what string, s *state) {
	fl.e.heldAt.note(what, s)
	if len(fl.sum.Reaches) < maxReaches && !slices.Contains(fl.sum.Reaches, what) {
		fl.sum.Reaches = append(fl.sum.Reaches, what)
	}
}

// invoke notes through which interface a call is made.
func (e *engine) invoke(common *ssa.CallCommon) {
	iface, ok := common.Value.Type().Underlying().(*types.Interface)
	if !ok || !common.IsInvoke() {
		return
	}
	if e.invoked == nil {
		e.invoked = map[string][]*types.Interface{}
	}
	name := common.Method.Name()
	if !slices.Contains(e.invoked[name], iface) {
		e.invoked[name] = append(e.invoked[name], iface)
	}
}

// isInvoked reports whether method may be what a call through an interface comes
// to: its type has the methods of an interface through which the name is called.
// Of calls in other packages the interface is not known.
func (e *engine) isInvoked(method *types.Func) bool {
	seen := e.invoked[method.Name()]
	named := protocol.NamedOf(method.Signature().Recv().Type())
	if len(seen) == 0 || named == nil || named.TypeParams().Len() > 0 {
		return true
	}
	return slices.ContainsFunc(seen, func(iface *types.Interface) bool {
		return !iface.IsMethodSet() || types.Implements(types.NewPointer(named), iface)
	})
}

// has reports whether a mutex of class c was, or may have been, held at some
// call of the description.
func (ha heldAt) has(what string, c protocol.Class) bool {
	return ha[what][c] || ha[what][protocol.Class{}]
}

// missed reports whether functions of a signature that are kept at place are
// called where it cannot be seen: no call from there was, but other packages can
// name the place, or it may be one of the calls of such functions that were.
func (ha heldAt) missed(place string, sig *types.Signature) bool {
	if _, called := ha[place]; called || !strings.HasPrefix(place, fieldPlace) && !strings.HasPrefix(place, variablePlace) {
		return false
	}
	_, called := ha[signatureKey(sig)]
	return called || ast.IsExported(place[strings.LastIndexByte(place, '.')+1:])
}

// callsOf returns what is known of the calls of functions kept at place.
func (e *engine) callsOf(place string) (called bool, with []protocol.Class) {
	calls, called := e.heldAt[place]
	for c := range calls {
		with = append(with, c)
	}
	slices.SortFunc(with, func(a, b protocol.Class) int { return cmp.Compare(a.String(), b.String()) })
	return called, with
}

// noteCalls takes over what another package knows of the calls of the functions
// that it keeps as u says.
func (e *engine) noteCalls(u paramUse) {
	if !u.Called {
		return
	}
	s := &state{}
	for _, c := range u.With {
		s.holds = append(s.holds, hold{mutex: mutex{class: c}})
	}
	e.heldAt.note(u.Place, s)
}
