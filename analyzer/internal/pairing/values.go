package pairing

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// valuesOf returns the functions that fns use other than to call them, and the
// methods behind the interfaces that they make.
func valuesOf(fns []*ssa.Function) (values, behind map[*types.Func]bool) {
	values, behind = map[*types.Func]bool{}, map[*types.Func]bool{}
	var buf [16]*ssa.Value
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				var called ssa.Value
				if call, ok := instr.(ssa.CallInstruction); ok {
					called = call.Common().Value
				}
				if mk, ok := instr.(*ssa.MakeInterface); ok {
					addBehind(behind, mk)
				}
				for _, op := range instr.Operands(buf[:0]) {
					fn, ok := (*op).(*ssa.Function)
					if !ok || fn == called {
						continue
					}
					if obj, ok := fn.Object().(*types.Func); ok {
						values[obj.Origin()] = true
					}
				}
			}
		}
	}
	return values, behind
}

// addBehind adds the methods behind the interface that mk makes.
func addBehind(behind map[*types.Func]bool, mk *ssa.MakeInterface) {
	iface, ok := mk.Type().Underlying().(*types.Interface)
	if !ok {
		return
	}
	for m := range iface.Methods() {
		obj, _, _ := types.LookupFieldOrMethod(mk.X.Type(), true, m.Pkg(), m.Name())
		if fn, ok := obj.(*types.Func); ok {
			behind[fn.Origin()] = true
		}
	}
}
