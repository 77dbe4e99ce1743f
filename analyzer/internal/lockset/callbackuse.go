package lockset

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// callbackOf returns what c does with its argument i: common knowledge comes
// before what its body shows, in which a subtest, for one, is a goroutine.
func (fl *flow) callbackOf(c ir.Callee, i int) paramUse {
	if c.Obj != nil {
		if k, ok := callbackFrom(ir.CallbackOf(c.Obj)); ok {
			return paramUse{Kind: k}
		}
	}
	if sum := fl.e.summaryOf(c); sum != nil {
		if u, ok := sum.Params[i]; ok {
			return u
		}
	}
	return paramUse{}
}

// cannotLock reports whether c is declared in a package that cannot name the
// mutexes fn needs, so that fn runs without them unless the caller, or the
// caller's caller, holds them.
func (fl *flow) cannotLock(c ir.Callee, fn ir.Callee) bool {
	if c.Obj == nil || c.Interface || c.Obj.Pkg() == nil {
		return false
	}
	for _, arg := range c.Args {
		if protocol.IsMutex(arg.Type()) {
			return false // it is given the mutex to lock
		}
	}
	classes := map[string]bool{}
	note := func(rs []*Requirement) {
		for _, r := range rs {
			for _, n := range r.Any {
				classes[n.Mutex.Class.Pkg] = true
			}
		}
	}
	if fn.Obj != nil {
		note(fl.e.contractOf(fn.Obj).requires)
	}
	if sum := fl.e.summaryOf(fn); sum != nil {
		note(sum.Requires)
	}
	if classes[c.Obj.Pkg().Path()] || len(c.Obj.Pkg().Imports()) == 0 {
		return false
	}
	for _, imp := range c.Obj.Pkg().Imports() {
		if classes[imp.Path()] {
			return false
		}
	}
	return true
}

// recordParam notes that v, if it is a parameter of the function under
// analysis or of one that encloses it, is used as use says in s.
func (fl *flow) recordParam(s *state, v ssa.Value, use paramUse) {
	p := fl.e.paths.Of(v)
	param, ok := p.Root.(*ssa.Parameter)
	if !ok || p.Steps != "" {
		return
	}
	held, dropped := fl.ownAt(s, param.Parent(), use.args)
	use.args = nil
	use.Held, use.Dropped = slices.Concat(use.Held, held), slices.Concat(use.Dropped, dropped)
	use.Once = use.Once && fl.isOnce(use.at)
	if param.Parent() != fl.f.fn {
		if fl.sum.Outer == nil {
			fl.sum.Outer = map[*ssa.Parameter]paramUse{}
		}
		old, seen := fl.sum.Outer[param]
		fl.sum.Outer[param] = use.merge(old, seen)
		return
	}
	if fl.sum.Params == nil {
		fl.sum.Params = map[int]paramUse{}
	}
	i := slices.Index(fl.f.fn.Params, param)
	old, seen := fl.sum.Params[i]
	fl.sum.Params[i] = use.merge(old, seen)
}

// ownAt returns what the function has locked and unlocked by the time of s, in the
// terms of fn, at a call with args.
func (fl *flow) ownAt(s *state, fn *ssa.Function, args []ssa.Value) (held, dropped []effect) {
	express := func(m mutex) ref {
		for i, arg := range args {
			a := fl.e.paths.Of(arg)
			if steps, ok := strings.CutPrefix(m.path.Steps, a.Steps); ok && a.Root == m.path.Root && a.Index == m.path.Index && a.Dep == m.path.Dep {
				return ref{Class: m.class, Weak: m.weak, Root: protocol.Result, Index: i, Steps: steps}
			}
		}
		return fl.e.relative(fn, m, nil)
	}
	for _, h := range s.holds {
		if !h.entry {
			held = append(held, effect{express(h.mutex), h.mode, h.maybe || s.fuzzy, h.many})
		}
	}
	for _, r := range s.released {
		if r.entry && s.find(r.mutex) < 0 {
			dropped = append(dropped, effect{Mutex: fl.e.relative(fn, r.mutex, nil), Mode: r.mode, Maybe: s.fuzzy})
		}
	}
	return held, dropped
}

// merge is a use that may be u or, if seen, old.
func (u paramUse) merge(old paramUse, seen bool) paramUse {
	switch {
	case !seen:
		return u
	case old.Kind != u.Kind || old.Place != u.Place:
		return paramUse{}
	}
	// What is held at some of the calls only is held maybe.
	held := slices.Clone(old.Held)
	for i, a := range held {
		if !slices.Contains(u.Held, a) {
			held[i].Maybe = true
		}
	}
	for _, b := range u.Held {
		if !slices.ContainsFunc(held, func(a effect) bool { return a.Mutex == b.Mutex && a.Mode == b.Mode }) {
			b.Maybe = true
			held = append(held, b)
		}
	}
	old.Held = held
	old.Once = old.Once && u.Once && old.at == u.at
	for i, p := range old.Passed {
		if i >= len(u.Passed) || u.Passed[i] != p {
			old.Passed = old.Passed[:i]
			break
		}
	}
	for _, d := range u.Dropped {
		if !slices.Contains(old.Dropped, d) {
			old.Dropped = append(slices.Clone(old.Dropped), d)
		}
	}
	return old
}

// compose is what becomes of a function that a function literal uses as k
// says, if the literal itself comes to run as how says.
func compose(how How, k callback) callback {
	switch {
	case k == callbackKept:
		return k
	case how == Somehow || k == callbackUnknown:
		return callbackUnknown
	case how == Spawned || k == callbackSpawned:
		return callbackSpawned
	case how == Later || k == callbackLater:
		return callbackLater
	}
	return callbackAtOnce
}

// paramUses completes what the flow found of f's parameters of function type
// with what becomes of them where they are not called.
func (e *engine) paramUses(f *function, called map[int]paramUse) map[int]paramUse {
	for i, p := range f.fn.Params {
		if _, ok := p.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		for _, ref := range *p.Referrers() {
			use := paramUse{}
			switch ref := ref.(type) {
			case ssa.CallInstruction, *ssa.BinOp, *ssa.DebugRef:
				continue // seen by the flow, or compared with nil
			case *ssa.Store:
				switch addr := ref.Addr.(type) {
				case *ssa.Alloc:
					if e.paths.SingleStore(addr) == p {
						continue // a captured parameter: seen by the flow
					}
				case *ssa.FieldAddr:
					if !isLocalObject(e.paths.Of(addr).Root) {
						use = keptAt(fieldKey(addr, 0))
					}
				case *ssa.Global:
					use = keptAt(fieldKey(addr, 0))
				}
			case *ssa.MapUpdate:
				use = keptAt(fieldKey(ref.Map, 0))
			case *ssa.Send:
				use = keptAt(received(p.Type()))
			}
			old, seen := called[i]
			if called == nil {
				called = map[int]paramUse{}
			}
			called[i] = use.merge(old, seen)
		}
	}
	return called
}

// keptAt is the use of a function that is put in the named place; it is unknown
// if that has no name.
func keptAt(place string) paramUse {
	if place == "" {
		return paramUse{}
	}
	return paramUse{Kind: callbackKept, Place: place}
}
