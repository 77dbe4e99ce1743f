package protocol

import (
	"regexp"
	"strings"
)

// readNames reads the names of mutexes. Directives on fields are read here
// once for all, and those that wait for the names are kept.
func (b *builder) readNames() {
	for _, s := range b.sites {
		if s.kind == onField || s.kind == onVar {
			for _, d := range b.directives(s) {
				if d.form.name == "mutex" {
					b.nameMutex(s, d)
				} else {
					s.waiting = append(s.waiting, d)
				}
			}
		}
		b.definitions(s)
	}
}

// nameMutex obeys //stoplint:mutex NAME.
func (b *builder) nameMutex(s *site, d directive) {
	name := d.args[0].text
	full := name
	if lower := strings.ToLower(name); !strings.HasSuffix(lower, "mutex") && !strings.HasSuffix(lower, "lock") && !strings.HasSuffix(lower, "mu") {
		full += " mutex"
	}
	for _, v := range s.vars {
		if !IsMutex(v.Type()) {
			b.problem(d.pos, d.end, "%s is not a mutex", v.Name())
			continue
		}
		n := lockName{Name: full, RW: hasReadLock(v.Type())}
		if s.kind == onVar {
			n.Class = VarClass(v)
		} else {
			n.Class = FieldClass(s.owner, v)
		}
		key := strings.ToLower(full)
		for _, other := range b.names[key] {
			if other.Class != n.Class {
				b.problem(d.pos, d.end, "%q already names %s", name, other.Class)
			}
		}
		b.names[key] = append(b.names[key], n)
	}
}

// camel finds the seams in "signalMutex".
var camel = regexp.MustCompile(`([a-z])(Mutex|Lock)$`)

// lookupName returns the definitions of a name, those of the package before
// those of its imports, or nothing if it names more than one class.
func (b *builder) lookupName(name string) []lockName {
	name = strings.ToLower(camel.ReplaceAllString(name, "$1 $2"))
	for _, key := range []string{name, name + " mutex", name + " lock"} {
		defs := b.names[key]
		if len(defs) == 0 {
			for _, imp := range b.model.imported() {
				if !reaches(b.pass.Pkg, imp.pkg) {
					continue
				}
				for _, n := range imp.fact.Names {
					if strings.EqualFold(n.Name, key) {
						defs = append(defs, n)
					}
				}
			}
		}
		if len(defs) == 0 {
			continue
		}
		for _, d := range defs[1:] {
			if d.Class != defs[0].Class {
				return nil
			}
		}
		return defs
	}
	return nil
}

// definition finds the naming of a mutex: `tg.mu (hereafter "the group
// mutex")`.
var definition = regexp.MustCompile(
	`([\w.]+|\(\w+\.\)[\w.]+) \((?:hereafter|henceforth)(?: called| referred to as| known as)?,? ["“'](?:the )?([\w -]+ (?:mutex|lock))["”']\)`)

// definitions reads the names that the comments of a site give to mutexes.
func (b *builder) definitions(s *site) {
	for _, g := range s.docs {
		if !groupContains(g, "hereafter") && !groupContains(g, "henceforth") {
			continue
		}
		for _, blk := range blocks(g) {
			for _, m := range definition.FindAllStringSubmatch(join(blk.words), -1) {
				path := strings.NewReplacer("(", "", ")", "").Replace(m[1])
				b.define(s, path, m[2])
			}
		}
	}
}

// define gives the mutex at path, seen from the site, a name.
func (b *builder) define(s *site, path, name string) {
	var sc *scope
	switch {
	case s.owner != nil:
		sc = b.fieldScope(s.owner)
	case s.fn != nil:
		sc = b.funcScope(s.fn)
	case s.typ != nil:
		sc = b.fieldScope(s.typ.Type())
	default:
		sc = &scope{pkg: b.pass.Pkg}
	}
	m, ok := sc.path(path, nil, false)
	if !ok {
		return
	}
	n := lockName{Name: name, Class: m.ref.Class, RW: m.rw}
	if m.ref.Root == Recv || m.ref.Root == Param {
		for _, r := range sc.roots() {
			if r.kind == m.ref.Root && r.index == m.ref.Index {
				n.Owner, n.Path = TypeClass(r.typ), m.ref.Path
			}
		}
	}
	key := strings.ToLower(name)
	b.names[key] = append(b.names[key], n)
}
