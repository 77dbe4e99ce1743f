package protocol

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// directiveForm is one row of the table of directives.
type directiveForm struct {
	name string
	on   siteKind // where it may stand
	// args are the words it takes, each with its alternatives; "NAME" stands
	// for the name of a mutex, and a word in brackets may be left out; after
	// "..." more words like the last one may follow.
	args []string
}

// directiveForms are all directives there are.
var directiveForms = []directiveForm{
	{"stop", onInterface, nil},
	{"task", onStruct, nil},
	{"mutex", onField | onVar, []string{"NAME"}},
	{"requires", onFunc | onMethod, []string{"NAME", "[read]"}},
	{"excludes", onFunc | onMethod, []string{"NAME", "[read]"}},
	{"acquires", onFunc | onMethod, []string{"NAME", "[read]"}},
	{"releases", onFunc | onMethod, []string{"NAME", "[read]"}},
	{"guardedby", onField, []string{"NAME"}},
	{"begin", onFunc | onMethod, []string{"internal|external"}},
	{"end", onFunc | onMethod, []string{"internal|external"}},
	{"order", onPackage, []string{"NAME", "NAME", "..."}},
	{"ontask", onFunc | onMethod | onParam, nil},
	{"offtask", onFunc | onMethod | onParam, nil},
}

// directive is one //stoplint: comment that is well formed for where it
// stands.
type directive struct {
	form *directiveForm
	args []word
	text string
	pos  token.Pos
	end  token.Pos
}

func (d directive) source() Source { return Source{Kind: Directive, Text: d.text, Pos: d.pos} }

const directivePrefix = "//stoplint:"

// almostDirective finds a comment that was meant to be a directive: Go's have
// no space after the slashes.
var almostDirective = regexp.MustCompile(`^//[ \t]+stoplint:[a-z]+\b`)

// readDirective reads a comment that stands on a site of that kind, and
// reports what is wrong with it. It is false if the comment is no directive,
// or one that cannot be obeyed.
func (b *builder) readDirective(c *ast.Comment, kind siteKind) (directive, bool) {
	body, ok := strings.CutPrefix(c.Text, directivePrefix)
	if !ok {
		return directive{}, false
	}
	if b.read[c] {
		return directive{}, false
	}
	b.read[c] = true
	body, _, _ = strings.Cut(body, "//")
	words := word{text: body, pos: c.Pos() + token.Pos(len(directivePrefix))}.fields()
	if len(words) == 0 || strings.HasPrefix(body, " ") {
		b.problem(c.Pos(), c.Pos()+token.Pos(len(directivePrefix)), "%s without the name of a directive", directivePrefix)
		return directive{}, false
	}
	name, args := words[0], words[1:]
	last := words[len(words)-1]
	d := directive{args: args, pos: c.Pos(), end: last.pos + token.Pos(len(last.text))}
	d.text = directivePrefix + join(words)
	for i := range directiveForms {
		if directiveForms[i].name == name.text {
			d.form = &directiveForms[i]
		}
	}
	if d.form == nil {
		b.unknownDirective(c.Pos(), name)
		return directive{}, false
	}
	if d.form.on&kind == 0 {
		b.problem(d.pos, d.end, "%s%s belongs on %s, not on %s", directivePrefix, name.text, d.form.places(), kind)
		return directive{}, false
	}
	return d, b.checkArgs(d, name)
}

func (b *builder) unknownDirective(pos token.Pos, name word) {
	names := make([]string, len(directiveForms))
	for i, f := range directiveForms {
		names[i] = f.name
	}
	end := name.pos + token.Pos(len(name.text))
	if near := nearest(name.text, names); near != "" {
		b.problem(pos, end, "unknown directive %s%s; did you mean %s%s?", directivePrefix, name.text, directivePrefix, near)
		return
	}
	b.problem(pos, end, "unknown directive %s%s", directivePrefix, name.text)
}

// places lists where a directive may stand: "a function or an interface
// method".
func (f *directiveForm) places() string {
	var parts []string
	for k := onFunc; k < nowhere; k <<= 1 {
		if f.on&k != 0 {
			parts = append(parts, k.String())
		}
	}
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " or " + parts[last]
}

// checkArgs compares the arguments with the form's.
func (b *builder) checkArgs(d directive, name word) bool {
	for i, want := range d.form.args {
		if want == "..." {
			return true
		}
		want, optional := strings.CutPrefix(want, "[")
		want = strings.TrimSuffix(want, "]")
		if i >= len(d.args) {
			if optional {
				return true
			}
			if want == "NAME" {
				want = "the name of a mutex"
			} else {
				want = strings.ReplaceAll(want, "|", " or ")
			}
			b.problem(d.pos, d.end, "%s%s needs %s", directivePrefix, name.text, want)
			return false
		}
		got := d.args[i]
		if want != "NAME" && !slices.Contains(strings.Split(want, "|"), got.text) {
			b.problem(got.pos, got.pos+token.Pos(len(got.text)), "%s%s takes %s here, not %q",
				directivePrefix, name.text, strings.ReplaceAll(want, "|", " or "), got.text)
			return false
		}
	}
	if len(d.args) > len(d.form.args) {
		extra := d.args[len(d.form.args)]
		b.problem(extra.pos, d.end, "%s%s does not take %q", directivePrefix, name.text, extra.text)
		return false
	}
	return true
}

// directives reads the directives of a site, each once.
func (b *builder) directives(s *site) []directive {
	var out []directive
	for _, g := range s.docs {
		for _, c := range g.List {
			d, ok := b.readDirective(c, s.kind)
			if !ok {
				continue
			}
			if slices.ContainsFunc(out, func(o directive) bool { return o.text == d.text }) {
				b.problem(d.pos, d.end, "%s is written twice", d.text)
				continue
			}
			out = append(out, d)
		}
	}
	return out
}

// funcDirectives turns the directives of a function into a contract.
func (b *builder) funcDirectives(s *site, sc *scope) *Contract {
	c := &Contract{StopParam: -1}
	for _, d := range b.directives(s) {
		switch d.form.name {
		case "requires":
			b.addNamed(&c.Requires, d, sc)
		case "excludes":
			b.addNamed(&c.Excludes, d, sc)
		case "acquires":
			b.addNamed(&c.Acquires, d, sc)
		case "releases":
			b.addNamed(&c.Releases, d, sc)
		case "begin":
			b.setStop(&c.Begin, d)
		case "end":
			b.setStop(&c.End, d)
		case "ontask", "offtask":
			g := OnTask
			if d.form.name == "offtask" {
				g = OffTask
			}
			if c.Goroutine != AnyGoroutine && c.Goroutine != g {
				b.problem(d.pos, d.end, "%s contradicts %s", d.text, c.GoroutineSource.Text)
				continue
			}
			b.setGoroutine(c, g, s.fn, "", d.source())
		}
	}
	if c.Begin == InternalStop {
		c.StopParam = b.stopParam(s.fn)
	}
	b.contradictions(c)
	return c
}

func (b *builder) setStop(to *StopKind, d directive) {
	kind := InternalStop
	if d.args[0].text == "external" {
		kind = ExternalStop
	}
	if *to != NoStop && *to != kind {
		b.problem(d.pos, d.end, "%s contradicts the %s stop above it", d.text, *to)
		return
	}
	*to = kind
}

// addNamed resolves the name in a directive and adds the clause.
func (b *builder) addNamed(to *[]Clause, d directive, sc *scope) {
	name := d.args[0]
	m, ok := b.directiveName(name.text, sc)
	if !ok {
		b.problem(name.pos, name.pos+token.Pos(len(name.text)), "%s names no mutex: %q is neither declared with %smutex nor a path to a mutex",
			d.form.name, name.text, directivePrefix)
		return
	}
	mode := Write
	if len(d.args) > 1 {
		mode = Read
		if !m.rw {
			b.problem(d.args[1].pos, d.end, "%s has no read lock", name.text)
		}
	}
	if d.form.name == "excludes" {
		// Forbidding a write hold alone is not in the language: "read" is
		// accepted and any hold excluded.
		mode = 0
	}
	*to = append(*to, Clause{Any: []Need{m.need(mode)}, Source: d.source()})
}

// directiveName resolves NAME: a declared name, or a path.
func (b *builder) directiveName(name string, sc *scope) (mutexRef, bool) {
	m, ok := sc.named(name, nil, false)
	if !ok {
		m, ok = sc.path(name, nil, false)
	}
	if ok {
		m.ref.Text = b.model.textOf(m.ref, name)
	}
	return m, ok
}

// contradictions reports clauses of one source that cannot both hold on
// entry, and drops the later one.
func (b *builder) contradictions(c *Contract) {
	held := slices.Concat(c.Requires, c.Releases)
	keep := func(cs []Clause) []Clause {
		out := cs[:0:0]
		for _, cl := range cs {
			i := slices.IndexFunc(held, func(h Clause) bool { return len(h.Any) == 1 && sameLock(h.Any[0].Ref, cl.Any[0].Ref) })
			if i >= 0 && !(held[i].Any[0].Mode == Read && cl.Any[0].Mode == Write) {
				b.problem(cl.Source.Pos, cl.Source.Pos+token.Pos(len(cl.Source.Text)), "%s contradicts %s", cl.Source.Text, held[i].Source.Text)
				continue
			}
			out = append(out, cl)
		}
		return out
	}
	c.Excludes = keep(c.Excludes)
	c.Acquires = keep(c.Acquires)
}

func sameLock(a, b Ref) bool {
	return a.Class == b.Class && a.Root == b.Root && a.Index == b.Index && a.Path == b.Path
}

// nearest returns the candidate that name is most likely a misspelling of, or
// "".
func nearest(name string, candidates []string) string {
	best, bestDist := "", 3
	if len(name) > 40 {
		return ""
	}
	for _, c := range candidates {
		if d := distance(name, c); d < bestDist && d < len(c)/2+1 {
			best, bestDist = c, d
		}
	}
	return best
}

// distance is the number of insertions, deletions, substitutions and swaps of
// neighbours that turn a into b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
