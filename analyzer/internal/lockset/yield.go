package lockset

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// begunStop is an internal stop that the function, or a callee, has begun. It
// takes effect when the run state returns.
type begunStop struct {
	thing
	at place
	// maybe says that the callee that begins it does not do so always, and does
	// not tell: it is taken to have, until the next branch.
	maybe bool
}

const maxBegun = 4 // internal stops remembered in one state

// writeBegun adds to the parts of a state's key the internal stops begun.
func (s *state) writeBegun(parts []string, ps *ir.Paths) []string {
	for _, b := range s.begun {
		var w strings.Builder
		w.WriteString("b" + b.class.String())
		if b.maybe {
			w.WriteByte('?')
		}
		writePath(&w, ps, b.path)
		parts = append(parts, w.String())
	}
	return parts
}

// LateKind is what is done between the begin of an internal stop and the return
// to the run loop.
type LateKind uint8

const (
	// Blocks: the goroutine waits for something.
	Blocks LateKind = iota
	// BeginsAgain: another internal stop is begun.
	BeginsAgain
	// RunsNext: the next run state is run.
	RunsNext
	// ReturnsNil: the run state returns nil, which exits at once.
	ReturnsNil
)

// late is something done too late, or rather too early.
type late struct {
	kind   LateKind
	instr  ssa.Instruction
	common *ssa.CallCommon // nil if it is no call
	callee ir.Callee
	begun  begunStop
}

// tooEarly notes that instr is run in s, if an internal stop was begun that has
// not had a chance to take effect.
func (fl *flow) tooEarly(s *state, kind LateKind, instr ssa.Instruction, common *ssa.CallCommon, c ir.Callee, b begunStop) {
	if s.fuzzy || s.panicking || slices.ContainsFunc(fl.f.lates, func(l late) bool { return l.instr == instr }) {
		return
	}
	fl.f.lates = append(fl.f.lates, late{kind, instr, common, c, b})
}

// yieldCall accounts for a call of c: it may begin or end an internal stop, and
// must not keep the goroutine from the run loop when one was begun.
func (fl *flow) yieldCall(s *state, p place, c ir.Callee) {
	var w *protocol.Contract
	if c.Obj != nil {
		w = fl.e.contractOf(c.Obj).written
	}
	switch {
	case w != nil && w.Begin == protocol.InternalStop:
		fl.beginsInternal(s, p, c, fl.e.stopSubject(c.Obj, false))
		return
	case w != nil && w.End == protocol.InternalStop:
		m := fl.e.resolve(fl.e.stopSubject(c.Obj, false), c.Args, nil)
		s.begun = slices.DeleteFunc(slices.Clone(s.begun), func(b begunStop) bool {
			return b.class == m.class && !fl.differ(s, b.path, m.path)
		})
		return
	}
	if len(s.begun) == 0 {
		return
	}
	switch {
	case c.Obj != nil && fl.e.isRunState(c.Obj):
		for _, b := range s.begun {
			if slices.ContainsFunc(c.Args, func(a ssa.Value) bool { return fl.e.paths.Of(a) == b.path }) {
				fl.tooEarly(s, RunsNext, p.instr, p.common, c, b)
				return
			}
		}
	case fl.e.blocks(c):
		fl.tooEarly(s, Blocks, p.instr, p.common, c, s.begun[0])
	}
}

// beginsInternal notes that an internal stop on the thing r of c is begun at p.
func (fl *flow) beginsInternal(s *state, p place, c ir.Callee, r ref) {
	m := fl.e.resolve(r, c.Args, nil)
	if isNothing(m.path) {
		return
	}
	th := thing{m.class, m.path}
	for _, b := range s.begun {
		if b.thing == th && !th.isAnonymous() {
			fl.tooEarly(s, BeginsAgain, p.instr, p.common, c, b)
			return
		}
	}
	if len(s.begun) < maxBegun {
		s.begun = append(slices.Clip(s.begun), begunStop{thing: th, at: p})
	}
}

// forgetMaybeBegun forgets the stops that are not begun for certain: what is done
// next may depend on whether they are.
func (s *state) forgetMaybeBegun() {
	if slices.ContainsFunc(s.begun, func(b begunStop) bool { return b.maybe }) {
		s.begun = slices.DeleteFunc(slices.Clone(s.begun), func(b begunStop) bool { return b.maybe })
	}
}

// applyBegun applies the internal stops that one way of returning from c, x, has
// begun, if the caller can tell that way from those that have not, or if c tells its
// callers nothing at all.
func (fl *flow) applyBegun(s *state, p place, c ir.Callee, x exit) {
	if len(x.Begun) == 0 {
		return
	}
	sum := fl.e.summaryOf(c)
	for _, r := range x.Begun {
		untold := slices.ContainsFunc(sum.Exits, func(y exit) bool { return !slices.Contains(y.Begun, r) && !x.tellsApart(y) })
		if untold && len(x.Results) > 0 {
			continue
		}
		n := len(s.begun)
		fl.beginsInternal(s, p, c, r)
		if untold && len(s.begun) > n {
			s.begun[n].maybe = true
		}
	}
}

// tellsApart reports whether some result is true, or nil, in one of two ways of
// returning only.
func (x exit) tellsApart(y exit) bool {
	for i, t := range x.Results {
		if t != ir.Unsure && i < len(y.Results) && y.Results[i] == t.Not() {
			return true
		}
	}
	return false
}

// begunIn returns the internal stops that s leaves begun, in the terms of the
// function. What the protocol's own calls do is in their contracts.
func (fl *flow) begunIn(s *state) []ref {
	var out []ref
	if w := fl.f.contract.written; w != nil && w.Begin == protocol.InternalStop {
		return nil
	}
	for _, b := range s.begun {
		if b.maybe {
			continue
		}
		if r := fl.e.relative(fl.f.fn, mutex{class: b.class, path: b.path}, nil); r.Root == protocol.Param {
			out = append(out, r)
		}
	}
	return out
}

// yieldInstr accounts for an instruction that is no call.
func (fl *flow) yieldInstr(s *state, instr ssa.Instruction) {
	if len(s.begun) > 0 && waits(instr) {
		fl.tooEarly(s, Blocks, instr, nil, ir.Callee{}, s.begun[0])
	}
}

// yieldReturn accounts for a return.
func (fl *flow) yieldReturn(s *state, ret *ssa.Return) {
	if len(s.begun) == 0 {
		return
	}
	state, ok := fl.e.model.RunState(fl.f.fn.Name(), fl.f.fn.Signature)
	if !ok {
		return
	}
	if c, ok := resultOf(ret, state.Next).(*ssa.Const); ok && c.IsNil() {
		fl.tooEarly(s, ReturnsNil, ret, nil, ir.Callee{}, s.begun[0])
	}
}

// isRunState reports whether fn executes a run state.
func (e *engine) isRunState(fn *types.Func) bool {
	_, ok := e.model.RunState(fn.Name(), fn.Signature())
	return ok
}

// waits reports whether instr waits until something else happens.
func waits(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Send:
		return true
	case *ssa.Select:
		return instr.Blocking
	}
	return false
}

// waiting are the functions of the standard library that wait, by package and
// name.
var waiting = map[string]bool{
	"sync.WaitGroup.Wait": true, "sync.Cond.Wait": true, "time.Sleep": true,
}

// blocks reports whether c, whenever it returns, has waited for something.
func (e *engine) blocks(c ir.Callee) bool {
	if c.Interface {
		return false
	}
	if c.Obj != nil && c.Obj.Pkg() != nil {
		name := c.Obj.Pkg().Path() + "."
		if recv := c.Obj.Signature().Recv(); recv != nil {
			if t := protocol.NamedOf(recv.Type()); t != nil {
				name += t.Obj().Name() + "."
			}
		}
		if waiting[name+c.Obj.Name()] {
			return true
		}
	}
	sum := e.summaryOf(c)
	return sum != nil && sum.Blocks
}

// alwaysWaits reports whether every way through fn to a return waits. That a
// channel is polled first makes no difference.
func (e *engine) alwaysWaits(fn *ssa.Function) bool {
	if len(fn.Blocks) == 0 {
		return false
	}
	seen := map[*ssa.BasicBlock]bool{}
	returns := false // without having waited
	var visit func(b *ssa.BasicBlock)
	visit = func(b *ssa.BasicBlock) {
		if seen[b] || returns {
			return
		}
		seen[b] = true
		for _, instr := range b.Instrs {
			if waits(instr) {
				return
			}
			if call, ok := instr.(*ssa.Call); ok {
				if c, ok := staticCallee(&call.Call); ok && c.Obj != nil && e.blocks(c) {
					return
				}
			}
			if _, ok := instr.(*ssa.Return); ok {
				returns = true
				return
			}
		}
		polled := -1 // the successor that is taken when what was polled is there
		if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && isPoll(br.Cond) {
			polled = 0
		}
		for i, succ := range b.Succs {
			if i != polled {
				visit(succ)
			}
		}
	}
	visit(fn.Blocks[0])
	return !returns && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		return ok
	})
}

// isPoll reports whether cond says that a case of a select statement with a
// default was ready.
func isPoll(cond ssa.Value) bool {
	eq, ok := cond.(*ssa.BinOp)
	if !ok || eq.Op != token.EQL {
		return false
	}
	index, ok := eq.X.(*ssa.Extract)
	if !ok || index.Index != 0 {
		return false
	}
	sel, ok := index.Tuple.(*ssa.Select)
	c, isConst := eq.Y.(*ssa.Const)
	return ok && !sel.Blocking && isConst && c.Value != nil && c.Value.Kind() == constant.Int
}

// LateFinding is something done between the begin of an internal stop and the
// return to the run loop, with what a message needs to say of it.
type LateFinding struct {
	Kind LateKind
	// Pos and End delimit what is done.
	Pos, End token.Pos
	// Callee is the called expression as written, or empty if it is no call.
	Callee string
	// Task is the task as written, and Begun where the stop is begun.
	Task  string
	Begun token.Pos
}

// lates returns what is done in the package between the begin of an internal
// stop and the return to the run loop, in source order. Tests may take the part
// of several goroutines at once, unless they say otherwise.
func (d *describer) lates() []LateFinding {
	var out []LateFinding
	for _, f := range d.order {
		if f.quiet || f.gaveUp || len(f.lates) == 0 || !f.onTask() && f.test {
			continue
		}
		for _, l := range f.lates {
			fd := LateFinding{Kind: l.kind, Task: ir.PathText(l.begun.path)}
			fd.Begun, _ = d.span(&site{f: f, instr: l.begun.at.instr, common: l.begun.at.common})
			if fd.Task == "" {
				fd.Task = "the task"
			}
			fd.Pos, fd.End = d.lateSpan(l.instr, f)
			if l.common != nil {
				st := &site{f: f, instr: l.instr, common: l.common, callee: l.callee}
				fd.Pos, fd.End = d.span(st)
				fd.Callee = d.callee(st)
			}
			out = append(out, fd)
		}
	}
	slices.SortStableFunc(out, func(a, b LateFinding) int { return cmp.Compare(a.Pos, b.Pos) })
	return out
}

// onTask reports whether f's contract is to run on a task's goroutine.
func (f *function) onTask() bool {
	w := f.contract.written
	return w != nil && w.Goroutine == protocol.OnTask
}

// lateSpan returns where instr, which is no call, is in the source.
func (d *describer) lateSpan(instr ssa.Instruction, f *function) (token.Pos, token.Pos) {
	if pos := instr.Pos(); pos.IsValid() {
		return pos, pos
	}
	if sel, ok := instr.(*ssa.Select); ok {
		for _, st := range sel.States {
			if st.Pos.IsValid() {
				return st.Pos, st.Pos
			}
		}
	}
	if decl, ok := f.fn.Syntax().(*ast.FuncDecl); ok && decl.Body != nil {
		return decl.Body.Rbrace, decl.Body.Rbrace
	}
	return f.fn.Pos(), f.fn.Pos()
}
