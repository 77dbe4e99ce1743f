package lockset

import (
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// loop is a natural loop in which stops on several things begin or end, one in
// each round:
//
//	for _, t := range tasks {
//		t.BeginExternalStop()
//	}
type loop struct {
	header *ssa.BasicBlock
	blocks map[*ssa.BasicBlock]bool
	ops    []loopOp
}

// loopOp is a call in a loop that begins or ends a stop on another thing in
// each round.
type loopOp struct {
	at     place
	callee ir.Callee
	effect stopEffect
	thing  thing
}

// has reports whether l begins, or ends, stops on things of the class.
func (l *loop) has(begin bool, class protocol.Class) bool {
	for _, op := range l.ops {
		if (op.effect.N > 0) == begin && op.thing.class == class {
			return true
		}
	}
	return false
}

// loopSet holds the loops of a function.
type loopSet struct {
	all []*loop
	in  map[*ssa.BasicBlock]bool
}

func (ls *loopSet) contains(b *ssa.BasicBlock) bool { return ls.in[b] }

// loops returns the loops of the function, which are found when first asked
// for.
func (fl *flow) loops() *loopSet {
	if fl.loopSet == nil {
		fl.loopSet = fl.findLoops()
	}
	return fl.loopSet
}

func (fl *flow) findLoops() *loopSet {
	ls := &loopSet{in: map[*ssa.BasicBlock]bool{}}
	byHeader := map[*ssa.BasicBlock]*loop{}
	for _, b := range fl.f.fn.Blocks {
		for _, head := range b.Succs {
			if !head.Dominates(b) {
				continue
			}
			l := byHeader[head]
			if l == nil {
				l = &loop{header: head, blocks: map[*ssa.BasicBlock]bool{head: true}}
				byHeader[head] = l
				ls.all = append(ls.all, l)
			}
			l.add(b)
		}
	}
	for _, l := range ls.all {
		for b := range l.blocks {
			ls.in[b] = true
		}
		fl.findLoopOps(l)
	}
	return ls
}

// add adds b, from which the loop goes back to its header, and all that leads
// there.
func (l *loop) add(b *ssa.BasicBlock) {
	todo := []*ssa.BasicBlock{b}
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if l.blocks[b] {
			continue
		}
		l.blocks[b] = true
		todo = append(todo, b.Preds...)
	}
}

// findLoopOps finds the calls in l that begin or end stops on another thing in
// each round.
func (fl *flow) findLoopOps(l *loop) {
	for _, b := range fl.f.fn.Blocks {
		if !l.blocks[b] {
			continue
		}
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			callees, complete := fl.e.paths.Callees(call.Common())
			if len(callees) != 1 || !complete {
				continue
			}
			at := place{instr: instr, common: call.Common()}
			if _, ok := instr.(*ssa.Go); ok {
				at.how = Spawned
			}
			effects, _ := fl.stopsOf(&state{}, callees[0])
			for _, x := range effects {
				m := fl.e.resolve(x.Thing, callees[0].Args, nil)
				if !x.Many && !l.varies(m.path.Root) && !l.varies(m.path.Dep) {
					continue
				}
				l.ops = append(l.ops, loopOp{at, callees[0], x, thing{m.class, m.path}})
			}
		}
	}
}

// varies reports whether v is computed in each round of the loop.
func (l *loop) varies(v ssa.Value) bool {
	instr, ok := v.(ssa.Instruction)
	return ok && l.blocks[instr.Block()]
}

// deferStops accounts for a deferred call in a loop that ends a stop on another
// thing in each round: it is as good as ended.
func (fl *flow) deferStops(s *state, instr *ssa.Defer) {
	if !fl.e.stopsInSight || !fl.loops().contains(instr.Block()) {
		return
	}
	callees, complete := fl.e.paths.Callees(&instr.Call)
	if len(callees) != 1 || !complete {
		return
	}
	effects, _ := fl.stopsOf(s, callees[0])
	for _, x := range effects {
		if m := fl.e.resolve(x.Thing, callees[0].Args, nil); fl.variesAt(instr, m.path) {
			fl.count(s, place{instr: instr, common: &instr.Call, how: Later}, callees[0], x, nil)
		}
	}
}

// variesAt reports whether instr is in a loop that computes p anew in each
// round.
func (fl *flow) variesAt(instr ssa.Instruction, p ir.Path) bool {
	for _, l := range fl.loops().all {
		if l.blocks[instr.Block()] && (l.varies(p.Root) || l.varies(p.Dep)) {
			return true
		}
	}
	return false
}

// leaveLoops accounts for leaving a loop after its last round, on the way from
// one block to another: what each round does to one thing is done to all, even
// if there was no round.
func (fl *flow) leaveLoops(s *state, from, to *ssa.BasicBlock) {
	if !fl.e.stopsInSight {
		return
	}
	for _, l := range fl.loops().all {
		if from != l.header || l.blocks[to] {
			continue
		}
		for _, op := range l.ops {
			class, begin := op.thing.class, op.effect.N > 0
			switch {
			case l.has(!begin, class):
			case begin:
				s.beginMany(class, fl.stopOp(op.at, op.callee, op.effect, op.thing))
			default:
				s.endMany(class, fl.stopOp(op.at, op.callee, op.effect, op.thing))
			}
		}
	}
}

// pairedInLoop reports whether some loop that computes v anew begins and ends
// stops of the class in each round.
func (fl *flow) pairedInLoop(v ssa.Value, class protocol.Class) bool {
	for _, l := range fl.loops().all {
		if l.varies(v) && l.has(true, class) && l.has(false, class) {
			return true
		}
	}
	return false
}

// isUncounted reports whether a loop begins stops on th in some rounds and ends
// them in others, so that their number depends on what the rounds decide:
//
//	for _, delta := range deltas {
//		if delta > 0 {
//			t.BeginExternalStop()
//		} else {
//			t.EndExternalStop()
//		}
//	}
func (fl *flow) isUncounted(th thing) bool {
	for _, a := range fl.f.stopOpList {
		for _, b := range fl.f.stopOpList {
			if !a.begin || b.begin || a.thing != th || b.thing != th {
				continue
			}
			for _, l := range fl.loops().all {
				if l.blocks[a.at.instr.Block()] && l.blocks[b.at.instr.Block()] && !l.leads(a, b) && !l.leads(b, a) {
					return true
				}
			}
		}
	}
	return false
}

// leads reports whether b can come after a in one round of the loop.
func (l *loop) leads(a, b *stopOp) bool {
	from, to := a.at.instr.Block(), b.at.instr.Block()
	if from == to {
		return true
	}
	seen := map[*ssa.BasicBlock]bool{l.header: true}
	todo := []*ssa.BasicBlock{from}
	for len(todo) > 0 {
		block := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, succ := range block.Succs {
			if succ == to && to != l.header {
				return true
			}
			if l.blocks[succ] && !seen[succ] {
				seen[succ] = true
				todo = append(todo, succ)
			}
		}
	}
	return false
}
