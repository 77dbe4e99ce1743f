package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// protectsSentence matches "mu protects a and b" in the comment on a mutex.
var protectsSentence = regexp.MustCompile(`^(?i:(?:([\w.]+|(?:[\w-]+ ){1,3}(?:mutex|lock)) )?(?:protects|guards) (writes to |writing )?(.+?))$`)

// belowPhrase matches what a mutex protects if the fields are not named.
var belowPhrase = regexp.MustCompile(
	`^(?i:(?:all (?:of )?)?(?:the |these )?(?:following(?: fields| members| state)?|(?:(?:\w+ ){0,2}(?:fields|members|state) )?below))$`)

// protected is what the comment on a mutex says of other fields.
type protected struct {
	names  []string // of fields; none if it is all that follow
	below  bool
	writes bool // readers may do without
	source Source
}

// protects reads "mu protects a and b" on the mutex field of a site.
func (b *builder) protects(s *site) []protected {
	if len(s.vars) != 1 || !IsMutex(s.vars[0].Type()) {
		return nil
	}
	var out []protected
	for _, g := range s.docs {
		if !groupContains(g, "rotects") && !groupContains(g, "uards") {
			continue
		}
		for _, sent := range sentences(g) {
			text, ok := normalise(sent.text)
			if !ok || len(text) > maxSentence {
				continue
			}
			m := protectsSentence.FindStringSubmatch(text)
			if m == nil || !isMutexSubject(m[1], s.vars[0]) {
				continue
			}
			p := protected{writes: m[2] != "", source: Source{Kind: Prose, Text: sent.text, Pos: sent.pos}}
			object, _, _ := strings.Cut(m[3], ",") // "and the relations between them"
			if belowPhrase.MatchString(object) {
				p.below = true
				out = append(out, p)
				continue
			}
			names, or, ok := parseList(plainFields.ReplaceAllString(m[3], ""))
			if ok && !or && !slices.ContainsFunc(names, func(n string) bool { return !token.IsIdentifier(n) }) {
				p.names = names
				out = append(out, p)
			}
		}
	}
	return out
}

// plainFields are words around the names of fields that add nothing to them.
var plainFields = regexp.MustCompile(`(?i)^(?:the )?(?:fields? )?|(?: fields?)?(?: below)?$`)

func isMutexSubject(subject string, mu *types.Var) bool {
	switch strings.ToLower(subject) {
	case "", "it", "this":
		return true
	}
	if strings.HasSuffix(subject, " mutex") || strings.HasSuffix(subject, " lock") {
		return true
	}
	return subject[strings.LastIndexByte(subject, '.')+1:] == mu.Name()
}

// readProtected gives the fields that the comments on mutexes speak of their
// guards, unless they have some of their own.
func (b *builder) readProtected() {
	for _, s := range b.sites {
		if s.kind != onField {
			continue
		}
		found := b.protects(s)
		st, ok := s.owner.Underlying().(*types.Struct)
		if len(found) == 0 || !ok {
			continue
		}
		mu := s.vars[0]
		sc := b.fieldScope(s.owner)
		m, ok := sc.path(mu.Name(), nil, false)
		if !ok {
			continue
		}
		m.ref.Text = mu.Name()
		for _, p := range found {
			fields := b.fieldsOf(p, st, mu)
			if p.below && slices.ContainsFunc(fields, func(f *types.Var) bool { return b.model.guarded[f] != nil }) {
				continue // a heading: those that are meant say so
			}
			for _, f := range fields {
				if b.model.guarded[f] != nil || p.below && b.speaksForItself(f) {
					continue
				}
				g := &Guard{Clauses: []Clause{{Any: []Need{m.need(0)}, Source: p.source}}, Heading: p.below}
				if p.writes {
					g.Reads = Anybody
				}
				g.exempt(b.fieldDocs()[f])
				b.model.guarded[f] = g
			}
		}
	}
}

// fieldsOf returns the fields of st that p speaks of, in the comment on mu: those
// below it go as far as the next mutex, or another comment on fields and their
// mutex. If the first of them stands on the line after mu, they are a paragraph.
func (b *builder) fieldsOf(p protected, st *types.Struct, mu *types.Var) []*types.Var {
	var out []*types.Var
	after, paragraph := false, false
	last := b.linesOf(mu)
	for f := range st.Fields() {
		if at := b.linesOf(f); p.below && after {
			gap := at.first > last.last+1
			paragraph = paragraph || len(out) == 0 && !gap
			if paragraph && gap || b.startsOther(f) {
				return out
			}
			last = at
		}
		switch {
		case f == mu:
			after = true
		case !p.below:
			if slices.Contains(p.names, f.Name()) {
				out = append(out, f)
			}
		case after && IsMutex(f.Type()):
			return out
		case after && !f.Embedded():
			out = append(out, f)
		}
	}
	return out
}

// otherGroup is how a comment above some of the fields names another mutex.
var otherGroup = regexp.MustCompile(`(?i)\balso (?:protected|guarded) by\b`)

// startsOther reports whether a comment above f is about f and more fields below.
func (b *builder) startsOther(f *types.Var) bool {
	return slices.ContainsFunc(b.fieldDocs()[f], func(g *ast.CommentGroup) bool {
		return g.Pos() < f.Pos() && otherGroup.MatchString(g.Text())
	})
}

// extent is the lines of a field with the comment above it.
type extent struct{ first, last int }

func (b *builder) linesOf(f *types.Var) extent {
	b.fieldDocs()
	return b.extents[f]
}

// ownWords are those of a comment on a field that says itself how the field is
// shared.
var ownWords = regexp.MustCompile(`(?i)\b(?:immutable|atomic\w*|protected|guarded|synchroni[sz]\w*|lock\w*|mutex|mu|goroutine|` +
	`constant|read-only|set once|initiali[sz]ed|never changes|owned|exclusive)\b`)

// speaksForItself reports whether the comment on f says how it is shared.
func (b *builder) speaksForItself(f *types.Var) bool {
	return slices.ContainsFunc(b.fieldDocs()[f], func(g *ast.CommentGroup) bool { return ownWords.MatchString(g.Text()) })
}

// fieldDocs returns the comments on the fields of the package's struct types,
// whether they speak of a contract or not.
func (b *builder) fieldDocs() map[*types.Var][]*ast.CommentGroup {
	if b.docs != nil {
		return b.docs
	}
	b.docs = make(map[*types.Var][]*ast.CommentGroup)
	b.extents = make(map[*types.Var]extent)
	for _, file := range b.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			t, ok := n.(*ast.StructType)
			if !ok {
				return true
			}
			for _, f := range t.Fields.List {
				for _, name := range f.Names {
					v, ok := b.pass.TypesInfo.Defs[name].(*types.Var)
					if !ok {
						continue
					}
					first := f.Pos()
					if f.Doc != nil {
						first = f.Doc.Pos()
					}
					b.extents[v] = extent{lineOf(b.pass.Fset, first).no, lineOf(b.pass.Fset, f.End()).no}
					for _, g := range []*ast.CommentGroup{f.Doc, f.Comment} {
						if g != nil {
							b.docs[v] = append(b.docs[v], g)
						}
					}
				}
			}
			return true
		})
	}
	return b.docs
}
