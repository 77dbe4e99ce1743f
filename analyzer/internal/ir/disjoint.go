package ir

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// ByValue reports whether everything on p after its root lies within the
// object that the root is or points to: no step follows a pointer.
func ByValue(p Path) bool {
	_, ok := walk(p, p.Steps)
	return ok && p.Dep == nil
}

// Disjoint reports whether a and b are proved to be different places in
// memory: parts of different variables or of different new objects, different
// parts of one, or parts of objects whose types have nothing in common.
func Disjoint(a, b Path) bool {
	if unrelated(a, b) {
		return true
	}
	if a.Dep != nil || b.Dep != nil || a.Index != 0 || b.Index != 0 {
		return false
	}
	if a.Root != b.Root {
		return ByValue(a) && ByValue(b) && (isObject(a.Root) && isObject(b.Root) ||
			isNew(a.Root) && isParam(b.Root) || isNew(b.Root) && isParam(a.Root))
	}
	// Same root: past the common prefix, both must stay within the object
	// that the prefix leads to.
	as, bs := splitSteps(a.Steps), splitSteps(b.Steps)
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	if n == len(as) || n == len(bs) {
		return false
	}
	prefix := strings.Join(as[:n], "")
	t, ok := typeAt(a, prefix)
	if !ok {
		return false
	}
	_, okA := within(t, as[n:])
	_, okB := within(t, bs[n:])
	return okA && okB
}

// unrelated reports whether a and b lead into objects of types of which neither
// can be part of the other.
func unrelated(a, b Path) bool {
	t, ok := objectType(a)
	if !ok {
		return false
	}
	u, ok := objectType(b)
	return ok && !mayContain(t, u) && !mayContain(u, t)
}

// objectType returns the type of the object that p ends in: the variable, or
// what the last pointer on the way points to.
func objectType(p Path) (types.Type, bool) {
	if p.IsZero() || p.Index != 0 {
		return nil, false
	}
	t := deref(p.Root.Type())
	switch p.Root.(type) {
	case *ssa.Alloc, *ssa.Global:
		t = deref(t)
	}
	object := t
	for _, step := range splitSteps(p.Steps) {
		switch step[0] {
		case '.':
			var pkg *types.Package
			if n, ok := types.Unalias(t).(*types.Named); ok {
				pkg = n.Obj().Pkg()
			}
			obj, _, indirect := types.LookupFieldOrMethod(t, true, pkg, step[1:])
			f, ok := obj.(*types.Var)
			if !ok || indirect {
				return nil, false
			}
			t = f.Type()
		case '[':
			switch u := t.Underlying().(type) {
			case *types.Array:
				t = u.Elem()
			case *types.Slice:
				t = u.Elem()
				object = t
			default:
				return nil, false
			}
		default:
			return nil, false
		}
		if elem := deref(t); elem != t {
			t, object = elem, elem
		}
	}
	_, isStruct := object.Underlying().(*types.Struct)
	return object, isStruct
}

// mayContain reports whether a variable of type t may have one of type u in it,
// or be one.
func mayContain(t, u types.Type) bool {
	if isTypeParam(t) || isTypeParam(u) || types.Identical(t, u) {
		return true
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if mayContain(f.Type(), u) {
				return true
			}
		}
	case *types.Array:
		return mayContain(t.Elem(), u)
	}
	return false
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isObject reports whether v is a variable or a new object of its own.
func isObject(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Global:
		return !isPointer(v.Type().Underlying().(*types.Pointer).Elem())
	case *ssa.Alloc:
		return !isPointer(v.Type().Underlying().(*types.Pointer).Elem())
	}
	return false
}

// isNew reports whether v is an object that the function makes: no parameter
// of it leads there.
func isNew(v ssa.Value) bool {
	_, ok := v.(*ssa.Alloc)
	return ok && isObject(v)
}

func isParam(v ssa.Value) bool {
	_, ok := v.(*ssa.Parameter)
	return ok
}

func isPointer(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Slice, *types.Chan:
		return true
	}
	return false
}

// walk follows steps from p's root and reports whether all of them stay
// within the root's object.
func walk(p Path, steps string) (types.Type, bool) {
	t := p.Root.Type()
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	return within(t, splitSteps(steps))
}

// typeAt returns the type at the end of steps from p's root, pointers
// followed.
func typeAt(p Path, steps string) (types.Type, bool) {
	t := deref(p.Root.Type())
	if _, ok := p.Root.(*ssa.Alloc); ok {
		t = deref(t)
	}
	if _, ok := p.Root.(*ssa.Global); ok {
		t = deref(t)
	}
	for _, s := range splitSteps(steps) {
		next, ok := stepType(t, s)
		if !ok {
			return nil, false
		}
		t = deref(next)
	}
	return t, true
}

// within follows steps from a value of type t and reports whether none of
// them, the last one apart, is a pointer to elsewhere.
func within(t types.Type, steps []string) (types.Type, bool) {
	for _, s := range steps {
		if isPointer(t) {
			return nil, false
		}
		next, ok := stepType(t, s)
		if !ok {
			return nil, false
		}
		t = next
	}
	return t, !isPointer(t)
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func stepType(t types.Type, step string) (types.Type, bool) {
	switch {
	case strings.HasPrefix(step, "."):
		var pkg *types.Package
		if n, ok := types.Unalias(t).(*types.Named); ok {
			pkg = n.Obj().Pkg()
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, step[1:])
		if f, ok := obj.(*types.Var); ok {
			return f.Type(), true
		}
	case strings.HasPrefix(step, "["):
		switch u := t.Underlying().(type) {
		case *types.Array:
			return u.Elem(), true
		case *types.Slice:
			return u.Elem(), true
		}
	}
	return nil, false
}

// splitSteps cuts steps before each field and element.
func splitSteps(steps string) []string {
	var out []string
	start := 0
	for i := 1; i <= len(steps); i++ {
		if i == len(steps) || steps[i] == '.' && !inBrackets(steps[start:i]) || steps[i] == '[' || steps[i] == '*' {
			if i > start {
				out = append(out, steps[start:i])
			}
			start = i
		}
	}
	return out
}

// inBrackets reports whether s opens a bracket that it does not close.
func inBrackets(s string) bool { return strings.LastIndexByte(s, '[') > strings.LastIndexByte(s, ']') }

// MayPrecede reports whether a may run before b: it stands before it in the
// same block, or its block dominates b's.
func MayPrecede(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	for _, i := range a.Block().Instrs {
		switch i {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}
