package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// annotation is one +checklocks comment: its name, "checklocksread", and what
// stands after the colon.
type annotation struct {
	name string
	arg  string
	text string // all of it, "+checklocksread:t.mu"
	pos  token.Pos
}

// annotationNames are the annotations of gVisor's checklocks. Those that say
// nothing about locks are listed so that they are known.
var annotationNames = []string{
	"checklocks", "checklocksread",
	"checklocksacquire", "checklocksacquireread",
	"checklocksrelease", "checklocksreleaseread",
	"checklocksexclude", "checklocksexcludewrite",
	"checklocksalias", "checklocksignore", "checklocksforce", "checklocksfail",
	"checkatomic", "checkalignedignore", "checkescape", "checkoffset", "checkconst", "checklinkname",
}

// parseAnnotation reads a comment of the form "// +check…".
func parseAnnotation(c *ast.Comment) (annotation, bool) {
	body, ok := strings.CutPrefix(c.Text, "//")
	if !ok {
		return annotation{}, false
	}
	trimmed := strings.TrimLeft(body, " \t")
	rest, ok := strings.CutPrefix(trimmed, "+check")
	if !ok {
		return annotation{}, false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return r < 'a' || r > 'z' })
	if end < 0 {
		end = len(rest)
	}
	a := annotation{
		name: "check" + rest[:end],
		pos:  c.Pos() + token.Pos(2+len(body)-len(trimmed)),
	}
	if arg, ok := strings.CutPrefix(rest[end:], ":"); ok {
		a.arg, _, _ = strings.Cut(arg, " ")
		a.text = "+" + a.name + ":" + a.arg
	} else {
		a.text = "+" + a.name
	}
	return a, true
}

// annotations returns the annotations in comments.
func annotations(groups []*ast.CommentGroup) []annotation {
	var out []annotation
	for _, g := range groups {
		for _, c := range g.List {
			if a, ok := parseAnnotation(c); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

func (a annotation) source() Source { return Source{Kind: Checklocks, Text: a.text, Pos: a.pos} }

// checklocks reads the annotations of a function.
func (b *builder) checklocks(s *site, sc *scope) *Contract {
	c := &Contract{StopParam: -1}
	for _, a := range annotations(s.docs) {
		if a.name == "checklocksignore" {
			c.Ignore = true
			continue
		}
		mode := Write
		if strings.HasSuffix(a.name, "read") {
			mode = Read
		}
		var to *[]Clause
		switch strings.TrimSuffix(a.name, "read") {
		case "checklocks":
			to = &c.Requires
		case "checklocksacquire":
			to = &c.Acquires
		case "checklocksrelease":
			to = &c.Releases
		case "checklocksexclude":
			to, mode = &c.Excludes, 0
		case "checklocksexcludewrite":
			to = &c.Excludes
		default:
			continue
		}
		m, ok := sc.path(a.arg, nil, false)
		if !ok {
			b.unresolvedAt(sc, a.source(), a.arg)
			continue
		}
		m.ref.Text = a.arg
		*to = append(*to, Clause{Any: []Need{m.need(mode)}, Source: a.source()})
	}
	b.contradictions(c)
	return c
}

// fieldAnnotations reads +checklocks:mu on a field.
func (b *builder) fieldAnnotations(s *site, sc *scope) []Clause {
	var out []Clause
	for _, a := range annotations(s.docs) {
		if a.name != "checklocks" {
			continue
		}
		m, ok := sc.path(a.arg, nil, false)
		if !ok {
			b.unresolvedAt(sc, a.source(), a.arg)
			continue
		}
		m.ref.Text = a.arg
		out = append(out, Clause{Any: []Need{m.need(Write)}, Source: a.source()})
	}
	return out
}

// Alias says that two paths from a value of a type lead to the same mutex.
type Alias struct {
	Left, Right Ref // with Root Recv: the value
	Source      Source
}

// typeAnnotations reads +checklocksalias:a.b.mu=mu on a struct type.
func (b *builder) typeAnnotations(s *site) []Alias {
	var out []Alias
	for _, a := range annotations(s.docs) {
		if a.name != "checklocksalias" {
			continue
		}
		sc := b.fieldScope(s.typ.Type())
		left, right, _ := strings.Cut(a.arg, "=")
		l, ok1 := sc.path(left, nil, false)
		r, ok2 := sc.path(right, nil, false)
		if !ok1 || !ok2 {
			b.unresolvedAt(sc, a.source(), a.arg)
			continue
		}
		l.ref.Text, r.ref.Text = left, right
		out = append(out, Alias{Left: l.ref, Right: r.ref, Source: a.source()})
	}
	return out
}

// fieldScope is the scope of a comment inside struct type owner.
func (b *builder) fieldScope(owner types.Type) *scope {
	return &scope{pkg: b.pass.Pkg, names: b.lookupName, isTask: b.isTask, owner: owner}
}

// funcScope is the scope of a function's doc comment.
func (b *builder) funcScope(fn *types.Func) *scope {
	return &scope{pkg: b.pass.Pkg, names: b.lookupName, isTask: b.isTask, fn: fn, sig: fn.Signature()}
}

// lineAnnotations notes the lines that carry +checklocksignore or
// +checklocksforce, and reports misspelt annotations.
func (b *builder) lineAnnotations(c *ast.Comment) {
	a, ok := parseAnnotation(c)
	if !ok {
		return
	}
	switch a.name {
	case "checklocksignore", "checklocksforce":
		at := lineOf(b.pass.Fset, c.Pos())
		b.model.lines[at] = append(b.model.lines[at], a.name)
		return
	}
	for _, known := range annotationNames {
		if a.name == known {
			return
		}
	}
	if near := nearest(a.name, annotationNames); near != "" && strings.HasPrefix(near, "checklocks") {
		b.problem(a.pos, a.pos+token.Pos(1+len(a.name)), "unknown annotation +%s; did you mean +%s?", a.name, near)
	}
}
