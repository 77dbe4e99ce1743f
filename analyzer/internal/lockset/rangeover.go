package lockset

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// isLoopBody reports whether fn is the body of a loop over a function, which
// package ssa makes a function literal of:
//
//	for t := range tasks.All { … }
//
// What it is given to calls it any number of times, before it returns, and not
// again once it has returned false. Where the loop is left by other ways than its
// end, a variable of the enclosing function, "jump", says by which.
func isLoopBody(fn *ssa.Function) bool {
	return fn != nil && fn.Synthetic == "range-over-func yield"
}

// isJump reports whether cell is the variable "jump" of a loop.
func isJump(cell *ssa.Alloc) bool { return strings.HasPrefix(cell.Comment, "jump$") }

// jumps is the literal "jump is c", where 0 means that the loop has ended by
// itself.
func jumps(cell *ssa.Alloc, c string) ir.Literal {
	return ir.Literal{Op: token.EQL, X: ir.Path{Root: cell, Steps: "*"}, C: c}
}

// learnJump records where a loop's body says that it goes.
func learnJump(s *state, cell *ssa.Alloc, v ssa.Value) {
	c, ok := v.(*ssa.Const)
	if !ok || !isJump(cell) || c.Value == nil || c.Value.Kind() != constant.Int {
		return
	}
	s.learn(jumps(cell, c.Value.ExactString()), true)
	if constant.Sign(c.Value) != 0 {
		s.learn(jumps(cell, "0"), false) // what several ways out have in common
	}
}

// loopBodies returns the bodies of loops among the arguments of a call.
func (fl *flow) loopBodies(common *ssa.CallCommon) []ir.Callee {
	var out []ir.Callee
	for _, arg := range common.Args {
		if mc, ok := arg.(*ssa.MakeClosure); ok && isLoopBody(mc.Fn.(*ssa.Function)) {
			fns, _ := fl.e.paths.Functions(arg, nil)
			out = append(out, fns...)
		}
	}
	return out
}

// iterator returns the function that made the function value that is called to
// iterate, as far as it is known.
func (fl *flow) iterator(common *ssa.CallCommon) ir.Callee {
	if from, ok := fl.e.paths.Of(common.Value).Root.(*ssa.Call); ok {
		if callees, complete := fl.e.paths.Callees(&from.Call); len(callees) == 1 && complete {
			return callees[0]
		}
	}
	return ir.Callee{}
}

// iterate applies to the states after a call what the bodies of loops leave that
// it was given: none of it, or what its returns do that go on with the loop, and
// then perhaps what one does that leaves it.
func (fl *flow) iterate(states []*state, p place, common *ssa.CallCommon) []*state {
	for _, body := range fl.loopBodies(common) {
		sum := fl.e.summaryOf(body)
		if sum == nil {
			continue
		}
		var next []*state
		for _, s := range states {
			going := []*state{s}
			for _, x := range sum.Exits {
				if goesOn(x) && len(x.Acquired)+len(x.Released)+len(x.Stores) > 0 {
					t := s.clone()
					fl.apply(t, p, body, x, nil)
					going = append(going, t)
				}
			}
			for _, t := range going {
				for _, x := range sum.Exits {
					if !goesOn(x) {
						u := t.clone()
						fl.apply(u, p, body, x, nil)
						next = append(next, u)
					}
				}
				for _, cell := range fl.e.capturedStores(body.Fn) {
					if isJump(cell) {
						t.learn(jumps(cell, "0"), true)
					}
				}
				next = append(next, t)
			}
		}
		states = fl.bound(next)
	}
	return states
}

// isNoExit reports whether the way from a block to another is that of a loop that
// was left in none of the ways in which it can be, which are all tested.
func isNoExit(from, to *ssa.BasicBlock) bool {
	return to.Comment == "rangefunc.done" && strings.HasPrefix(from.Comment, "rangefunc.resume.")
}

// goesOn reports whether the loop goes on after its body returned by x.
func goesOn(x exit) bool { return slices.Equal(x.Results, []ir.Truth{ir.True}) }
