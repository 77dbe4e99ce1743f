package lockset

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// promise is a clause of a function's own contract that says whether a mutex is
// held when it returns.
type promise struct {
	*Requirement
	// held says that it is, and kept that it was on entry, too.
	held, kept bool
}

// wayOut is a way out of a function, as one promise has it.
type wayOut struct {
	ret *ssa.Return
	exit
	mutex mutex
	as    ir.Truth // whether the promise is kept
	// unlocked and locked are where the mutex was, if that broke the promise.
	unlocked, locked token.Pos
}

// promises returns what the contract of f, as written on f itself, says of its
// returns. That a mutex required on entry is held on return goes without saying.
func (e *engine) promises(f *function) []promise {
	if f.obj == nil || f.quiet {
		return nil
	}
	decl, ok := f.fn.Syntax().(*ast.FuncDecl)
	if !ok || decl.Doc == nil {
		return nil
	}
	var out []promise
	add := func(rs []*Requirement, held, kept bool) {
		for _, r := range rs {
			if at := r.Source.Pos; decl.Doc.Pos() <= at && at < decl.Doc.End() && len(r.Any) == 1 && !r.Any[0].Mutex.Borrowed && r.guess == nil {
				out = append(out, promise{r, held, kept})
			}
		}
	}
	add(f.contract.acquires, true, false)
	add(f.contract.releases, false, false)
	add(f.contract.requires, true, true)
	return out
}

// endPromises notes how a return in s keeps the promises of the function.
func (fl *flow) endPromises(ret *ssa.Return, s *state, x exit, results []ir.Path) {
	if s.panicking {
		return
	}
	for i, p := range fl.promises {
		m := fl.e.atReturn(fl.f.fn, p.Any[0].Mutex, results)
		held, at := fl.holds(s, m)
		w := wayOut{ret: ret, exit: x, mutex: m, as: held, locked: at}
		if !p.held {
			w.as = held.Not()
		}
		if r, gone := s.releasedAt(m); gone && held == ir.False {
			w.unlocked = r.pos
			if r.loose {
				w.as = ir.Unsure
			}
		} else if p.kept && held == ir.False {
			w.as = ir.Unsure // who unlocked it is out of sight
		}
		fl.waysOut[i] = append(fl.waysOut[i], w)
	}
}

// atReturn expresses r in the terms of fn, which returns results.
func (e *engine) atReturn(fn *ssa.Function, r ref, results []ir.Path) mutex {
	args := make([]ssa.Value, len(fn.Params))
	for i, p := range fn.Params {
		args[i] = p
	}
	m := e.resolve(r, args, nil)
	if r.Root == protocol.Result && r.Index < len(results) {
		m.path = results[r.Index].Join(r.Steps)
	}
	return m
}

// holds returns whether m is held in s, and where it was locked.
func (fl *flow) holds(s *state, m mutex) (ir.Truth, token.Pos) {
	t := ir.False
	if s.fuzzy {
		t = ir.Unsure
	}
	for _, h := range s.holds {
		switch {
		case h.class != m.class && !h.weak && !m.weak || fl.differ(s, h.path, m.path):
		case h.class == m.class && s.isGone(m):
		case h.class != m.class || h.maybe || h.shared:
			t = ir.Unsure
		default:
			return ir.True, h.pos
		}
	}
	return t, token.NoPos
}

// isGone reports whether what m belongs to is known to be nil, or to have been
// unlocked, be it by another path that is known to be the same.
func (s *state) isGone(m mutex) bool {
	mine, ok := ownerOf(m.path)
	if !ok {
		return false
	}
	gone := func(p ir.Path) bool {
		return s.truth(ir.IsNil(p)) == ir.True || slices.ContainsFunc(s.released, func(r release) bool {
			owner, ok := ownerOf(r.path)
			return ok && r.class == m.class && owner == p
		})
	}
	implied := func(l literal) bool {
		switch {
		case !l.truth || l.Op != token.EQL:
		case l.Literal == ir.IsNil(mine):
			return true
		case l.X == mine && !l.Y.IsZero():
			return gone(l.Y)
		case l.Y == mine:
			return gone(l.X)
		}
		return false
	}
	return gone(mine) || slices.ContainsFunc(s.literals, implied) ||
		slices.ContainsFunc(s.eithers, func(x either) bool { return implied(x[0]) && implied(x[1]) })
}

// ownerOf returns the path without its last step, if that is a field.
func ownerOf(p ir.Path) (ir.Path, bool) {
	i := strings.LastIndexByte(p.Steps, '.')
	if i < 0 {
		return p, false
	}
	p.Steps = p.Steps[:i]
	return p, true
}

// settlePromises finds the promises that some return breaks, though nothing
// tells callers that return from one that keeps it. Callers then go by the
// contract.
func (fl *flow) settlePromises() {
	for i, p := range fl.promises {
		bad := fl.brokenBy(p, fl.waysOut[i])
		if bad == nil {
			continue
		}
		fl.f.broken = append(fl.f.broken, broken{p, *bad, slices.ContainsFunc(fl.waysOut[i], func(w wayOut) bool { return w.as == ir.True })})
		other := func(xs []effect) []effect {
			return slices.DeleteFunc(slices.Clone(xs), func(x effect) bool { return x.Mutex.Class == bad.mutex.class })
		}
		for j := range fl.sum.Exits {
			x := &fl.sum.Exits[j]
			x.Acquired, x.Released = other(x.Acquired), other(x.Released)
		}
	}
}

// broken is a promise with a return that breaks it.
type broken struct {
	promise
	by   wayOut
	some bool // another return keeps it
}

// brokenBy returns the first of the waysOut that breaks p without telling, or
// nil.
func (fl *flow) brokenBy(p promise, waysOut []wayOut) *wayOut {
	var first *wayOut
	for i := range waysOut {
		bad := &waysOut[i]
		if bad.as != ir.False || first != nil && first.ret.Pos() <= bad.ret.Pos() && first.ret.Pos().IsValid() {
			continue
		}
		kept, unsure := false, false
		alike := slices.ContainsFunc(waysOut, func(good wayOut) bool {
			kept = kept || good.as == ir.True
			unsure = unsure || good.as == ir.Unsure
			return good.as == ir.True && !fl.tellsApart(bad, &good)
		})
		if alike || !kept && !unsure && !p.kept {
			first = bad
		}
	}
	return first
}

// tellsApart reports whether callers can tell one way out from the other, by
// what they pass or by what is returned.
func (fl *flow) tellsApart(a, b *wayOut) bool {
	for _, c := range a.When {
		c.Truth = !c.Truth
		if slices.Contains(b.When, c) {
			return true
		}
	}
	for i, v := range a.ret.Results {
		w := b.ret.Results[i]
		if a.Results[i] != b.Results[i] || a.Results[i] == ir.Unsure && !fl.isSame(v, w) {
			return true
		}
	}
	return false
}

// isSame reports whether v and w are the same constant, or reached by the same
// path.
func (fl *flow) isSame(v, w ssa.Value) bool {
	if c, ok := v.(*ssa.Const); ok {
		d, ok := w.(*ssa.Const)
		return ok && types.Identical(c.Type(), d.Type()) && c.Name() == d.Name()
	}
	return fl.e.paths.Of(v) == fl.e.paths.Of(w)
}
