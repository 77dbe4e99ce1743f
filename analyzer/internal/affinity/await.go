package affinity

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// findAwaits finds the functions that stop all tasks and wait until they are:
// run on a task's goroutine, they wait for themselves.
//
//	k.tasks.BeginExternalStop()
//	k.tasks.running.Wait()
func (e *engine) findAwaits() {
	groups := e.taskGroups()
	if len(groups) == 0 {
		return
	}
	for _, sf := range e.locks.Stops.Functions {
		f := e.funcs[sf.Fn]
		if f == nil || len(f.asks) > 0 {
			continue
		}
		for _, op := range sf.Ops {
			if !op.Begin || op.Class.Type == "" || e.isTaskClass(op.Class) {
				continue
			}
			if wait := e.awaits(f, op.Instr, groups); wait != nil {
				f.addNeed(&need{not: true, declared: sf.Fn.Pos(), source: protocol.Source{
					Kind: protocol.Inferred, Text: "it waits for the goroutines of all tasks", Pos: wait.Pos(),
				}})
			}
		}
	}
}

// isTaskClass reports whether what is stopped is a task of the package.
func (e *engine) isTaskClass(c protocol.Class) bool {
	if c.Pkg != e.pass.Pkg.Path() {
		return false
	}
	obj, ok := e.pass.Pkg.Scope().Lookup(c.Type).(*types.TypeName)
	return ok && e.isTask(obj.Type())
}

// awaits returns the call by which f waits for one of groups after begin has run,
// or nil.
func (e *engine) awaits(f *function, begin ssa.Instruction, groups map[*types.Var]bool) ssa.Instruction {
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			if name, field := waitGroupCall(instr); name == "Wait" && groups[field] && e.before.Precedes(begin, instr) {
				return instr
			}
		}
	}
	return nil
}

// taskGroups returns the sync.WaitGroup fields that count the goroutines of
// tasks: what a task's goroutine consists of, or a function that it calls, says
// that it is done.
func (e *engine) taskGroups() map[*types.Var]bool {
	groups := map[*types.Var]bool{}
	seen := map[*function]bool{}
	var visit func(f *function, depth int)
	visit = func(f *function, depth int) {
		if seen[f] || depth > 3 {
			return
		}
		seen[f] = true
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				if name, field := waitGroupCall(instr); name == "Done" && field != nil {
					groups[field] = true
				}
			}
		}
		for _, ed := range f.out {
			if ed.to != nil && ed.off.Kind == OnCaller && !ed.dynamic {
				visit(ed.to, depth+1)
			}
		}
	}
	for _, f := range e.order {
		if len(f.starts) > 0 {
			visit(f, 0)
		}
	}
	return groups
}

// waitGroupCall returns the method of sync.WaitGroup that instr calls on a field,
// and the field. Adding a negative number is Done.
func waitGroupCall(instr ssa.Instruction) (name string, field *types.Var) {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return "", nil
	}
	common := call.Common()
	fn := common.StaticCallee()
	if fn == nil || fn.Signature.Recv() == nil || len(common.Args) == 0 {
		return "", nil
	}
	named := protocol.NamedOf(fn.Signature.Recv().Type())
	if named == nil || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync" || named.Obj().Name() != "WaitGroup" {
		return "", nil
	}
	addr, ok := common.Args[0].(*ssa.FieldAddr)
	if !ok {
		return "", nil
	}
	name = fn.Name()
	if name == "Add" && len(common.Args) == 2 {
		if c, ok := common.Args[1].(*ssa.Const); ok && c.Value != nil && constant.Sign(c.Value) < 0 {
			name = "Done"
		}
	}
	return name, ir.FieldOf(addr.X.Type(), addr.Field)
}
