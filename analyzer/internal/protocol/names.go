package protocol

import (
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// lockName is a name that the code gives to a lock class: "the signal mutex".
type lockName struct {
	Name  string // without article: "signal mutex"
	Class Class
	// Owner is the type, as a class without field, from which Path leads to
	// the mutex; both are empty if the mutex was named at its own field.
	Owner Class
	Path  string
	RW    bool // the mutex has read locks
}

// scope is where a name for a mutex stands: in the contract of a function, or
// on a field of a struct.
type scope struct {
	pkg   *types.Package
	names func(name string) []lockName // definitions of that name, nearest first

	sig *types.Signature // of the function, or nil
	// owner is the struct type that a field's comment is in. A path from it
	// has the root Recv.
	owner types.Type
}

// mutexRef is a mutex found by name.
type mutexRef struct {
	ref Ref
	rw  bool // it has read locks
}

// need makes a need of m; a mode that the author left open is the weakest that
// the mutex has.
func (m mutexRef) need(mode Mode) Need {
	switch {
	case !m.rw:
		mode = Write
	case mode == 0:
		mode = Read
	}
	return Need{Ref: m.ref, Mode: mode}
}

// root is one starting point for paths.
type root struct {
	name  string
	typ   types.Type
	kind  Root
	index int
}

// roots lists the receiver, the parameters and the named results.
func (s *scope) roots() []root {
	if s.sig == nil {
		if s.owner == nil {
			return nil
		}
		return []root{{"", s.owner, Recv, 0}}
	}
	var out []root
	if r := s.sig.Recv(); r != nil {
		out = append(out, root{r.Name(), r.Type(), Recv, 0})
	}
	for i := range s.sig.Params().Len() {
		p := s.sig.Params().At(i)
		out = append(out, root{p.Name(), p.Type(), Param, i})
	}
	for i := range s.sig.Results().Len() {
		if r := s.sig.Results().At(i); r.Name() != "" {
			out = append(out, root{r.Name(), r.Type(), Result, i})
		}
	}
	return out
}

// self is the receiver, or the struct that a field belongs to.
func (s *scope) self() (root, bool) {
	for _, r := range s.roots() {
		if r.kind == Recv {
			return r, true
		}
	}
	return root{}, false
}

// resolve finds the mutex that a phrase of prose names, as seen from s.
func (s *scope) resolve(phrase string) (mutexRef, bool) {
	m, ok := s.phrase(strings.Fields(phrase))
	if ok {
		m.ref.Text = phrase
		if w, rest, found := strings.Cut(phrase, " "); found && strings.EqualFold(w, "the") {
			m.ref.Text = "the " + rest
		}
	}
	return m, ok
}

// phrase resolves the words of a phrase: "the signal mutex", "it.target's
// signal mutex", "TaskSet mutex", "the task's owning TaskSet.mu", "t.mu".
func (s *scope) phrase(words []string) (mutexRef, bool) {
	anywhere := false // some words say "of that other thing over there"
	var base *root
	for len(words) > 0 {
		w := words[0]
		holder, possessive := strings.CutSuffix(w, "'s")
		switch {
		case possessive:
			base, anywhere = nil, true
			if r, ok := s.value(holder); ok {
				base, anywhere = &r, false
			}
		case isFiller(w) && len(words) > 1:
			anywhere = anywhere || isElsewhere(w)
		default:
			return s.noun(words, base, anywhere)
		}
		words = words[1:]
	}
	return mutexRef{}, false
}

func isFiller(w string) bool {
	switch strings.ToLower(w) {
	case "the", "a", "an", "its", "this", "that", "s":
		return true
	}
	return isElsewhere(w)
}

// isElsewhere reports whether an adjective says that the mutex belongs to
// something else than the function's own operands.
func isElsewhere(w string) bool {
	switch strings.ToLower(w) {
	case "owning", "associated", "corresponding", "containing", "enclosing", "parent", "underlying", "relevant":
		return true
	}
	return false
}

// value finds a receiver, parameter or field path, "it.target", and its type.
func (s *scope) value(path string) (root, bool) {
	first, rest, _ := strings.Cut(path, ".")
	for _, r := range s.roots() {
		if r.name == "" || r.name != first {
			continue
		}
		if rest == "" {
			return r, true
		}
		if f, ok := s.walk(r.typ, rest); ok {
			return root{path, f.field.Type(), r.kind, r.index}, true
		}
	}
	if r, ok := s.self(); ok {
		if f, ok := s.walk(r.typ, path); ok {
			return root{"." + path, f.field.Type(), r.kind, r.index}, true
		}
	}
	return root{}, false
}

// prefix is the path of fields from the function's operand to the value r.
func (r root) prefix() string {
	_, rest, _ := strings.Cut(r.name, ".")
	return rest
}

// noun resolves the rest of a phrase, relative to base if it is set.
func (s *scope) noun(words []string, base *root, anywhere bool) (mutexRef, bool) {
	phrase := strings.Join(words, " ")
	if m, ok := s.named(phrase, base, anywhere); ok {
		return m, true
	}
	last := strings.ToLower(words[len(words)-1])
	generic := last == "mutex" || last == "lock"
	switch {
	case len(words) == 1 && generic:
		// "the mutex": the only one there is.
		if base != nil {
			return s.only(*base)
		}
		if r, ok := s.self(); ok && !anywhere {
			return s.only(r)
		}
		return mutexRef{}, false
	case len(words) == 2 && generic && strings.Contains(words[0], "."):
		return s.path(words[0], base, anywhere)
	case len(words) == 2 && generic:
		if m, ok := s.typed(words[0], "", anywhere || base != nil); ok {
			return m, true
		}
		return s.path(words[0], base, anywhere)
	case len(words) == 2:
		return s.typed(words[0], words[1], anywhere || base != nil)
	case len(words) == 1:
		return s.path(words[0], base, anywhere)
	}
	return mutexRef{}, false
}

// named resolves a name that was given to a class.
func (s *scope) named(name string, base *root, anywhere bool) (mutexRef, bool) {
	if s.names == nil {
		return mutexRef{}, false
	}
	defs := s.names(name)
	if len(defs) == 0 {
		return mutexRef{}, false
	}
	m := mutexRef{Ref{Class: defs[0].Class}, defs[0].RW}
	if m.ref.Class.Type == "" {
		m.ref.Root, m.ref.Path = Global, m.ref.Class.Field
		return m, true
	}
	if anywhere {
		return m, true
	}
	if base != nil {
		m.ref, _ = s.from(*base, defs)
		return m, true
	}
	candidates := s.roots()
	if r, ok := s.self(); ok {
		candidates = []root{r}
	}
	found := false
	for _, r := range candidates {
		ref, ok := s.from(r, defs)
		switch {
		case ok && found:
			return mutexRef{Ref{Class: defs[0].Class}, defs[0].RW}, true // ambiguous
		case ok:
			m.ref, found = ref, true
		}
	}
	return m, true
}

// from finds the path from r to the class that defs name.
func (s *scope) from(r root, defs []lockName) (Ref, bool) {
	open := Ref{Class: defs[0].Class}
	typ := TypeClass(r.typ)
	if typ.Pkg == open.Class.Pkg && typ.Type == open.Class.Type {
		return r.ref(open.Class, open.Class.Field), true
	}
	for _, d := range defs {
		if d.Path == "" {
			continue
		}
		if f, ok := s.walk(r.typ, d.Path); ok && f.class == open.Class {
			return r.ref(f.class, d.Path), true
		}
	}
	return open, false
}

func (r root) ref(c Class, path string) Ref {
	return Ref{Class: c, Root: r.kind, Index: r.index, Path: strings.Trim(r.prefix()+"."+path, ".")}
}

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
		if IsMutex(f.Type()) {
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
	return mutexRef{r.ref(FieldClass(r.typ, f), f.Name()), hasReadLock(f.Type())}, true
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
	if n := namedOf(t); n != nil && n.Obj().Pkg() != s.pkg {
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
