package ir

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Callee is what a call calls, as far as it is known.
type Callee struct {
	// Fn is the function in SSA form, without a body if it is declared in
	// another package; nil for a call through an interface.
	Fn *ssa.Function
	// Obj is the declared function or method, nil for a function literal.
	Obj *types.Func
	// Args are the arguments, receiver first if there is one.
	Args []ssa.Value
	// Interface says that Obj is an interface method.
	Interface bool
}

// Callees returns the functions that call may call and whether they are all
// of them. Builtins and calls of unknown function values have none.
func (ps *Paths) Callees(call *ssa.CallCommon) (callees []Callee, complete bool) {
	if call.IsInvoke() {
		args := append([]ssa.Value{call.Value}, call.Args...)
		return []Callee{{Obj: call.Method.Origin(), Args: args, Interface: true}}, true
	}
	if _, ok := call.Value.(*ssa.Builtin); ok {
		return nil, true
	}
	return ps.Functions(call.Value, call.Args)
}

// Functions returns the functions that the function value v may be, as they
// would be called with args, and whether they are all of them.
func (ps *Paths) Functions(v ssa.Value, args []ssa.Value) (callees []Callee, complete bool) {
	seen := map[ssa.Value]bool{}
	complete = true
	var visit func(v ssa.Value)
	visit = func(v ssa.Value) {
		if seen[v] || len(callees) > 8 {
			return
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Function:
			callees = append(callees, ps.direct(v, args))
		case *ssa.MakeClosure:
			fn := v.Fn.(*ssa.Function)
			if fn.Parent() == nil && len(v.Bindings) == 1 { // x.m as a value
				callees = append(callees, ps.direct(fn, append([]ssa.Value{v.Bindings[0]}, args...)))
				return
			}
			callees = append(callees, ps.direct(fn, args))
		case *ssa.Phi:
			for _, e := range v.Edges {
				visit(e)
			}
		case *ssa.Const: // nil: calling it panics
		case *ssa.ChangeType:
			visit(v.X)
		default:
			p := ps.Of(v)
			if p.Root != v && p.Steps == "" && p.Index == 0 {
				visit(p.Root)
				return
			}
			complete = false
		}
	}
	visit(v)
	return callees, complete
}

// direct is a call of fn, seen through the wrappers that SSA makes for method
// values, method expressions, promoted methods and instances of generics.
func (ps *Paths) direct(fn *ssa.Function, args []ssa.Value) Callee {
	c := Callee{Fn: fn, Args: args}
	if fn.Parent() != nil {
		return c
	}
	obj, _ := fn.Object().(*types.Func)
	if obj == nil {
		return c
	}
	c.Obj = obj.Origin()
	if recv := obj.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		c.Interface = true
		c.Fn = nil
		return c
	}
	if fn.Synthetic != "" || fn.Origin() != nil {
		if decl := fn.Prog.FuncValue(c.Obj); decl != nil {
			c.Fn = decl
		}
	}
	return c
}
