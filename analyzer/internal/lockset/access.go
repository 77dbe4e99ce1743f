package lockset

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// access is a read or write of a field that mutexes protect.
type access struct {
	field *types.Var
	base  ssa.Value // the pointer to the struct
	write bool
	pos   token.Pos
	sel   token.Pos // of the field where its address is computed
}

// guard is the protection of a field in engine form. Its refs are as seen from
// the pointer to the struct, which is their parameter 0.
type guard struct {
	// read has one requirement, of all the mutexes, and write one for each.
	read, write   []*Requirement
	reads, writes protocol.Leave
}

// guardOf returns how f, a field of the struct that owner is or points to, is
// protected, or nil.
func (e *engine) guardOf(f *types.Var, owner types.Type) *guard {
	f = f.Origin()
	if g, ok := e.guards[f]; ok {
		return g
	}
	var g *guard
	if w := e.model.Guard(f); w != nil {
		g = &guard{reads: w.Reads, writes: w.Writes}
		read := &Requirement{Source: w.Clauses[0].Source}
		for _, c := range w.Clauses {
			write := &Requirement{Source: c.Source}
			for _, n := range c.Any {
				m := ref{Class: n.Ref.Class, Root: n.Ref.Root, text: n.Ref.Path}
				if n.Ref.Root == protocol.Recv {
					m.Root = protocol.Param
					m.Steps, m.Class = steps(owner, n.Ref.Path, n.Ref.Class)
				}
				m.Borrowed = e.isBorrowed(m.Class)
				read.Any = append(read.Any, need{Mutex: m, Mode: protocol.Read})
				write.Any = append(write.Any, need{Mutex: m, Mode: protocol.Write})
			}
			g.write = append(g.write, write)
		}
		g.read = []*Requirement{read}
	}
	e.guards[f] = g
	return g
}

// accesses returns the accesses of protected fields that instr makes by itself;
// for those of a call's operands, see callAccesses.
func (e *engine) accesses(instr ssa.Instruction) []access {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.MUL {
			return e.at(nil, instr.X, false, instr.Pos())
		}
	case *ssa.Store:
		pos := instr.Pos()
		out := e.at(nil, instr.Addr, true, pos)
		if elem, ok := instr.Addr.(*ssa.IndexAddr); ok && appended(elem) == "" {
			out = e.within(out, elem.X, instr, pos)
		}
		return out
	case *ssa.MapUpdate:
		return e.within(nil, instr.Map, instr, instr.Pos())
	}
	return nil
}

// at appends the access of the protected field that addr is, or is part of.
func (e *engine) at(out []access, addr ssa.Value, write bool, pos token.Pos) []access {
	for depth := 0; depth < 8; depth++ {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			f := ir.FieldOf(a.X.Type(), a.Field)
			if f == nil {
				return out
			}
			if !f.Embedded() && e.guardOf(f, a.X.Type()) != nil {
				if !pos.IsValid() {
					pos = a.Pos()
				}
				return append(out, access{f, a.X, write, pos, a.Pos()})
			}
			addr = a.X
			continue
		case *ssa.IndexAddr:
			if _, ok := a.X.Type().Underlying().(*types.Pointer); ok { // to an array
				addr = a.X
				continue
			}
		}
		return out
	}
	return out
}

// within appends the write of an element of the collection that was loaded from
// a protected field, if it is still the field's at instr.
func (e *engine) within(out []access, collection ssa.Value, instr ssa.Instruction, pos token.Pos) []access {
	load, ok := collection.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return out
	}
	if load.Block() != instr.Block() && e.isAssigned(load) {
		return out
	}
	return e.at(out, load.X, true, pos)
}

// isAssigned reports whether the function assigns the field that load reads, so
// that the collection may have been taken out of it:
//
//	work := x.work
//	x.work = nil
func (e *engine) isAssigned(load *ssa.UnOp) bool {
	path := e.paths.Of(load.X)
	for _, b := range load.Parent().Blocks {
		for _, instr := range b.Instrs {
			if st, ok := instr.(*ssa.Store); ok && e.paths.Of(st.Addr) == path {
				return true
			}
		}
	}
	return false
}

// callAccesses returns the accesses of protected fields whose address the call
// passes on, or whose elements a builtin changes.
func (e *engine) callAccesses(common *ssa.CallCommon, instr ssa.Instruction) []access {
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "delete", "clear", "copy":
			if len(common.Args) > 0 {
				return e.within(nil, common.Args[0], instr, common.Pos())
			}
		}
		return nil
	}
	callee := common.StaticCallee()
	if callee == nil {
		return nil
	}
	var out []access
	for i, arg := range common.Args {
		addr, ok := arg.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if (i > 0 || callee.Signature.Recv() == nil) && !isAtomicFunc(callee) && e.locksFor(common, addr) {
			continue
		}
		t := addr.Type().Underlying().(*types.Pointer).Elem()
		switch {
		case isAtomicFunc(callee) || isAtomicType(t):
			if isAtomicWrite(callee.Name()) {
				out = e.at(out, addr, true, addr.Pos())
			}
		case !synchronises(t, 0):
			out = e.at(out, addr, false, addr.Pos())
		}
	}
	return out
}

// locksFor reports whether the callee, which is passed the address of a field,
// locks a mutex that protects it, or whether that cannot be told.
func (e *engine) locksFor(common *ssa.CallCommon, addr *ssa.FieldAddr) bool {
	callees, complete := e.paths.Callees(common)
	if len(callees) != 1 || !complete {
		return true
	}
	sum := e.summaryOf(callees[0])
	f := ir.FieldOf(addr.X.Type(), addr.Field)
	if sum == nil || f == nil {
		return true
	}
	g := e.guardOf(f, addr.X.Type())
	return g != nil && slices.ContainsFunc(g.read[0].Any, func(n need) bool {
		return slices.ContainsFunc(sum.Locks, func(l lockUse) bool { return l.Mutex.Class == n.Mutex.Class })
	})
}

// isAtomicFunc reports whether fn is one of sync/atomic.
func isAtomicFunc(fn *ssa.Function) bool {
	obj := fn.Object()
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic"
}

// isAtomicWrite reports whether an atomic operation of that name writes.
func isAtomicWrite(name string) bool {
	for _, prefix := range [...]string{"Store", "Swap", "Add", "And", "Or", "CompareAndSwap"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// isAtomicType reports whether t has the methods of an atomic value: Load and
// Store.
func isAtomicType(t types.Type) bool {
	n := namedOf(t)
	if n == nil {
		return false
	}
	method := func(name string, params, results int) bool {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(n), false, n.Obj().Pkg(), name)
		fn, ok := obj.(*types.Func)
		return ok && fn.Signature().Params().Len() == params && fn.Signature().Results().Len() == results
	}
	return method("Load", 0, 1) && method("Store", 1, 0)
}

// synchronises reports whether values of t look after themselves: t is a mutex,
// or has one or an atomic value inside.
func synchronises(t types.Type, depth int) bool {
	if protocol.IsMutex(t) || isAtomicType(t) {
		return true
	}
	if n := namedOf(t); n != nil && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "sync" {
		return true
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 2 {
		return false
	}
	for f := range st.Fields() {
		if synchronises(f.Type(), depth+1) {
			return true
		}
	}
	return false
}
