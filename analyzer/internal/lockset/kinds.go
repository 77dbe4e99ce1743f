package lockset

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
)

// mayExclude reports whether the paths on which st is violated may not exist: it
// is a property of some object that decides about the lock, and st is reached for
// one kind of that object only, which may never have the property.
//
//	if !n.isLocal() {
//		n.mu.Lock()
//		defer n.mu.Unlock()
//	}
//	switch n.kind {
//	case remoteFile:
//		n.fetch()
func (e *engine) mayExclude(st *site) bool {
	br, _ := branchPoint(st.metTrail, st.badTrail)
	if br == nil {
		return false
	}
	object, property := e.asked(br.Cond)
	if object.IsZero() {
		return false
	}
	at := st.instr.Block()
	for b := at.Idom(); b != nil && b != br.Block() && br.Block().Dominates(b); b = b.Idom() {
		last, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		eq, ok := last.Cond.(*ssa.BinOp)
		if !ok || eq.Op != token.EQL || !b.Succs[0].Dominates(at) || len(b.Succs[0].Preds) != 1 {
			continue
		}
		o, p := e.asked(eq)
		if o == object && p != property {
			return true
		}
	}
	return false
}

// asked returns the object that cond, a test of one value, is about, and which of
// its properties: a field of it, or what a method of no further arguments returns.
func (e *engine) asked(cond ssa.Value) (object ir.Path, property string) {
	for {
		switch v := cond.(type) {
		case *ssa.UnOp:
			if v.Op == token.NOT {
				cond = v.X
				continue
			}
		case *ssa.BinOp:
			if _, ok := v.Y.(*ssa.Const); ok {
				cond = v.X
				continue
			}
			if _, ok := v.X.(*ssa.Const); ok {
				cond = v.Y
				continue
			}
			return ir.Path{}, ""
		case *ssa.Call:
			if fn := v.Call.StaticCallee(); fn != nil && len(v.Call.Args) == 1 {
				if obj, ok := fn.Object().(*types.Func); ok && obj.Signature().Recv() != nil {
					return e.paths.Of(v.Call.Args[0]), obj.Name()
				}
			}
			return ir.Path{}, ""
		}
		break
	}
	p := e.paths.Of(cond)
	i := strings.LastIndexByte(p.Steps, '.')
	if i < 0 {
		return ir.Path{}, ""
	}
	property = p.Steps[i+1:]
	p.Steps = p.Steps[:i]
	return p, property
}
