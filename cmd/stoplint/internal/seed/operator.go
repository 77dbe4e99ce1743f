package seed

import (
	"fmt"
	"go/ast"
	"slices"
)

// Mutants returns every mutant that the operators make of the package, those
// that do not compile included.
func (t *Tree) Mutants(spec *Spec) []*Mutant {
	var all []*Mutant
	for _, s := range t.sections(spec) {
		all = append(all, t.sectionMutants(spec, s)...)
	}
	return append(all, t.stopMutants(spec)...)
}

func (t *Tree) sectionMutants(spec *Spec, s *section) []*Mutant {
	e := editor{t, s.file}
	lockSite := fmt.Sprintf("lock %d (%s)", s.number, s.mutex)
	var ms []*Mutant
	add := func(op, site string, edits ...[]Edit) *Mutant {
		m := &Mutant{Op: op, Func: s.fn, Site: site, Edits: slices.Concat(edits...)}
		if len(m.Edits) > 0 {
			ms = append(ms, m)
		}
		return m
	}
	benign := func(op, site string, edits ...[]Edit) { add(op, site, edits...).Benign = true }

	again := ""
	if s.read {
		again = "for reading "
	}

	drop := [][]Edit{e.replace(s.lock, s.plain), e.removeAll(s.unlocks)}
	add("drop the lock", lockSite, drop...)
	add("lock on one branch", lockSite, e.guardLock(s))
	add("lock and unlock on one branch", lockSite, e.guardLock(s), e.guardUnlocks(s))
	add("lock "+again+"twice", lockSite, e.after(s.lock, "; "+e.lockText(s)))
	if s.end != nil {
		add("unlock twice", lockSite, e.after(s.end, "; "+e.text(s.end)))
	}
	if hasWriter(s) {
		add("lock for reading", lockSite, e.readMode(s))
	}
	for _, own := range s.selfLocking {
		add(own.op, lockSite, e.before(s.calls[0].stmt, own.text+"; "))
	}
	benign("lock through a pointer", lockSite, e.throughPointer(s))
	benign("unlock in a deferred closure", lockSite, e.deferClosure(s))
	benign("unlock and lock again", lockSite, e.after(s.lock, "; "+e.unlockText(s)+"; "+e.lockText(s)))

	seen := make(map[string]int)
	for _, g := range s.calls {
		seen[g.name]++
		site := fmt.Sprintf("%s, call %d of %s", lockSite, seen[g.name], g.name)
		call := e.text(g.call)
		add("unlock early", site, e.unlockBefore(s, g))
		if sel, ok := g.call.Fun.(*ast.SelectorExpr); ok && spec.Twins[g.name] != "" {
			add("call the twin that locks "+again+"itself", site, e.replace(sel.Sel, spec.Twins[g.name]))
		}
		if _, ok := g.stmt.(*ast.AssignStmt); ok {
			add("unlock around the call", site, e.around(s, g))
		}
		if x, ok := g.stmt.(*ast.ExprStmt); !ok || x.X != g.call {
			continue
		}
		add("unlock around the call", site, e.around(s, g))
		add("spawn the call", site, e.before(g.stmt, "go "))
		add("spawn a function with the call", site, e.replace(g.stmt, "go func() { "+call+" }()"))
		add("give the call to a timer", site, e.importTime(), e.replace(g.stmt, "seedtime.AfterFunc(1, func() { "+call+" })"))
		add("keep the call", site, e.replace(g.stmt, "seedKept = append(seedKept, func() { "+call+" })"))
		add("drop the lock, call in a closure", site, append(drop, e.replace(g.stmt, "func() { "+call+" }()"))...)
		add("drop the lock, call a method value", site, append(drop, e.methodValue(g))...)
		if g.direct {
			add("lock late", site, e.lockAfter(s, g))
		}
		benign("call in a closure", site, e.replace(g.stmt, "func() { "+call+" }()"))
		benign("call a method value", site, e.methodValue(g))
		if s.justCalls() {
			benign("lock, call and unlock on one branch", site, e.guardLock(s), e.replace(g.stmt, "if seedCond { "+call+" }"), e.guardUnlocks(s))
		}
	}
	return ms
}

// justCalls reports whether nothing but one guarded call, and a deferred unlock,
// is in the section.
func (s *section) justCalls() bool {
	n := len(s.body)
	if slices.Contains(s.body, s.deferred()) {
		n--
	}
	return n == 1 && len(s.calls) == 1
}

func hasWriter(s *section) bool {
	for _, g := range s.calls {
		if g.write {
			return true
		}
	}
	return false
}
