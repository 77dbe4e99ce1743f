package protocol

import (
	"go/types"
	"slices"
	"strings"
)

// merge makes one contract of what the sources say of each function.
func (b *builder) merge() {
	fns := make(map[*types.Func]bool)
	for fn := range b.writing {
		fns[fn] = true
	}
	for fn := range b.shape {
		fns[fn] = true
	}
	for fn := range fns {
		if fn.Pkg() != b.pass.Pkg {
			continue // a method of another package's interface, under a name of this one
		}
		c := layer(b.writtenFor(fn), b.shape[fn])
		if c.IsZero() {
			continue
		}
		b.model.contracts[fn] = c
		if w := b.writing[fn]; w != nil && w.iface != nil && !onlyIgnored(c) {
			b.binding[w.iface] = true
		}
	}
}

// writtenFor merges the written sources of a function, what it takes over by
// "Same as" included.
func (b *builder) writtenFor(fn *types.Func) *Contract {
	w := b.writing[fn]
	if w == nil || w.busy {
		return nil
	}
	if w.merged != nil {
		return w.merged
	}
	w.busy = true
	prose := w.parts[Prose]
	for _, like := range w.likes {
		other := b.functionNamed(like.name, fn, w.iface)
		if other == nil {
			continue
		}
		theirs := b.writtenFor(other)
		if other.Pkg() != b.pass.Pkg {
			theirs = b.model.written(other)
		}
		prose = combine(prose, translate(theirs, other, fn))
	}
	w.busy = false
	w.merged = layer(w.parts[Directive], combine(w.parts[Checklocks], prose))
	return w.merged
}

// layer puts a stronger source over a weaker one: of each aspect, the weaker
// counts only if the stronger is silent on it.
func layer(strong, weak *Contract) *Contract {
	if weak == nil {
		return orEmpty(strong)
	}
	if strong == nil {
		return orEmpty(weak)
	}
	c := *strong
	pick := func(mine, theirs []Clause) []Clause {
		if len(mine) > 0 {
			return mine
		}
		return slices.DeleteFunc(slices.Clone(theirs), func(cl Clause) bool { return mentioned(strong, cl) })
	}
	c.Requires = pick(strong.Requires, weak.Requires)
	c.Excludes = pick(strong.Excludes, weak.Excludes)
	c.Acquires = pick(strong.Acquires, weak.Acquires)
	c.Releases = pick(strong.Releases, weak.Releases)
	c.rest(weak)
	return &c
}

// combine joins two sources of nearly the same strength: the clauses of both
// count, but where they speak of the same mutex, those of the first. If the
// second is content with a read lock where the first asks for a write lock,
// they disagree, and the weaker need stands.
func combine(first, second *Contract) *Contract {
	if second == nil {
		return first
	}
	if first == nil {
		return second
	}
	c := *first
	join := func(mine, theirs []Clause) []Clause {
		out := slices.Clip(mine)
		for _, cl := range theirs {
			if !mentioned(first, cl) {
				out = append(out, cl)
			}
		}
		return out
	}
	c.Requires = join(relax(first.Requires, second.Requires), second.Requires)
	c.Excludes = join(first.Excludes, second.Excludes)
	c.Acquires = join(first.Acquires, second.Acquires)
	c.Releases = join(first.Releases, second.Releases)
	c.rest(second)
	return &c
}

// relax returns the clauses of first, with the mode of those that second asks
// for reading only.
func relax(first, second []Clause) []Clause {
	out := slices.Clone(first)
	for i, mine := range out {
		for _, theirs := range second {
			if len(mine.Any) != 1 || len(theirs.Any) != 1 || theirs.Any[0].Mode != Read || !overlap(mine, theirs) {
				continue
			}
			out[i].Any = []Need{{Ref: mine.Any[0].Ref, Mode: Read}}
		}
	}
	return out
}

// rest takes over from weak what is not about mutexes.
func (c *Contract) rest(weak *Contract) {
	if c.Begin == NoStop && c.End == NoStop {
		c.Begin, c.End, c.StopParam = weak.Begin, weak.End, weak.StopParam
	}
	if c.Goroutine == AnyGoroutine {
		c.Goroutine, c.GoroutineSource = weak.Goroutine, weak.GoroutineSource
		c.GoroutineRoot, c.GoroutineIndex = weak.GoroutineRoot, weak.GoroutineIndex
	}
	if len(c.Callbacks) == 0 {
		c.Callbacks = weak.Callbacks
	}
	c.Ignore = c.Ignore || weak.Ignore
	c.Unclear = slices.DeleteFunc(slices.Concat(c.Unclear, weak.Unclear), func(cl Clause) bool { return mentioned(c, cl) })
}

func orEmpty(c *Contract) *Contract {
	if c == nil {
		return &Contract{StopParam: -1}
	}
	return c
}

// mentioned reports whether a contract already speaks of a mutex of the
// clause, in whatever way.
func mentioned(c *Contract, cl Clause) bool {
	for _, cs := range [][]Clause{c.Requires, c.Excludes, c.Acquires, c.Releases} {
		for _, mine := range cs {
			if overlap(mine, cl) {
				return true
			}
		}
	}
	return false
}

// overlap reports whether two clauses may be about the same mutex.
func overlap(a, b Clause) bool {
	for _, x := range a.Any {
		for _, y := range b.Any {
			if x.Ref.Class == y.Ref.Class &&
				(x.Ref.Root == AnyInstance || y.Ref.Root == AnyInstance || sameLock(x.Ref, y.Ref)) {
				return true
			}
		}
	}
	return false
}

// union appends the clauses of weak about mutexes that strong is silent on.
func union(strong, weak []Clause) []Clause {
	return combine(&Contract{Requires: strong}, &Contract{Requires: weak}).Requires
}

// functionNamed finds the function that "Same as F" speaks of, in the
// comment of function from: a method beside it, a function of its package,
// Type.method, or one of these with the name of an imported package.
func (b *builder) functionNamed(name string, from *types.Func, iface *types.TypeName) *types.Func {
	pkg := b.pass.Pkg
	parts := strings.Split(name, ".")
	if len(parts) > 1 {
		for _, imp := range pkg.Imports() {
			if imp.Name() == parts[0] {
				pkg, parts = imp, parts[1:]
				break
			}
		}
	}
	switch len(parts) {
	case 1:
		if pkg == b.pass.Pkg {
			var t types.Type
			if iface != nil {
				t = iface.Type()
			} else if recv := from.Signature().Recv(); recv != nil {
				t = recv.Type()
			}
			if fn := methodNamed(t, pkg, parts[0]); fn != nil && fn != from {
				return fn
			}
		}
		fn, _ := pkg.Scope().Lookup(parts[0]).(*types.Func)
		return fn
	case 2:
		obj, ok := pkg.Scope().Lookup(parts[0]).(*types.TypeName)
		if !ok {
			return nil
		}
		return methodNamed(types.NewPointer(obj.Type()), pkg, parts[1])
	}
	return nil
}

func methodNamed(t types.Type, pkg *types.Package, name string) *types.Func {
	if t == nil {
		return nil
	}
	if p, ok := t.(*types.Pointer); ok && types.IsInterface(p.Elem()) {
		t = p.Elem()
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return nil
	}
	return fn.Origin()
}

// translate rewrites the contract of one function for another that takes it
// over. Receivers of the same type correspond, and parameters of the same
// position and type; anything else is left open.
func translate(c *Contract, from, to *types.Func) *Contract {
	if c == nil {
		return nil
	}
	out := &Contract{StopParam: -1, Goroutine: c.Goroutine, GoroutineSource: c.GoroutineSource,
		GoroutineRoot: c.GoroutineRoot, GoroutineIndex: c.GoroutineIndex}
	same := func(root Root, index int) bool {
		a, b := from.Signature(), to.Signature()
		switch root {
		case Recv:
			return a.Recv() != nil && b.Recv() != nil && NamedOf(a.Recv().Type()) == NamedOf(b.Recv().Type())
		case Param:
			return index < a.Params().Len() && index < b.Params().Len() &&
				types.Identical(a.Params().At(index).Type(), b.Params().At(index).Type())
		case Result:
			return false
		}
		return true
	}
	if !same(out.GoroutineRoot, out.GoroutineIndex) {
		out.GoroutineRoot, out.GoroutineIndex = AnyInstance, 0
	}
	move := func(cs []Clause) []Clause {
		moved := make([]Clause, len(cs))
		for i, cl := range cs {
			moved[i] = Clause{Any: slices.Clone(cl.Any), Source: cl.Source}
			for j := range moved[i].Any {
				if ref := &moved[i].Any[j].Ref; !same(ref.Root, ref.Index) {
					*ref = Ref{Class: ref.Class, Text: ref.Text}
				}
			}
		}
		return moved
	}
	out.Requires, out.Excludes = move(c.Requires), move(c.Excludes)
	return out
}
