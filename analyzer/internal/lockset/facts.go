package lockset

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// Fact is the summary of a function, for the packages that call it. It is
// exported only for functions that need, lock, unlock or keep something.
type Fact struct {
	Requires []FactClause
	Accesses []FactAccess
	Exits    []exit
	Locks    []FactLock
	Drops    []ref
	Blocks   bool
	Returns  []returned
	Gives    []given
	Makes    uint32
	Params   protocol.ByIndex[paramUse]
	Never    bool
}

// FactClause is an inferred requirement in a Fact.
type FactClause struct {
	Any  []need
	Kind protocol.SourceKind
	Text string
	When [][]cond
	// Needs is the call that the mutex is needed for, as written.
	Needs string
}

// FactAccess is what a function needs for an access in a Fact.
type FactAccess struct {
	Need FactClause
	Of   accessed
}

// FactLock is a [lockUse] in a Fact. Encoding leaves out what is embedded under
// a name that is not exported, so nothing is.
type FactLock struct {
	Lock effect
	When [][]cond
	Sure bool
	// Dropped is that of the lockUse.
	Dropped []protocol.Class
}

// AFact marks Fact as a fact.
func (*Fact) AFact() {}

func (f *Fact) String() string {
	s := summary{Exits: f.Exits, Locks: f.locks(), Returns: f.Returns, Gives: f.Gives, Params: f.Params.Map(), NeverReturns: f.Never}
	for _, c := range f.Requires {
		s.Requires = append(s.Requires, &Requirement{Any: c.Any})
	}
	for _, a := range f.Accesses {
		s.Accesses = append(s.Accesses, &Requirement{Any: a.Need.Any})
	}
	return s.String()
}

func (f *Fact) locks() []lockUse {
	var out []lockUse
	for _, l := range f.Locks {
		out = append(out, lockUse{effect: l.Lock, When: l.When, Sure: l.Sure, Dropped: l.Dropped})
	}
	return out
}

// exportSummaries exports the facts of the package's functions that other
// packages can name.
func (e *engine) exportSummaries() {
	var enc objectpath.Encoder
	for _, f := range e.order {
		if f.obj == nil || f.gaveUp {
			continue
		}
		fact := e.factOf(f)
		if fact == nil {
			continue
		}
		if _, err := enc.For(f.obj); err != nil {
			continue
		}
		e.pass.ExportObjectFact(f.obj, fact)
	}
}

// factOf returns what other packages need to know of f, or nil if nothing.
func (e *engine) factOf(f *function) *Fact {
	s := f.summary
	fact := &Fact{Returns: s.Returns, Makes: s.Makes, Never: s.NeverReturns}
	fact.Drops, fact.Blocks = portableRefs(s.Drops), s.Blocks
	for _, l := range s.Locks {
		fact.Locks = append(fact.Locks, FactLock{portable([]effect{l.effect})[0], l.When, l.Sure, l.Dropped})
	}
	if !s.uniform() || s.hasStops() || s.begins() {
		for _, x := range s.Exits {
			fact.Exits = append(fact.Exits, exit{Acquired: portable(x.Acquired), Released: portable(x.Released),
				Stops: portableStops(x.Stops), Begun: portableRefs(x.Begun), Recovered: x.Recovered, When: x.When, Results: x.Results})
		}
	}
	for _, g := range s.Gives {
		g.Acquired, g.Released, g.Locks = portable(g.Acquired), portable(g.Released), portable(g.Locks)
		fact.Gives = append(fact.Gives, g)
	}
	for i, u := range s.Params {
		if u.Kind == callbackUnknown {
			continue
		}
		u.Held, u.Dropped = portable(u.Held), portable(u.Dropped)
		u.Called, u.With = e.callsOf(u.Place)
		fact.Params.Set(i, u)
	}
	for _, r := range s.Requires {
		if r.relock || !e.trusted(f, r) {
			continue // its own finding, or its callers' in this package
		}
		fact.Requires = append(fact.Requires, r.portable())
	}
	for _, r := range s.Accesses {
		if (e.trusted(f, r) || r.provided) && (r.access.Write || e.isWritten(r.access.field)) {
			of := *r.access
			of.Object = portableRef(of.Object)
			fact.Accesses = append(fact.Accesses, FactAccess{r.portable(), of})
		}
	}
	if len(fact.Requires)+len(fact.Accesses)+len(fact.Exits)+len(fact.Locks)+len(fact.Drops)+len(fact.Returns)+len(fact.Gives)+len(fact.Params) == 0 && !fact.Never && !fact.Blocks && fact.Makes == 0 {
		return nil
	}
	if len(fact.Requires)+len(fact.Accesses)+len(fact.Exits)+len(fact.Locks)+len(fact.Drops)+len(fact.Gives)+len(fact.Params) == 0 && !fact.Never && !fact.Blocks && fact.Makes == 0 {
		// A bare accessor matters only if it leads to a struct with state.
		if !leadsSomewhere(f.obj) {
			return nil
		}
	}
	return fact
}

// portable returns r as a clause of a fact.
func (r *Requirement) portable() FactClause {
	c := FactClause{Kind: r.Source.Kind, Text: r.Source.Text, When: r.When, Needs: r.Needs}
	for _, n := range r.Any {
		c.Any = append(c.Any, need{portableRef(n.Mutex), n.Mode})
	}
	return c
}

// leadsSomewhere reports whether fn returns a pointer to a named struct, so
// that a mutex may be reached through its result.
func leadsSomewhere(fn *types.Func) bool {
	for v := range fn.Signature().Results().Variables() {
		if p, ok := v.Type().Underlying().(*types.Pointer); ok {
			if _, ok := p.Elem().Underlying().(*types.Struct); ok {
				return true
			}
		}
	}
	return false
}

func portable(effects []effect) []effect {
	var out []effect
	for _, x := range effects {
		x.Mutex = portableRef(x.Mutex)
		out = append(out, x)
	}
	return out
}

func portableRefs(refs []ref) []ref {
	var out []ref
	for _, r := range refs {
		out = append(out, portableRef(r))
	}
	return out
}

// portableRef is r without what only makes sense in its package.
func portableRef(r ref) ref {
	return ref{Class: r.Class, Weak: r.Weak, Borrowed: r.Borrowed, Root: r.Root, Index: r.Index, Steps: r.Steps}
}

// importSummary reads the summary of a function of another package.
func (e *engine) importSummary(fn *types.Func) *summary {
	var fact Fact
	if !e.pass.ImportObjectFact(fn, &fact) || !fact.fits(fn) {
		return nil
	}
	s := &summary{Locks: fact.locks(), Drops: fact.Drops, Blocks: fact.Blocks, Returns: fact.Returns, Gives: fact.Gives, Makes: fact.Makes, Params: fact.Params.Map(), NeverReturns: fact.Never}
	for _, u := range s.Params {
		e.noteCalls(u)
	}
	s.Exits = fact.Exits
	for _, c := range fact.Requires {
		s.Requires = append(s.Requires, c.requirement())
	}
	for _, a := range fact.Accesses {
		r := a.Need.requirement()
		r.access = &a.Of
		s.Accesses = append(s.Accesses, r)
	}
	return s
}

func (c FactClause) requirement() *Requirement {
	return &Requirement{
		Any:    c.Any,
		Source: protocol.Source{Kind: c.Kind, Text: c.Text},
		When:   c.When,
		Needs:  c.Needs,
	}
}

// fits reports whether f can be a summary of fn: it speaks of nothing that fn
// does not have. It need not fit, if it was written about another version of
// the package.
func (f *Fact) fits(fn *types.Func) bool {
	sig := fn.Signature()
	params, results := sig.Params().Len(), sig.Results().Len()
	if sig.Recv() != nil {
		params++
	}
	param := func(i int) bool { return i >= 0 && i < params }
	mutex := func(r ref) bool {
		switch r.Root {
		case protocol.Param:
			return param(r.Index)
		case protocol.Result:
			return r.Index >= 0 && r.Index < results
		}
		return r.Root == protocol.AnyInstance || r.Root == protocol.Global
	}
	effects := func(xs ...effect) bool {
		return !slices.ContainsFunc(xs, func(x effect) bool { return !mutex(x.Mutex) })
	}
	conds := func(cs []cond) bool {
		return !slices.ContainsFunc(cs, func(c cond) bool { return !param(c.Index) })
	}
	clause := func(c FactClause) bool {
		return len(c.Any) > 0 && c.Kind <= protocol.Inferred && all(c.When, conds) &&
			all(c.Any, func(n need) bool { return mutex(n.Mutex) })
	}
	if !all(f.Requires, clause) ||
		!all(f.Accesses, func(a FactAccess) bool { return clause(a.Need) && len(a.Need.When) > 0 && mutex(a.Of.Object) }) {
		return false
	}
	for i, u := range f.Params.All() {
		held := func(x effect) bool { return mutex(x.Mutex) || x.Mutex.Root == protocol.Result && x.Mutex.Index >= 0 }
		if !param(i) || !all(u.Passed, param) || !all(u.Held, held) || !effects(u.Dropped...) {
			return false
		}
	}
	return all(f.Drops, mutex) && all(f.Locks, func(l FactLock) bool { return effects(l.Lock) && all(l.When, conds) }) &&
		all(f.Returns, func(r returned) bool { return r.Result >= 0 && r.Result < results && param(r.Param) }) &&
		all(f.Gives, func(g given) bool {
			return g.Result >= 0 && g.Result < results && effects(g.Acquired...) && effects(g.Released...) && effects(g.Locks...)
		}) &&
		all(f.Exits, func(x exit) bool {
			return all(x.Begun, mutex) && effects(x.Acquired...) && effects(x.Released...) && conds(x.When) && len(x.Results) <= results &&
				all(x.Stops, func(y stopEffect) bool { return mutex(y.Thing) })
		})
}

// all reports whether ok is true of all.
func all[T any](xs []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(xs, func(x T) bool { return !ok(x) })
}

var _ analysis.Fact = (*Fact)(nil)
