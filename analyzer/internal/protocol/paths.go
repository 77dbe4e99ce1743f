package protocol

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// path resolves a dotted name: "t.mu", "mu", "TaskSet.mu", "pkgVar.mu".
func (s *scope) path(path string, base *root, anywhere bool) (mutexRef, bool) {
	if strings.HasPrefix(path, ".") || strings.HasSuffix(path, ".") {
		return mutexRef{}, false
	}
	if base != nil {
		return s.mutexAt(*base, path)
	}
	first, rest, dotted := strings.Cut(path, ".")
	if !anywhere {
		for _, r := range s.roots() {
			if r.name != "" && r.name != "_" && r.name == first {
				return s.mutexAt(r, rest)
			}
		}
		if r, ok := s.self(); ok {
			if m, ok := s.mutexAt(r, path); ok {
				return m, true
			}
		} else if m, ok := s.ofOneParam(path); ok {
			return m, true
		}
	}
	if dotted {
		if m, ok := s.typed(first, rest, anywhere); ok {
			return m, true
		}
	}
	return s.global(path)
}

// ofOneParam resolves the field of a function's only parameter that has it.
func (s *scope) ofOneParam(path string) (m mutexRef, ok bool) {
	for _, r := range s.roots() {
		if r.kind != Param {
			continue
		}
		if at, found := s.mutexAt(r, path); found {
			if ok {
				return mutexRef{}, false
			}
			m, ok = at, true
		}
	}
	return m, ok
}

// typed resolves a mutex field of a type known by name. The receiver or the
// only parameter of that type is the instance, unless the phrase points
// elsewhere.
func (s *scope) typed(typeName, path string, anywhere bool) (mutexRef, bool) {
	obj := s.lookupType(typeName)
	if obj == nil {
		return mutexRef{}, false
	}
	m, ok := s.mutexAt(root{"", obj.Type(), AnyInstance, 0}, path)
	if !ok {
		return mutexRef{}, false
	}
	full := m.ref.Path
	m.ref.Path = ""
	if anywhere {
		return m, true
	}
	var same []root
	for _, r := range s.roots() {
		if TypeClass(r.typ) == TypeClass(obj.Type()) && r.kind != Result {
			same = append(same, r)
		}
	}
	if len(same) > 0 && (len(same) == 1 || same[0].kind == Recv) {
		m.ref = same[0].ref(m.ref.Class, full)
	}
	return m, true
}

// lookupType finds a type by name in the package, then in its imports; a name
// written with a package, "kernel.Task", is looked up there.
func (s *scope) lookupType(name string) *types.TypeName {
	if obj, ok := s.pkg.Scope().Lookup(name).(*types.TypeName); ok {
		return obj
	}
	if obj := s.typeLike(name); obj != nil {
		return obj
	}
	var found *types.TypeName
	for _, imp := range s.pkg.Imports() {
		if obj, ok := imp.Scope().Lookup(name).(*types.TypeName); ok && obj.Exported() {
			if found != nil && found != obj {
				return nil
			}
			found = obj
		}
	}
	return found
}

// typeLike finds the only type of the package whose name differs in case alone:
// fileStore for "filestore lock".
func (s *scope) typeLike(name string) *types.TypeName {
	var found *types.TypeName
	for _, other := range s.pkg.Scope().Names() {
		obj, ok := s.pkg.Scope().Lookup(other).(*types.TypeName)
		if !ok || !strings.EqualFold(other, name) {
			continue
		}
		if found != nil {
			return nil
		}
		found = obj
	}
	return found
}

// global resolves a package-level mutex, or a mutex inside a package-level
// variable.
func (s *scope) global(path string) (mutexRef, bool) {
	first, rest, _ := strings.Cut(path, ".")
	v, ok := s.pkg.Scope().Lookup(first).(*types.Var)
	if !ok {
		return mutexRef{}, false
	}
	if rest == "" && IsMutex(v.Type()) {
		return mutexRef{Ref{Class: VarClass(v), Root: Global, Path: first}, hasReadLock(v.Type())}, true
	}
	m, ok := s.mutexAt(root{"", v.Type(), Global, 0}, rest)
	m.ref.Path = strings.Trim(first+"."+m.ref.Path, ".")
	return m, ok
}

// mutexAt resolves a path of fields from r that ends in a mutex, or in a
// value with one mutex only.
func (s *scope) mutexAt(r root, path string) (mutexRef, bool) {
	if path == "" {
		return s.only(r)
	}
	f, ok := s.walk(r.typ, path)
	if !ok {
		return mutexRef{}, false
	}
	path = s.short(r.typ, path, f.field)
	if IsMutex(f.field.Type()) {
		return mutexRef{r.ref(f.class, path), hasReadLock(f.field.Type())}, true
	}
	if _, embedded := f.field.Type().Underlying().(*types.Struct); embedded {
		inner := root{"." + strings.Trim(r.prefix()+"."+path, "."), f.field.Type(), r.kind, r.index}
		return s.only(inner)
	}
	return mutexRef{}, false
}

// short leaves out the embedded fields of a path that need not be written, so
// that equal mutexes have equal paths.
func (s *scope) short(t types.Type, path string, end *types.Var) string {
	parts := strings.Split(path, ".")
	for i := 0; i < len(parts)-1; {
		without := slices.Delete(slices.Clone(parts), i, i+1)
		at, ok := s.walk(t, strings.Join(parts[:i+1], "."))
		if ok && at.field.Embedded() {
			if f, ok := s.walk(t, strings.Join(without, ".")); ok && f.field == end {
				parts = without
				continue
			}
		}
		i++
	}
	return strings.Join(parts, ".")
}

// only resolves the one mutex of the value r: r itself, or the only mutex
// field of its struct; among several, the one named mu. The methods of a
// mutex type say how it works, not what they need: their receiver is none.
func (s *scope) only(r root) (mutexRef, bool) {
	if IsMutex(r.typ) {
		if r.kind == Recv && r.prefix() == "" {
			return mutexRef{}, false
		}
		return mutexRef{r.ref(TypeClass(r.typ), ""), hasReadLock(r.typ)}, true
	}
	var fields []*types.Var
	st, ok := structOf(r.typ)
	if !ok {
		return mutexRef{}, false
	}
	for f := range st.Fields() {
		if IsMutex(f.Type()) || embedsMutex(f.Type()) {
			fields = append(fields, f)
		}
	}
	if len(fields) > 1 {
		fields = slices.DeleteFunc(fields, func(f *types.Var) bool { return f.Name() != "mu" })
	}
	if len(fields) != 1 {
		return mutexRef{}, false
	}
	f := fields[0]
	if !IsMutex(f.Type()) {
		return s.only(root{"." + strings.Trim(r.prefix()+"."+f.Name(), "."), f.Type(), r.kind, r.index})
	}
	return mutexRef{r.ref(FieldClass(r.typ, f), f.Name()), hasReadLock(f.Type())}, true
}

// embedsMutex reports whether t is a struct type with nothing but an embedded
// mutex.
func embedsMutex(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	return ok && st.NumFields() == 1 && st.Field(0).Embedded() && IsMutex(st.Field(0).Type())
}

// step is a field reached along a path, and its class as a mutex.
type step struct {
	field *types.Var
	class Class
}

// walk follows a dotted path of fields from a value of type t, through
// pointers and embedded structs.
func (s *scope) walk(t types.Type, path string) (step, bool) {
	var at step
	for name := range strings.SplitSeq(path, ".") {
		if !token.IsIdentifier(name) || name == "_" {
			return step{}, false
		}
		field, index := s.fieldOf(t, name)
		if field == nil {
			return step{}, false
		}
		owner := t
		for _, i := range index[:len(index)-1] {
			st, ok := structOf(owner)
			if !ok || i >= st.NumFields() {
				return step{}, false
			}
			owner = st.Field(i).Type()
		}
		at = step{field, FieldClass(owner, field)}
		t = field.Type()
	}
	return at, at.field != nil
}

// fieldOf finds a field of t, promoted ones included. Prose may name an
// unexported field of a type of another package, though code may not.
func (s *scope) fieldOf(t types.Type, name string) (*types.Var, []int) {
	pkgs := []*types.Package{s.pkg}
	if n := NamedOf(t); n != nil && n.Obj().Pkg() != s.pkg {
		pkgs = append(pkgs, n.Obj().Pkg())
	}
	for _, pkg := range pkgs {
		obj, index, _ := types.LookupFieldOrMethod(t, true, pkg, name)
		if field, ok := obj.(*types.Var); ok {
			return field, index
		}
	}
	return nil, nil
}

// structOf returns the struct that t is or points to.
func structOf(t types.Type) (*types.Struct, bool) {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

// hasReadLock reports whether a mutex type can be held for reading.
func hasReadLock(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "RLock")
	_, ok := obj.(*types.Func)
	return ok
}
