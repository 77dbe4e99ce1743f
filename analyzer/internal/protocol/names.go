package protocol

import (
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
	// Plain is set if the name was not introduced for use elsewhere. In other
	// packages it counts only if no other definition does.
	Plain bool
	// Guessed is set if nothing but the mutex's own field bears the name.
	Guessed bool
}

// scope is where a name for a mutex stands: in the contract of a function, or
// on a field of a struct.
type scope struct {
	pkg   *types.Package
	names func(name string) []lockName // definitions of that name, nearest first
	// isTask reports whether a type is a task; nil if none is known.
	isTask func(types.Type) bool

	fn  *types.Func      // whose contract it is, or nil
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
	words = fromHolder(words)
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

// fromHolder leaves out what describes the holder of a possessive: "the stopped
// task's signal mutex".
func fromHolder(words []string) []string {
	for i, w := range slices.Backward(words) {
		if strings.HasSuffix(w, "'s") {
			return words[i:]
		}
	}
	return words
}

func isFiller(w string) bool {
	switch strings.ToLower(w) {
	case "the", "a", "an", "its", "this", "that", "s", "embedded":
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
			m, ok := s.only(r)
			m.ref.Vague = true
			return m, ok
		}
		return mutexRef{}, false
	case len(words) == 2 && generic && strings.Contains(words[0], "."):
		return s.path(words[0], base, anywhere)
	case len(words) == 2 && generic && base == nil && !anywhere && s.isOperand(words[0]):
		return s.path(words[0], nil, false)
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

// isOperand reports whether the receiver or a parameter has that name.
func (s *scope) isOperand(name string) bool {
	return slices.ContainsFunc(s.roots(), func(r root) bool { return r.name == name })
}

// hasField reports whether the receiver or a parameter has a field of that name,
// so that "the tx lock" is rather what locks that.
func (s *scope) hasField(name string) bool {
	return slices.ContainsFunc(s.roots(), func(r root) bool {
		st, ok := structOf(r.typ)
		if !ok {
			return false
		}
		for f := range st.Fields() {
			if f.Name() == name {
				return true
			}
		}
		return false
	})
}

// isMode reports whether "read lock" or "write lock" is rather a way to lock the
// receiver's own mutex than what the class is called.
func (s *scope) isMode(name string, class Class) bool {
	r, ok := s.self()
	if lock, _, has := lockMode(name); !ok || !has || strings.Contains(lock, " ") {
		return false
	}
	own, ok := s.only(r)
	return ok && own.rw && own.ref.Class != class
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
	if defs[0].Guessed && (s.hasField(firstWord(name)) || s.isMode(name, defs[0].Class)) {
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
		for path := d.Path; path != ""; _, path, _ = strings.Cut(path, ".") {
			// From the owner of the name, or from a value on the way to the mutex.
			if f, ok := s.walk(r.typ, path); ok && f.class == open.Class {
				return r.ref(f.class, path), true
			}
		}
		if lead, ok := s.leadsTo(r.typ, d.Owner); ok {
			if f, ok := s.walk(r.typ, lead+"."+d.Path); ok && f.class == open.Class {
				return r.ref(f.class, lead+"."+d.Path), true
			}
		}
	}
	return open, false
}

// leadsTo returns the field of a task that leads to the owner of a name, if
// there is just one. Values that are no tasks can have to do with several
// owners.
func (s *scope) leadsTo(t types.Type, owner Class) (string, bool) {
	st, ok := structOf(t)
	if !ok || s.isTask == nil || !s.isTask(t) {
		return "", false
	}
	found := ""
	for f := range st.Fields() {
		if TypeClass(f.Type()) != owner {
			continue
		}
		if found != "" {
			return "", false
		}
		found = f.Name()
	}
	return found, found != ""
}

func (r root) ref(c Class, path string) Ref {
	return Ref{Class: c, Root: r.kind, Index: r.index, Path: strings.Trim(r.prefix()+"."+path, ".")}
}
