package ir

import (
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Path is an access path: a root value and the steps of fields and elements
// that lead from it. Two equal paths are taken to name the same object as
// long as neither the root is computed anew nor a field on the way is
// assigned; [Paths] users age the paths they keep on those events.
//
// The address of a variable, a pointer to it and its value have the same
// path: t.mu, &t.mu and a load of the pointer field t.mu all end in ".mu".
type Path struct {
	Root  ssa.Value
	Index int    // 1 + index of a component of a tuple root, otherwise 0
	Steps string // ".tg.signalHandlers.mu"
	Dep   ssa.Value
}

// IsZero reports whether p names nothing.
func (p Path) IsZero() bool { return p.Root == nil }

// Join appends steps to p.
func (p Path) Join(steps string) Path {
	p.Steps += steps
	return p
}

// DependsOn reports whether computing v anew may make p name something else.
func (p Path) DependsOn(v ssa.Value) bool { return p.Root == v || p.Dep != nil && p.Dep == v }

// Paths computes canonical access paths. It sees through copies, single
// assignments, captured variables, conversions, phis whose edges agree, and
// calls whose results are known to be paths from their arguments.
//
// A path inside a function literal is expressed in the terms of the function
// that encloses it.
type Paths struct {
	// Result returns the index of the argument and the steps from it that a
	// call is known to return, or ok false. It may be nil.
	Result func(call *ssa.Call) (arg int, steps string, ok bool)

	memo    map[ssa.Value]Path
	ids     map[ssa.Value]int
	binding map[*ssa.FreeVar]ssa.Value
	made    map[*ssa.Function]*ssa.MakeClosure
	stored  map[*ssa.Alloc]ssa.Value
}

// NewPaths returns an empty Paths.
func NewPaths() *Paths {
	return &Paths{
		memo: map[ssa.Value]Path{}, ids: map[ssa.Value]int{},
		binding: map[*ssa.FreeVar]ssa.Value{}, made: map[*ssa.Function]*ssa.MakeClosure{},
		stored: map[*ssa.Alloc]ssa.Value{},
	}
}

// ID returns a small number that identifies v, the same for the same order of
// questions.
func (ps *Paths) ID(v ssa.Value) int {
	id, ok := ps.ids[v]
	if !ok {
		id = len(ps.ids) + 1
		ps.ids[v] = id
	}
	return id
}

// Of returns the canonical path of v. It is never zero.
func (ps *Paths) Of(v ssa.Value) Path {
	if p, ok := ps.memo[v]; ok {
		return p
	}
	ps.memo[v] = Path{Root: v} // ends cycles through phis
	p := ps.compute(v)
	ps.memo[v] = p
	return p
}

func (ps *Paths) compute(v ssa.Value) Path {
	self := Path{Root: v}
	switch v := v.(type) {
	case *ssa.FreeVar:
		if b := ps.Binding(v); b != nil {
			return ps.Of(b)
		}
	case *ssa.FieldAddr:
		return ps.Of(v.X).Join(fieldStep(v.X.Type(), v.Field))
	case *ssa.Field:
		return ps.Of(v.X).Join(fieldStep(v.X.Type(), v.Field))
	case *ssa.IndexAddr:
		return ps.index(v, v.X, v.Index)
	case *ssa.Index:
		return ps.index(v, v.X, v.Index)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return ps.load(v)
		}
	case *ssa.ChangeType:
		return ps.Of(v.X)
	case *ssa.ChangeInterface:
		return ps.Of(v.X)
	case *ssa.MakeInterface:
		return ps.Of(v.X)
	case *ssa.TypeAssert:
		if !v.CommaOk {
			return ps.Of(v.X)
		}
	case *ssa.Extract:
		if ta, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return ps.Of(ta.X)
		}
		return Path{Root: v.Tuple, Index: v.Index + 1}
	case *ssa.Phi:
		return ps.phi(v)
	case *ssa.Convert:
		if isPointerLike(v.Type()) && isPointerLike(v.X.Type()) {
			return ps.Of(v.X)
		}
	case *ssa.Call:
		if addr := atomicLoad(&v.Call); addr != nil {
			return ps.Of(addr)
		}
		if ps.Result != nil {
			if arg, steps, ok := ps.Result(v); ok && arg < len(v.Call.Args) {
				return ps.Of(v.Call.Args[arg]).Join(steps)
			}
		}
	}
	return self
}

// isPointerLike reports whether t is a pointer or unsafe.Pointer.
func isPointerLike(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return true
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	}
	return false
}

// atomicLoad returns the address that call loads a pointer from, if it is
// atomic.LoadPointer or the Load method of an atomic.Pointer, else nil.
func atomicLoad(call *ssa.CallCommon) ssa.Value {
	fn := call.StaticCallee()
	if fn == nil || len(call.Args) != 1 {
		return nil
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg().Path() != "sync/atomic" {
		return nil
	}
	if obj.Name() == "LoadPointer" || obj.Name() == "Load" && isPointerLike(call.Signature().Results().At(0).Type()) {
		return call.Args[0]
	}
	return nil
}

func (ps *Paths) load(v *ssa.UnOp) Path {
	addr := v.X
	if fv, ok := addr.(*ssa.FreeVar); ok {
		if cell := ps.Cell(fv); cell != nil {
			addr = cell
		}
	}
	if cell, ok := addr.(*ssa.Alloc); ok {
		if val := ps.SingleStore(cell); val != nil {
			return ps.Of(val)
		}
		return Path{Root: cell, Steps: "*"}
	}
	return ps.Of(addr)
}

func (ps *Paths) index(v, x, index ssa.Value) Path {
	base := ps.Of(x)
	if c, ok := index.(*ssa.Const); ok {
		return base.Join("[" + c.Value.String() + "]")
	}
	if base.Dep != nil {
		return Path{Root: v}
	}
	i := ps.Of(index)
	if i.Steps != "" || i.Dep != nil {
		return Path{Root: v}
	}
	base.Dep = i.Root
	return base.Join("[#" + strconv.Itoa(ps.ID(i.Root)) + "." + strconv.Itoa(i.Index) + "]")
}

func (ps *Paths) phi(v *ssa.Phi) Path {
	var common Path
	for _, e := range v.Edges {
		if e == v {
			continue
		}
		p := ps.Of(e)
		if p.Root == v && p.Steps == "" {
			continue
		}
		if _, isConst := p.Root.(*ssa.Const); isConst {
			return Path{Root: v}
		}
		if common.IsZero() {
			common = p
		} else if common != p {
			return Path{Root: v}
		}
	}
	if common.IsZero() || common.DependsOn(v) {
		return Path{Root: v}
	}
	return common
}

// Binding returns the value that fv captures, in the enclosing function, or
// nil if it is not known.
func (ps *Paths) Binding(fv *ssa.FreeVar) ssa.Value {
	if b, ok := ps.binding[fv]; ok {
		return b
	}
	var found ssa.Value
	fn := fv.Parent()
	if mk := ps.MakeClosure(fn); mk != nil {
		for i, f := range fn.FreeVars {
			if f == fv && i < len(mk.Bindings) {
				found = mk.Bindings[i]
			}
		}
	}
	ps.binding[fv] = found
	return found
}

// Cell returns the variable that fv captures, however many functions out, or
// nil if it captures something else.
func (ps *Paths) Cell(fv *ssa.FreeVar) *ssa.Alloc {
	for range 16 {
		switch b := ps.Binding(fv).(type) {
		case *ssa.Alloc:
			return b
		case *ssa.FreeVar:
			fv = b
		default:
			return nil
		}
	}
	return nil
}

// MakeClosure returns the instruction that makes the function literal fn, or
// nil if there is none or more than one.
func (ps *Paths) MakeClosure(fn *ssa.Function) *ssa.MakeClosure {
	if mk, ok := ps.made[fn]; ok {
		return mk
	}
	var found *ssa.MakeClosure
	n := 0
	if parent := fn.Parent(); parent != nil {
		for _, b := range parent.Blocks {
			for _, instr := range b.Instrs {
				if mk, ok := instr.(*ssa.MakeClosure); ok && mk.Fn == fn {
					found = mk
					n++
				}
			}
		}
	}
	if n != 1 {
		found = nil
	}
	ps.made[fn] = found
	return found
}

// SingleStore returns the only value ever stored in the variable cell,
// function literals that capture it included, or nil.
func (ps *Paths) SingleStore(cell *ssa.Alloc) ssa.Value {
	val, ok := ps.stored[cell]
	if !ok {
		val = singleStore(cell)
		ps.stored[cell] = val
	}
	return val
}

func singleStore(cell *ssa.Alloc) ssa.Value {
	var val ssa.Value
	n := 0
	var visit func(addr ssa.Value, depth int)
	visit = func(addr ssa.Value, depth int) {
		refs := addr.Referrers()
		if refs == nil || depth > 8 {
			n = 2
			return
		}
		for _, ref := range *refs {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == addr {
					val = ref.Val
					n++
				} else {
					n = 2 // the address itself is kept somewhere
				}
			case *ssa.UnOp, *ssa.DebugRef, *ssa.FieldAddr, *ssa.IndexAddr:
			case *ssa.MakeClosure:
				fn, ok := ref.Fn.(*ssa.Function)
				if !ok {
					n = 2
					continue
				}
				for i, b := range ref.Bindings {
					if b == addr && i < len(fn.FreeVars) {
						visit(fn.FreeVars[i], depth+1)
					}
				}
			default:
				n = 2 // passed on, may be written through
			}
		}
	}
	visit(cell, 0)
	if n != 1 {
		return nil
	}
	return val
}

// Same is the literal "a == b".
func (ps *Paths) Same(a, b Path) Literal {
	if ps.less(b, a) {
		a, b = b, a
	}
	return Literal{Op: token.EQL, X: a, Y: b}
}

// TypeOf returns the type of what p leads to, pointers followed.
func TypeOf(p Path) (types.Type, bool) {
	if p.IsZero() {
		return nil, false
	}
	if p.Index != 0 {
		tuple, ok := p.Root.Type().(*types.Tuple)
		if !ok || p.Index > tuple.Len() || p.Steps != "" {
			return nil, false
		}
		return deref(tuple.At(p.Index - 1).Type()), true
	}
	return typeAt(p, strings.TrimPrefix(p.Steps, "*"))
}
