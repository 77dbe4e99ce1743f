package lockset

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// ref is a mutex in the terms of one function, so that a summary can be
// applied at any call of it.
type ref struct {
	Class protocol.Class
	Weak  bool // Class is only the mutex's type: the argument tells the class
	// Borrowed says that the mutex belongs to another object, which may lock
	// it by a class of its own.
	Borrowed bool
	Root     protocol.Root
	Index    int    // of the parameter, receiver counted as 0, or of the result
	Steps    string // from the root: ".tg.signalHandlers.mu"
	// outer is the path itself where it belongs to an enclosing function,
	// for function literals. It never leaves the package.
	outer ir.Path
	// text is the instance as the contract writes it, from the root.
	text string
}

func (r ref) String() string {
	s := r.Class.String()
	switch {
	case !r.outer.IsZero():
		s += "@outer" + r.outer.Steps
	case r.Root == protocol.Param:
		s += "@" + string('0'+byte(r.Index%10)) + r.Steps
	case r.Root == protocol.Result:
		s += "@result" + string('0'+byte(r.Index%10)) + r.Steps
	case r.Root == protocol.Global:
		s += "@global"
	}
	return s
}

// relative expresses m in the terms of fn. results are the paths that fn
// returns, or nil.
func (e *engine) relative(fn *ssa.Function, m mutex, results []ir.Path) ref {
	r := ref{Class: m.class, Weak: m.weak}
	p := m.path
	if p.IsZero() {
		return r
	}
	for i, res := range results {
		if res.Root == p.Root && res.Index == p.Index && res.Dep == p.Dep && strings.HasPrefix(p.Steps, res.Steps) {
			if _, isParam := p.Root.(*ssa.Parameter); !isParam || p.Dep != nil {
				r.Root, r.Index, r.Steps = protocol.Result, i, p.Steps[len(res.Steps):]
				return r
			}
		}
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		if root.Parent() == fn {
			for i, q := range fn.Params {
				if q == root && p.Dep == nil {
					r.Root, r.Index, r.Steps = protocol.Param, i, p.Steps
				}
			}
			return r
		}
	case *ssa.Global:
		r.Root, r.outer = protocol.Global, p
		return r
	}
	if in := valueParent(p.Root); in != nil && in != fn && encloses(in, fn) {
		r.outer = p
	}
	return r
}

func valueParent(v ssa.Value) *ssa.Function {
	switch v.(type) {
	case *ssa.Const, *ssa.Global, *ssa.Builtin, *ssa.Function:
		return nil
	}
	return v.Parent()
}

func encloses(outer, fn *ssa.Function) bool {
	for f := fn.Parent(); f != nil; f = f.Parent() {
		if f == outer {
			return true
		}
	}
	return false
}

// resolve expresses r in the terms of a caller that passes args; result is
// the call's value, or nil.
func (e *engine) resolve(r ref, args []ssa.Value, result ssa.Value) mutex {
	m := mutex{class: r.Class, weak: r.Weak}
	switch {
	case !r.outer.IsZero():
		m.path = e.inBound(r.outer)
	case r.Root == protocol.Param:
		if r.Index < len(args) {
			m.path = e.paths.Of(args[r.Index]).Join(r.Steps)
			if r.Weak && r.Steps == "" {
				m.class, m.weak = e.classOf(args[r.Index])
			}
		}
	case r.Root == protocol.Result:
		if result != nil {
			m.path = ir.Path{Root: result, Steps: r.Steps}
			if _, tuple := result.Type().(*types.Tuple); tuple {
				m.path.Index = r.Index + 1
			}
		}
	}
	return m
}

// refOf converts a mutex named in the contract of fn.
func (e *engine) refOf(sig *types.Signature, pr protocol.Ref) ref {
	r := ref{Class: pr.Class, Root: pr.Root, Index: pr.Index, text: pr.Path}
	var t types.Type
	switch pr.Root {
	case protocol.Recv:
		if sig.Recv() == nil {
			r.Root = protocol.AnyInstance
			return r
		}
		r.Root, r.Index, t = protocol.Param, 0, sig.Recv().Type()
	case protocol.Param:
		if pr.Index >= sig.Params().Len() {
			r.Root = protocol.AnyInstance
			return r
		}
		t = sig.Params().At(pr.Index).Type()
		if sig.Recv() != nil {
			r.Index++
		}
	case protocol.Result:
		if pr.Index >= sig.Results().Len() {
			r.Root = protocol.AnyInstance
			return r
		}
		t = sig.Results().At(pr.Index).Type()
	default:
		return r
	}
	r.Steps, r.Class = steps(t, pr.Path, r.Class)
	return r
}

// steps turns a dotted path of fields as a person writes it into the steps
// of an access path, without the embedded fields on the way, and returns the
// class of the mutex that it leads to: the first on the way, should the path
// lead on into a mutex type. If the path cannot be followed, class stands.
func steps(t types.Type, path string, class protocol.Class) (string, protocol.Class) {
	if path == "" {
		return "", class
	}
	var b strings.Builder
	for name := range strings.SplitSeq(path, ".") {
		var pkg *types.Package
		if n := namedOf(t); n != nil {
			pkg = n.Obj().Pkg()
		}
		_, index, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if index == nil {
			return b.String() + "." + name, class
		}
		for _, i := range index {
			f := ir.FieldOf(t, i)
			if f == nil {
				return b.String() + "." + name, class
			}
			if !f.Embedded() {
				b.WriteString("." + f.Name())
			}
			if protocol.IsMutex(f.Type()) {
				return b.String(), protocol.FieldClass(t, f)
			}
			t = f.Type()
		}
	}
	return b.String(), class
}

func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, _ := types.Unalias(t).(*types.Named)
	return n
}

// classOf returns the lock class of the mutex that v is or points to, and
// whether only its type could be told.
func (e *engine) classOf(v ssa.Value) (c protocol.Class, weak bool) {
	return e.classOfDepth(v, 0)
}

func (e *engine) classOfDepth(v ssa.Value, depth int) (protocol.Class, bool) {
	if depth > 10 {
		return protocol.TypeClass(v.Type()), true
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return protocol.FieldClass(v.X.Type(), f), types.IsInterface(f.Type())
		}
	case *ssa.Field:
		if f := ir.FieldOf(v.X.Type(), v.Field); f != nil {
			return protocol.FieldClass(v.X.Type(), f), false
		}
	case *ssa.IndexAddr:
		return e.classOfDepth(v.X, depth+1)
	case *ssa.Global:
		if obj, ok := v.Object().(*types.Var); ok {
			return protocol.VarClass(obj), false
		}
	case *ssa.MakeInterface:
		if c, ok := embeddedMutex(v.X.Type()); ok {
			return c, false
		}
		return e.classOfDepth(v.X, depth+1)
	case *ssa.ChangeInterface:
		return e.classOfDepth(v.X, depth+1)
	case *ssa.ChangeType:
		return e.classOfDepth(v.X, depth+1)
	case *ssa.FreeVar:
		if b := e.paths.Binding(v); b != nil {
			return e.classOfDepth(b, depth+1)
		}
	case *ssa.UnOp:
		if cell, ok := v.X.(*ssa.Alloc); ok {
			if val := e.paths.SingleStore(cell); val != nil {
				return e.classOfDepth(val, depth+1)
			}
		}
		if fv, ok := v.X.(*ssa.FreeVar); ok {
			if b, ok := e.paths.Binding(fv).(*ssa.Alloc); ok {
				if val := e.paths.SingleStore(b); val != nil {
					return e.classOfDepth(val, depth+1)
				}
			}
		}
		if _, isPtr := v.X.(*ssa.Alloc); !isPtr {
			return e.classOfDepth(v.X, depth+1)
		}
	case *ssa.Alloc:
		// A local mutex is a class of its own kind: its type says all.
		return protocol.TypeClass(v.Type()), !protocol.IsMutex(v.Type())
	case *ssa.Phi:
		var common protocol.Class
		for _, edge := range v.Edges {
			c, weak := e.classOfDepth(edge, depth+1)
			if weak || !common.IsZero() && c != common {
				return protocol.TypeClass(v.Type()), true
			}
			common = c
		}
		return common, false
	}
	return protocol.TypeClass(v.Type()), true
}

// embeddedMutex returns the class of the mutex that gives t, or what it points
// to, its methods Lock and Unlock, if that is not t itself.
func embeddedMutex(t types.Type) (protocol.Class, bool) {
	if protocol.IsMutex(t) {
		return protocol.Class{}, false
	}
	lock, index, _ := types.LookupFieldOrMethod(t, true, nil, "Lock")
	if _, ok := lock.(*types.Func); !ok {
		return protocol.Class{}, false
	}
	for _, i := range index[:len(index)-1] {
		f := ir.FieldOf(t, i)
		if f == nil {
			break
		}
		if protocol.IsMutex(f.Type()) {
			return protocol.FieldClass(t, f), true
		}
		t = f.Type()
	}
	return protocol.Class{}, false
}
