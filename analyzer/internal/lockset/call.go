package lockset

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// call judges a call in s and returns the states after it.
func (fl *flow) call(s *state, instr ssa.Instruction, common *ssa.CallCommon, result ssa.Value, how How) []*state {
	if how == Called {
		fl.access(s, instr)
	}
	callees, complete := fl.e.paths.Callees(common)
	if len(callees) == 0 && !complete {
		var bound map[ssa.Value]ir.Path
		callees, complete, bound = fl.e.returnedCallee(common)
		outer := fl.e.bound
		fl.e.bound = bound
		defer func() { fl.e.bound = outer }()
	}
	if len(callees) == 1 && callees[0].Obj != nil && len(callees[0].Args) > 0 && how == Called {
		if op := protocol.MutexOp(callees[0].Obj); op != protocol.NoOp {
			return fl.mutexOp(s, instr, common, op, callees[0], result)
		}
	}
	if how == Called && !complete {
		fl.reaches(signatureKey(common.Signature()), s)
		if place := keptIn(common.Value); place != "" {
			fl.reaches(place, s)
		}
	}
	if len(callees) == 0 && !complete {
		fl.unknownCall(s, instr, common, how)
		for _, arg := range common.Args {
			fl.eachOf(s, place{instr: instr, common: common}, arg)
			fns, _ := fl.e.paths.Functions(arg, nil)
			for _, fn := range fns {
				fl.ageStores(s, fn)
			}
		}
		for _, body := range fl.loopBodies(common) {
			use := paramUse{}
			if _, ok := fl.e.paths.Of(common.Value).Root.(*ssa.Parameter); ok {
				use.Kind = callbackAtOnce // what a caller iterates over is taken to hold nothing
			}
			fl.callback(s, place{instr: instr, common: common, how: how}, fl.iterator(common), use, body)
		}
		if how == Called {
			fl.perform(s, instr, common)
		}
		fl.undo(s, place{instr: instr, common: common, how: how}, common.Value)
	}
	at := place{instr: instr, common: common, how: how}
	if how == Spawned && len(callees) == 1 && complete && fl.handOver(s, at, callees[0]) {
		fl.handStops(s, at, callees[0])
		fl.ageStores(s, callees[0])
		return []*state{s}
	}
	for _, c := range callees {
		if len(s.stops) > 0 && fl.e.stopRole(c.Obj) == nil {
			fl.lendStops(s, c)
		}
		if !complete {
			at.how = Somehow
		}
		fl.obligations(s, at, c)
		if how == Called {
			fl.noteCallee(s, c)
		}
		if c.Interface && how == Called {
			fl.reaches("method "+c.Obj.Name(), s)
			fl.e.invoke(common)
		}
		fl.callbacks(s, at, c)
	}
	if how != Called || len(callees) != 1 || !complete {
		for _, c := range callees {
			fl.handStops(s, at, c)
			fl.ageStores(s, c)
		}
		return fl.iterate([]*state{s}, at, common)
	}
	fl.yieldCall(s, at, callees[0])
	fl.actCall(s, at, callees[0])
	fl.dropped(s, at, callees[0])
	fl.roleCall(s, at, callees[0], result)
	after := fl.effects(s, at, callees[0], result)
	for _, t := range after {
		fl.hear(t, at, callees[0], result)
	}
	return fl.iterate(after, at, common)
}

// unknownCall notes the call of a function value that is not known: a parameter
// of the function under analysis above all.
func (fl *flow) unknownCall(s *state, instr ssa.Instruction, common *ssa.CallCommon, how How) {
	kind := callbackAtOnce
	if how == Spawned {
		kind = callbackSpawned
	}
	fl.recordParam(s, common.Value, paramUse{Kind: kind, Once: true, Passed: fl.passed(common.Value, common.Args), at: instr, args: common.Args})
}

// passed returns the indices of the parameters that args are, up to the first
// that is none. They belong to the function that f is a parameter of.
func (fl *flow) passed(f ssa.Value, args []ssa.Value) []int {
	of, ok := fl.e.paths.Of(f).Root.(*ssa.Parameter)
	if !ok {
		return nil
	}
	var out []int
	for _, arg := range args {
		p := fl.e.paths.Of(arg)
		i := -1
		if param, ok := p.Root.(*ssa.Parameter); ok && p.Steps == "" {
			i = slices.Index(of.Parent().Params, param)
		}
		if i < 0 {
			break
		}
		out = append(out, i)
	}
	return out
}

// obligations judges what c asks of a call at p in s.
func (fl *flow) obligations(s *state, p place, c ir.Callee) {
	var ct *contract
	if c.Obj != nil {
		ct = fl.e.contractOf(c.Obj)
		for _, r := range ct.requires {
			fl.require(s, p, c, r)
		}
		for _, r := range ct.releases {
			fl.require(s, p, c, r)
		}
		if p.how == Called {
			excluded := ct.excludes
			if !fl.e.isConditional(c) {
				excluded = slices.Concat(ct.excludes, ofArguments(ct.acquires))
			}
			for _, r := range excluded {
				fl.exclude(s, p, c, r, ir.True, [][]cond{{}})
			}
		}
	}
	if p.how == Called && isWait(c) {
		fl.wait(s, p, c)
	}
	sum := fl.e.summaryOf(c)
	if sum == nil {
		return
	}
	for param, use := range sum.Outer {
		use.Kind, use.at = compose(p.how, use.Kind), p.instr
		fl.recordParam(s, param, use)
	}
	for _, r := range sum.Requires {
		if ct == nil || !ct.covers(r) {
			fl.require(s, p, c, r)
		}
	}
	for _, r := range sum.Accesses {
		if ct == nil || !ct.covers(r) {
			fl.callNeeds(s, p, c, r)
		}
	}
	if p.how != Called {
		return
	}
	for _, what := range sum.Reaches {
		fl.reaches(what, s)
	}
	for _, l := range sum.Locks {
		if fl.applies(s, l.When, c.Args) != ir.False {
			fl.noteOrder(s, p, fl.e.resolve(l.Mutex, c.Args, nil), &c, l)
		}
		if ct != nil && ct.mentions(l.Mutex.Class) {
			continue
		}
		if sure := fl.applies(s, l.When, c.Args); sure != ir.False {
			fl.exclude(s, p, c, &Requirement{
				Any:    []need{{Mutex: l.Mutex, Mode: l.Mode}},
				Source: protocol.Source{Kind: protocol.Inferred},
				origin: l.origin,
			}, sure, l.inherited(fl.translate(l.When, c.Args)))
			fl.noteDropped(s, fl.e.relative(fl.f.fn, fl.e.resolve(l.Mutex, c.Args, nil), nil), l.Dropped)
		}
	}
}

// ofArguments returns the clauses about mutexes that are reached from the
// arguments: what comes with a result cannot be held before.
func ofArguments(rs []*Requirement) []*Requirement {
	var out []*Requirement
	for _, r := range rs {
		if r.Any[0].Mutex.Root == protocol.Param {
			out = append(out, r)
		}
	}
	return out
}

// covers reports whether the written contract asks for r already.
func (ct *contract) covers(r *Requirement) bool {
	for _, w := range ct.requires {
		for _, n := range w.Any {
			for _, m := range r.Any {
				if n.Mutex.Class == m.Mutex.Class && (n.Mode >= m.Mode) {
					return true
				}
			}
		}
	}
	return false
}

// mentions reports whether the written contract says whether a mutex of the class
// is held on entry. That the mutex of a result is locked does not: which one that
// is before there is a result, only the body shows.
func (ct *contract) mentions(class protocol.Class) bool {
	for _, w := range slices.Concat(ct.requires, ct.excludes, ofArguments(ct.acquires), ct.releases) {
		for _, n := range w.Any {
			if n.Mutex.Class == class {
				return true
			}
		}
	}
	return false
}
