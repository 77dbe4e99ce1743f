package lockset

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// step runs one instruction in s and returns the states after it; none if it
// never returns.
func (fl *flow) step(instr ssa.Instruction, s *state) []*state {
	if v, ok := instr.(ssa.Value); ok {
		fl.endRound(s, v)
		s.age(v)
		fl.ageStops(s, v)
	}
	if _, ok := instr.(ssa.CallInstruction); !ok {
		fl.access(s, instr)
	}
	fl.yieldInstr(s, instr)
	switch instr := instr.(type) {
	case *ssa.Call:
		return fl.call(s, instr, &instr.Call, instr, Called)
	case *ssa.Go:
		fl.call(s, instr, &instr.Call, nil, Spawned)
	case *ssa.Defer:
		fl.deferStops(s, instr)
		for _, d := range s.defers {
			if d == instr {
				return []*state{s}
			}
		}
		s.defers = append(s.defers, instr)
	case *ssa.RunDefers:
		return fl.runDefers(s)
	case *ssa.UnOp:
		fl.check(s, instr)
	case *ssa.Store:
		fl.actStore(s, instr)
		fl.noteReplacement(s, instr)
		fl.store(s, instr)
	case *ssa.MapUpdate:
		fl.keep(s, instr, instr.Value, Later)
		fl.keepStops(s, instr.Value, fl.e.paths.HolderOf(instr.Map))
	case *ssa.Send:
		fl.keep(s, instr, instr.X, Later)
		fl.keepStops(s, instr.X, fl.e.paths.HolderOf(instr.Chan))
	case *ssa.Select:
		for _, c := range instr.States {
			if c.Send != nil {
				fl.keepStops(s, c.Send, fl.e.paths.HolderOf(c.Chan))
			}
		}
	case *ssa.Return:
	}
	return []*state{s}
}

// store notes that a variable or field gets a new value.
func (fl *flow) store(s *state, instr *ssa.Store) {
	switch addr := instr.Addr.(type) {
	case *ssa.Alloc:
		fl.assign(s, addr, instr.Val)
		return
	case *ssa.FreeVar:
		if cell := fl.e.paths.Cell(addr); cell != nil {
			fl.assign(s, cell, instr.Val)
			return
		}
	case *ssa.FieldAddr:
		if f := ir.FieldOf(addr.X.Type(), addr.Field); f != nil {
			fl.ageField(s, addr, f.Name())
		}
		if isLocalObject(fl.e.paths.Of(addr).Root) {
			how := Somehow
			if n := namedOf(addr.X.Type()); n != nil && n.Obj().Pkg() == fl.e.pass.Pkg {
				how = Later // its calls are those of the field
			}
			fl.keep(s, instr, instr.Val, how)
			return
		}
	case *ssa.IndexAddr:
		if fieldKey(addr, 0) == "" {
			fl.keep(s, instr, instr.Val, Somehow)
			return
		}
	}
	fl.keep(s, instr, instr.Val, Later)
	fl.keepStops(s, instr.Val, fl.e.paths.HolderOf(instr.Addr))
}

// assign notes that the variable cell gets the value v.
func (fl *flow) assign(s *state, cell *ssa.Alloc, v ssa.Value) {
	if fl.e.paths.SingleStore(cell) != nil {
		return
	}
	truth, null := fl.truthOf(s, v), fl.nilness(s, v)
	s.age(cell)
	if !slices.Contains(s.assigned, cell) {
		s.assigned = append(s.assigned, cell)
	}
	path := ir.Path{Root: cell, Steps: "*"}
	if truth != ir.Unsure {
		s.learn(ir.IsTrue(path), truth == ir.True)
	}
	if null != ir.Unsure {
		s.learn(ir.IsNil(path), null == ir.True)
	}
	learnJump(s, cell, v)
}

// capturedStores returns the variables of enclosing functions that fn assigns,
// itself or in the literals inside of it.
func (e *engine) capturedStores(fn *ssa.Function) []*ssa.Alloc {
	var out []*ssa.Alloc
	for _, fv := range fn.FreeVars {
		cell := e.paths.Cell(fv)
		if cell != nil && e.paths.SingleStore(cell) == nil && slices.ContainsFunc(*fv.Referrers(), assigns(fv)) {
			out = append(out, cell)
		}
	}
	for _, lit := range fn.AnonFuncs {
		for _, cell := range e.capturedStores(lit) {
			if cell.Parent() != fn && !slices.Contains(out, cell) {
				out = append(out, cell)
			}
		}
	}
	return out
}

// assigns returns a function that reports whether an instruction assigns v.
func assigns(v ssa.Value) func(ssa.Instruction) bool {
	return func(instr ssa.Instruction) bool {
		st, ok := instr.(*ssa.Store)
		return ok && st.Addr == v
	}
}

// ageStores makes s forget what the variables hold that fn, which may run by now
// or at any time, assigns.
func (fl *flow) ageStores(s *state, fn ir.Callee) {
	if fn.Fn == nil || fn.Fn.Parent() == nil {
		return
	}
	for _, cell := range fl.e.capturedStores(fn.Fn) {
		s.age(cell)
	}
}

// runDefers runs the deferred calls of s, latest first.
func (fl *flow) runDefers(s *state) []*state {
	states := []*state{s}
	for len(s.defers) > 0 {
		d := s.defers[len(s.defers)-1]
		rest := s.defers[:len(s.defers)-1]
		var next []*state
		for _, t := range states {
			t.defers = rest
			after := fl.call(t, d, &d.Call, nil, Called)
			for _, u := range after {
				u.unlockRounds(d)
			}
			next = append(next, after...)
		}
		if len(next) == 0 {
			return nil
		}
		states = fl.bound(next)
		s = &state{defers: rest}
	}
	return states
}

// bad counts one state in which the obligation is violated.
func (st *site) bad(s *state, r Reason) {
	st.violated++
	st.reason = r
	if st.badTrail == nil {
		st.badTrail = s.trail
	}
}

// place is where an obligation arises.
type place struct {
	instr  ssa.Instruction
	common *ssa.CallCommon // nil if a function value is only handed on
	expr   token.Pos
	how    How
	// alone says that a function value handed out of sight goes to code that
	// cannot lock the mutexes it needs.
	alone bool
	// kept names the field or variable that a function value is kept in.
	kept string
}

func (p place) pos() token.Pos {
	if p.common != nil && p.common.Pos().IsValid() {
		return p.common.Pos()
	}
	return p.instr.Pos()
}
