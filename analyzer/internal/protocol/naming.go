package protocol

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
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
	for _, file := range b.pass.Files {
		if file.Doc != nil {
			b.definitions(&site{kind: nowhere, docs: []*ast.CommentGroup{file.Doc}})
		}
	}
	b.settleNames()
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
			defs = b.fieldNamed(key)
		}
		if len(defs) == 0 {
			continue
		}
		defs = firm(defs)
		for _, d := range defs[1:] {
			if d.Class != defs[0].Class {
				return nil
			}
		}
		return defs
	}
	return nil
}

// firm leaves out the plain definitions if there are others.
func firm(defs []lockName) []lockName {
	kept := slices.DeleteFunc(slices.Clone(defs), func(n lockName) bool { return n.Plain })
	if len(kept) == 0 {
		return defs
	}
	return kept
}

// The ways in which comments name a mutex. A form has the groups path, absent
// if the comment is on the mutex itself, and name.
const (
	pathForm = `(?P<path>\(\w+\.\)[\w.]+|[A-Za-z_]\w*(?:\.\w+)*)`
	nameForm = `["“'\x60]?(?:the )?["“'\x60]?(?P<name>[\w-]+(?: [\w-]+){0,2} (?:mutex|lock))["”'\x60]?`
	endForm  = `(?:$|[.,;:)]| (?:and|which|that|of|for|protect|guard|serializ|cover))`
)

// firmNames introduce a name for use elsewhere: `tg.mu (hereafter "the group
// mutex")`.
var firmNames = regexp.MustCompile(
	`(?P<path>[\w.]+|\(\w+\.\)[\w.]+) \((?:hereafter|henceforth)(?: called| referred to as| known as)?,? ["“'](?:the )?(?P<name>[\w -]+ (?:mutex|lock))["”']\)`)

// plainNames say in passing what a mutex is called: "mu is the group mutex".
// They count for names that are not introduced in a firmer way.
var plainNames = []*regexp.Regexp{
	regexp.MustCompile(pathForm + ` is (?:called |known as |referred to as )?` + nameForm + endForm),
	regexp.MustCompile(pathForm + ` \(` + nameForm + `\)`),
	regexp.MustCompile(pathForm + `, (?:also |hereafter |henceforth )?(?:called|known as|referred to as|aka|a\.k\.a\.|hereafter|henceforth) ` + nameForm + endForm),
	regexp.MustCompile(`(?i:the )(?P<name>[\w-]+(?: [\w-]+){0,2} (?:mutex|lock)) is (?:called )?` + pathForm + endForm),
}

// ownName is how the comment on a mutex may begin: "The group mutex protects
// …".
var ownName = regexp.MustCompile(`^(?:[Tt]he )?(?P<name>[\w-]+(?: [\w-]+)? (?:mutex|lock))` + endForm)

// definitions reads the names that the comments of a site give to mutexes.
func (b *builder) definitions(s *site) {
	own := s.kind == onField && len(s.vars) == 1 && IsMutex(s.vars[0].Type())
	for _, g := range s.docs {
		if !groupContains(g, " mutex") && !groupContains(g, " lock") {
			continue
		}
		firm := groupContains(g, "hereafter") || groupContains(g, "henceforth")
		for _, blk := range blocks(g) {
			text := join(blk.words)
			if !strings.Contains(text, " mutex") && !strings.Contains(text, " lock") {
				continue
			}
			if firm {
				b.defineAll(s, firmNames, text, b.names)
			}
			for _, re := range plainNames {
				b.defineAll(s, re, text, b.plain)
			}
			if m := ownName.FindStringSubmatch(text); own && m != nil && !isFiller(firstWord(m[1])) {
				b.define(s, s.vars[0].Name(), m[1], b.plain)
			}
		}
	}
}

// defineAll enters the names that re finds in text.
func (b *builder) defineAll(s *site, re *regexp.Regexp, text string, into map[string][]lockName) {
	path, name := re.SubexpIndex("path"), re.SubexpIndex("name")
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		b.define(s, strings.NewReplacer("(", "", ")", "").Replace(m[path]), m[name], into)
	}
}

// settleNames decides which names count, once all comments are read: those
// that were introduced, those said in passing, and last what the protocol
// itself calls the signal mutex.
func (b *builder) settleNames() {
	b.named = len(b.names) > 0
	for key, defs := range b.plain {
		if len(b.names[key]) > 0 {
			continue
		}
		for i := range defs {
			defs[i].Plain = true
		}
		b.names[key] = defs
	}
	b.nameSignal()
}

// fieldNamed finds the only mutex field of the package whose own name is the
// given one: signalMu for "signal mutex".
func (b *builder) fieldNamed(name string) []lockName {
	stem, ok := strings.CutSuffix(name, " mutex")
	if !ok {
		stem, ok = strings.CutSuffix(name, " lock")
	}
	stem = strings.ReplaceAll(stem, " ", "")
	if !ok || stem == "" {
		return nil
	}
	var found []lockName
	scope := b.pass.Pkg.Scope()
	for _, typ := range scope.Names() {
		obj, ok := scope.Lookup(typ).(*types.TypeName)
		if !ok || obj.IsAlias() {
			continue
		}
		st, ok := obj.Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		for f := range st.Fields() {
			rest, ok := cutPrefixFold(f.Name(), stem)
			if ok && (rest == "Mu" || rest == "Mutex" || rest == "Lock") && IsMutex(f.Type()) {
				found = append(found, lockName{Name: name, Class: FieldClass(obj.Type(), f), RW: hasReadLock(f.Type()), Guessed: true})
			}
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// define gives the mutex at path, seen from the site, a name.
func (b *builder) define(s *site, path, name string, into map[string][]lockName) {
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
	into[key] = append(into[key], n)
}
