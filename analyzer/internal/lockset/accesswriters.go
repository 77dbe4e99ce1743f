package lockset

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// accessedField returns the field that st is about, or nil if the access is in
// another package.
func (st *site) accessedField() *types.Var {
	if st.field != nil {
		return st.field
	}
	return st.req.access.field
}

// isWritten reports whether some access, as far as other packages cannot name
// the field, writes f while others may have the object.
func (e *engine) isWritten(f *types.Var) bool {
	if f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return true
	}
	e.writeLocks(f.Origin())
	return len(e.writers[f.Origin()]) > 0
}

// isOnlyWriter reports whether the field that st reads is written, once the object
// is shared, in the function of st alone: it may know that it does not run twice at
// a time.
func (e *engine) isOnlyWriter(st *site) bool {
	f := st.accessedField()
	if st.field == nil || f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return false
	}
	e.writeLocks(f.Origin())
	return !slices.ContainsFunc(e.writers[f.Origin()], func(w *site) bool { return w.f != st.f })
}

// isAfterReceive reports whether the function has received from a channel of the
// object that st reads, on every way to st: whoever sent or closed it may have
// written the field before.
func (e *engine) isAfterReceive(st *site) bool {
	if st.field == nil {
		return false
	}
	for b := st.instr.Block(); b != nil; b = b.Idom() {
		for _, instr := range b.Instrs {
			if instr == st.instr {
				break
			}
			if slices.ContainsFunc(receivedFrom(instr), func(c ssa.Value) bool {
				p := e.paths.Of(c)
				return p.Root == st.object.Root && p.Index == st.object.Index && strings.HasPrefix(p.Steps, st.object.Steps+".")
			}) {
				return true
			}
		}
	}
	return false
}

// receivedFrom returns the channels that instr receives from, or may.
func receivedFrom(instr ssa.Instruction) []ssa.Value {
	switch instr := instr.(type) {
	case *ssa.UnOp:
		if instr.Op == token.ARROW {
			return []ssa.Value{instr.X}
		}
	case *ssa.Select:
		var out []ssa.Value
		for _, c := range instr.States {
			if c.Dir == types.RecvOnly {
				out = append(out, c.Chan)
			}
		}
		return out
	}
	return nil
}

// isSharedLock reports whether st, which only reads, holds another mutex that
// whoever writes the field holds, so that they exclude each other all the same.
func (e *engine) isSharedLock(st *site) bool {
	if st.write {
		return false
	}
	f := st.accessedField()
	if f == nil || f.Exported() || f.Pkg() != e.pass.Pkg {
		return false
	}
	locks := e.writeLocks(f.Origin())
	for depth := 0; st != nil && depth < 8; depth++ {
		if slices.ContainsFunc(st.held, func(c protocol.Class) bool { return slices.Contains(locks, c) && !st.req.mentions(c) }) {
			return true
		}
		if st.field != nil {
			break
		}
		st = st.req.origin
	}
	return false
}

func (r *Requirement) mentions(c protocol.Class) bool {
	return slices.ContainsFunc(r.Any, func(n need) bool { return n.Mutex.Class == c })
}

// writeLocks returns the mutexes held wherever f is written with any mutex held: a
// write without one is a mistake of its own, or nobody competes with it.
func (e *engine) writeLocks(f *types.Var) []protocol.Class {
	if e.writers == nil {
		e.writers = map[*types.Var][]*site{}
		for _, g := range e.order {
			if g.test {
				continue
			}
			for _, st := range g.accessList {
				if st.field != nil && (st.write || isAddressed(st.instr)) {
					e.writers[st.field.Origin()] = append(e.writers[st.field.Origin()], st)
				}
			}
		}
	}
	var common []protocol.Class
	first := true
	for _, st := range e.writers[f] {
		switch {
		case len(st.held) == 0:
		case first:
			common, first = slices.Clone(st.held), false
		default:
			common = slices.DeleteFunc(common, func(c protocol.Class) bool { return !slices.Contains(st.held, c) })
		}
	}
	return common
}

// isAddressed reports whether instr passes the address of a field on, so that
// it may be written.
func isAddressed(instr ssa.Instruction) bool {
	_, ok := instr.(ssa.CallInstruction)
	return ok
}
