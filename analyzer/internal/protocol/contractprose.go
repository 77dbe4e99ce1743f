package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// inherited is a "Same as F" that is still to be followed.
type inherited struct {
	name   string
	source Source
}

// prose reads the doc comment of a function.
func (b *builder) prose(s *site, sc *scope) (*Contract, []inherited) {
	c := &Contract{StopParam: -1}
	var likes []inherited
	for _, g := range s.docs {
		for _, sent := range sentences(g) {
			if !promising(sent) {
				continue
			}
			src := Source{Kind: Prose, Text: sent.text, Pos: sent.pos}
			for _, st := range parse(sent, s.fn.Name()) {
				switch st.verb {
				case mustHold:
					c.Requires = append(c.Requires, b.clauses(st, sc, src)...)
				case mustFree:
					c.Excludes = append(c.Excludes, b.clauses(st, sc, src)...)
				case mustOn, mustOff:
					g, who := OnTask, ""
					if st.verb == mustOff {
						g = OffTask
					}
					if len(st.phrases) == 1 {
						who = st.phrases[0]
					}
					if c.Goroutine == AnyGoroutine && len(st.phrases) < 2 {
						b.setGoroutine(c, g, s.fn, who, src)
					}
				case likeOther:
					likes = append(likes, inherited{st.phrases[0], src})
				}
			}
		}
	}
	return tidy(c), likes
}

// tidy drops what a contract says twice, and what it asks for and forbids at
// once.
func tidy(c *Contract) *Contract {
	out := *c
	out.Requires, out.Excludes = nil, nil
	for _, cl := range c.Requires {
		if !slices.ContainsFunc(out.Requires, func(o Clause) bool { return overlap(o, cl) }) {
			out.Requires = append(out.Requires, cl)
		}
	}
	for _, cl := range c.Excludes {
		if !mentioned(&out, cl) {
			out.Excludes = append(out.Excludes, cl)
		}
	}
	return &out
}

// maxSentence is the length in bytes of the longest sentence worth reading.
const maxSentence = 500

// promising is a quick test that most sentences without a contract fail.
func promising(s sentence) bool {
	if len(s.text) > maxSentence {
		return false
	}
	if s.pre {
		return true
	}
	for _, w := range []string{"must", "MUST", "Must", "held", "hold", "require", "Require", "assume", "Assume", "ame as"} {
		if strings.Contains(s.text, w) {
			return true
		}
	}
	return false
}

// clauses resolves the mutexes of a statement. Alternatives make one clause,
// and an alternative that names no known mutex makes it void; of several
// mutexes that are all needed, those that are known remain.
func (b *builder) clauses(st statement, sc *scope, src Source) []Clause {
	var found []Need
	for _, p := range st.phrases {
		m, ok := sc.resolve(p)
		if !ok {
			b.unresolvedAt(src.Pos, src.Text, p)
			if st.or {
				return nil
			}
			continue
		}
		found = append(found, m.need(st.mode))
	}
	if st.or {
		return []Clause{{Any: found, Source: src}}
	}
	out := make([]Clause, len(found))
	for i, n := range found {
		out[i] = Clause{Any: []Need{n}, Source: src}
	}
	return out
}

// setGoroutine notes where fn must run, if the task that this speaks of is
// the receiver or a parameter. who is the task's name in the sentence, or "".
func (b *builder) setGoroutine(c *Contract, g Goroutine, fn *types.Func, who string, src Source) {
	sig := fn.Signature()
	recv := sig.Recv()
	c.GoroutineRoot, c.GoroutineIndex = AnyInstance, 0
	switch {
	case who == "" && recv != nil && b.isTask(recv.Type()):
		c.GoroutineRoot = Recv
	case who == "":
		// The task goroutine of a function that is no method of a task is
		// that of its only task parameter, if it has one.
		n := 0
		for i := range sig.Params().Len() {
			if b.isTask(sig.Params().At(i).Type()) {
				c.GoroutineRoot, c.GoroutineIndex = Param, i
				n++
			}
		}
		if n > 1 {
			c.GoroutineRoot, c.GoroutineIndex = AnyInstance, 0
		}
	case recv != nil && recv.Name() == who:
		c.GoroutineRoot = Recv
	default:
		found := false
		for i := range sig.Params().Len() {
			if sig.Params().At(i).Name() == who {
				c.GoroutineRoot, c.GoroutineIndex, found = Param, i, true
			}
		}
		if !found {
			return
		}
	}
	c.Goroutine, c.GoroutineSource = g, src
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
				b.define(s, path, strings.ToLower(m[2]))
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
	b.names[name] = append(b.names[name], n)
}

// guardSentence matches "x is protected by y"; the subject may be missing.
var guardSentence = regexp.MustCompile(
	`^(?i:(?:([\w., ]+?) (?:is|are|'s)(?: both)? )?(?:protected|guarded) by (both )?([^:]+?)(?::.*)?)$`)

// guards reads "x is protected by the signal mutex" on the fields of a site.
func (b *builder) guards(s *site, sc *scope) []Clause {
	var out []Clause
	for _, g := range s.docs {
		if !groupContains(g, "rotected by") && !groupContains(g, "uarded by") {
			continue
		}
		for _, sent := range sentences(g) {
			out = append(out, b.guard(sent, s, sc)...)
		}
	}
	return out
}

func (b *builder) guard(sent sentence, s *site, sc *scope) []Clause {
	if len(sent.text) > maxSentence {
		return nil
	}
	text, ok := normalise(strings.Replace(sent.text, "It's ", "It is ", 1))
	if !ok {
		return nil
	}
	m := guardSentence.FindStringSubmatch(text)
	if m == nil || !speaksOf(m[1], s.vars) {
		return nil
	}
	phrases, or, ok := parseList(m[3])
	if !ok || or {
		return nil
	}
	st := statement{verb: mustHold, phrases: phrases, mode: 0}
	return b.clauses(st, sc, Source{Kind: Prose, Text: sent.text, Pos: sent.pos})
}

// speaksOf reports whether the subject of a sentence on fields is one of
// them, or a word for them.
func speaksOf(subject string, fields []*types.Var) bool {
	switch strings.ToLower(subject) {
	case "", "it", "this", "this field", "they", "these", "these fields", "both", "both fields":
		return true
	}
	names, or, ok := parseList(subject)
	if !ok || or {
		return false
	}
	found := false
	for _, name := range names {
		if !token.IsIdentifier(name) {
			return false
		}
		found = found || slices.ContainsFunc(fields, func(f *types.Var) bool { return f.Name() == name })
	}
	return found
}

func groupContains(g *ast.CommentGroup, s string) bool {
	for _, c := range g.List {
		if strings.Contains(c.Text, s) {
			return true
		}
	}
	return false
}
