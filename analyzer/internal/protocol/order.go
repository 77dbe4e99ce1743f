package protocol

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// LockOrder says that of two mutexes Outer is to be locked first, if both are.
type LockOrder struct {
	Outer, Inner Class
	Source       Source
}

// NestedRule says that two mutexes of Class may be locked at once only with
// Outer held.
type NestedRule struct {
	Class, Outer Class
	Source       Source
}

// LockOrders returns what the package and those it imports say of the order in
// which mutexes are locked, each pair once, indirect ones included.
func (m *Model) LockOrders() []LockOrder {
	out := slices.Clone(m.orders)
	for _, imp := range m.imported() {
		out = append(out, imp.fact.Orders...)
	}
	return out
}

// NestedRules returns the rules of the package and those it imports.
func (m *Model) NestedRules() []NestedRule {
	out := slices.Clone(m.nested)
	for _, imp := range m.imported() {
		out = append(out, imp.fact.Nested...)
	}
	return out
}

// orderHeading begins a lock order; orderLine has all of one on a line.
var (
	orderHeading = regexp.MustCompile(`(?i)^(?:the )?lock(?:ing)?(?: acquisition)? (?:order(?:ing)?|hierarchy)(?: \([^)]*\)|, [^:]*)?(?: for [^:]*)?(?: is:?|:)\s*(.*)$`)
	inwards      = regexp.MustCompile(`(?i)\binner(?:most)?\b.*\bfirst\b`)
	numbered     = regexp.MustCompile(`^(?:\d+[.)]|[-*•])\s+`)
	orderArrow   = regexp.MustCompile(`\s*(?:->|=>|→|>|, then)\s*`)
	nestedRule   = regexp.MustCompile(`^Locking (\S+) in (?:multiple|several|two) [\w.]+(?: at the same time| at once)? requires ` +
		`(?:locking (\S+)(?: exclusively| for writing)?|(\S+) to be locked(?: exclusively| for writing)?)(?: first)?$`)
)

// readOrders reads the lock orders on package clauses and types.
func (b *builder) readOrders() {
	for _, file := range b.pass.Files {
		if file.Doc == nil {
			continue
		}
		sc := &scope{pkg: b.pass.Pkg, names: b.lookupName, isTask: b.isTask}
		for _, d := range b.directives(&site{kind: onPackage, docs: []*ast.CommentGroup{file.Doc}}) {
			b.orderDirective(d, sc)
		}
		b.proseOrders(file.Doc, sc)
	}
	for _, s := range b.sites {
		switch {
		case s.kind == onStruct && s.typ != nil:
			for _, g := range s.docs {
				b.proseOrders(g, b.fieldScope(s.typ.Type()))
			}
		case s.kind == onField && s.owner != nil:
			for _, g := range s.docs {
				b.orderedPairs(g, b.fieldScope(s.owner), s.vars)
			}
		}
	}
}

// orderDirective obeys //stoplint:order A B C.
func (b *builder) orderDirective(d directive, sc *scope) {
	var chain []Class
	for _, arg := range d.args {
		m, ok := b.orderName(arg.text, sc)
		if !ok {
			b.problem(arg.pos, arg.pos+token.Pos(len(arg.text)), "order names no mutex: %q is neither declared with %smutex nor a path to a mutex",
				arg.text, directivePrefix)
			continue
		}
		if slices.Contains(chain, m) {
			b.problem(arg.pos, arg.pos+token.Pos(len(arg.text)), "%s stands twice in one order", arg.text)
			continue
		}
		for _, outer := range chain {
			b.addOrder(outer, m, d.source())
		}
		chain = append(chain, m)
	}
}

// addOrder adds that outer comes before inner.
func (b *builder) addOrder(outer, inner Class, src Source) {
	for _, o := range b.model.orders {
		switch {
		case o.Outer == outer && o.Inner == inner:
			return
		case o.Outer == inner && o.Inner == outer:
			if src.Kind == Directive {
				b.problem(src.Pos, src.Pos+token.Pos(len(src.Text)), "%s contradicts %s", src.Text, o.Source.Text)
			}
			return
		}
	}
	if outer != inner {
		b.model.orders = append(b.model.orders, LockOrder{outer, inner, src})
	}
}

// orderName resolves a mutex in a lock order: a declared name, "Type.mu",
// "pkg.Type.mu", or a field of the struct that the comment is on.
func (b *builder) orderName(name string, sc *scope) (Class, bool) {
	name = strings.TrimSuffix(name, ".")
	if name == "" || strings.ContainsAny(name, " ()[]") {
		return Class{}, false
	}
	name = strings.TrimPrefix(name, b.pass.Pkg.Name()+".")
	if m, ok := b.directiveName(name, sc); ok {
		return m.ref.Class, true
	}
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return Class{}, false
	}
	for _, imp := range b.pass.Pkg.Imports() {
		if imp.Name() == first {
			if m, ok := (&scope{pkg: imp}).path(rest, nil, false); ok {
				return m.ref.Class, true
			}
		}
	}
	return Class{}, false
}

// orderLine is a line of a comment, without the comment's marks.
type orderLine struct {
	text   string
	indent int
	pos    token.Pos
}

// commentLines returns the lines of doc with their indentation, a tab counting
// as eight columns. Where that is equal, spaces that a tab hides count: they are what
// gofmt leaves of deeper levels.
func commentLines(doc *ast.CommentGroup) []orderLine {
	var out []orderLine
	for _, c := range doc.List {
		text, ok := strings.CutPrefix(c.Text, "//")
		if !ok {
			continue
		}
		col, spaces, hidden := 0, 0, 0
		for i, r := range text {
			if r == ' ' {
				col++
				spaces++
			} else if r == '\t' {
				col = col/8*8 + 8
				hidden, spaces = hidden+spaces, 0
			} else {
				out = append(out, orderLine{strings.TrimSpace(text), col<<8 + hidden, c.Pos() + token.Pos(2+i)})
				break
			}
		}
		if strings.TrimSpace(text) == "" {
			out = append(out, orderLine{pos: c.Pos()})
		}
	}
	return out
}

// proseOrders reads the lock orders in a comment:
//
//	Lock order (outermost locks must be taken first):
//
//		Kernel.extMu
//		  TaskSet.mu
//		    Task.mu
//
// Lines that name no mutex keep their place, but have no order themselves; there
// is none among those on one line. Lines that are numbered, or the heading of which
// says what comes first, may also stand one below the other. And:
//
//	Lock order: Kernel.extMu -> TaskSet.mu
//
// An order that begins with the innermost mutex is not read.
func (b *builder) proseOrders(doc *ast.CommentGroup, sc *scope) {
	b.orderedPairs(doc, sc, nil)
	if !groupContains(doc, "rder") && !groupContains(doc, "RDER") {
		return
	}
	lines := commentLines(doc)
	for i := 0; i < len(lines); i++ {
		m := orderHeading.FindStringSubmatch(lines[i].text)
		if m == nil || inwards.MatchString(lines[i].text) {
			continue
		}
		src := Source{Kind: Prose, Text: strings.TrimSuffix(lines[i].text, ":"), Pos: lines[i].pos}
		if rest := m[len(m)-1]; rest != "" {
			b.orderOnLine(rest, src, sc)
			continue
		}
		end := i + 1
		for end < len(lines) && lines[end].text == "" {
			end++
		}
		begin := end
		for end < len(lines) && lines[end].text != "" {
			end++
		}
		b.orderTree(asTree(lines[begin:end], strings.Contains(lines[i].text, "first")), src, sc)
	}
	b.nestedRules(doc, sc)
}

// orderOnLine reads "A -> B -> C": all of them must be mutexes.
func (b *builder) orderOnLine(text string, src Source, sc *scope) {
	parts := orderArrow.Split(strings.TrimSuffix(text, "."), -1)
	var chain []Class
	for _, p := range parts {
		c, ok := b.orderName(strings.TrimSpace(p), sc)
		if !ok {
			return
		}
		chain = append(chain, c)
	}
	for i, outer := range chain {
		for _, inner := range chain[i+1:] {
			b.addOrder(outer, inner, src)
		}
	}
}

// asTree returns lines without numbers and bullets. If they have no indentation, and
// are numbered or in sequence, each is indented more than the one above it.
func asTree(lines []orderLine, sequence bool) []orderLine {
	out := slices.Clone(lines)
	for i, l := range lines {
		mark := numbered.FindString(l.text)
		out[i].text = l.text[len(mark):]
		sequence = sequence || mark != "" && mark[0] >= '0' && mark[0] <= '9'
	}
	if sequence && !slices.ContainsFunc(lines, func(l orderLine) bool { return l.indent != lines[0].indent }) {
		for i := range out {
			out[i].indent += i
		}
	}
	return out
}

// orderTree reads lines of which each is locked within those above it that are
// indented less.
func (b *builder) orderTree(lines []orderLine, src Source, sc *scope) {
	type node struct {
		indent  int
		classes []Class
	}
	var above []node
	for _, l := range lines {
		for len(above) > 0 && above[len(above)-1].indent >= l.indent {
			above = above[:len(above)-1]
		}
		n := node{indent: l.indent}
		for name := range strings.SplitSeq(l.text, ", ") {
			c, ok := b.orderName(name, sc)
			if !ok {
				continue
			}
			n.classes = append(n.classes, c)
			for _, outer := range above {
				for _, o := range outer.classes {
					b.addOrder(o, c, src)
				}
			}
		}
		above = append(above, n)
	}
}

// nestedRules reads "Locking Task.mu in multiple Tasks requires locking
// TaskSet.mu first."
func (b *builder) nestedRules(doc *ast.CommentGroup, sc *scope) {
	for _, sent := range sentences(doc) {
		text := strings.TrimSuffix(strings.Join(strings.Fields(sent.text), " "), ".")
		m := nestedRule.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		c, ok := b.orderName(m[1], sc)
		outer, ok2 := b.orderName(m[2]+m[3], sc)
		if ok && ok2 {
			b.model.nested = append(b.model.nested, NestedRule{c, outer, Source{Kind: Prose, Text: sent.text, Pos: sent.pos}})
		}
	}
}
