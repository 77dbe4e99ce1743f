package protocol

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
)

// headingSentence matches what a comment between the fields of a struct says of
// those that come after it.
var headingSentence = regexp.MustCompile(
	`^(?i:(?:all (?:of )?)?(?:the |these )?(?:following(?: fields| members)?|(?:fields|members) below|everything below|(?:rest|remainder)(?: of the (?:fields|members|struct))?|` +
		`(?:fields|members) (?:in|of) this (?:block|group|section|paragraph))(?: below)? (?:are|is) (?:all )?(?:protected|guarded) by (.+))$`)

// readHeadings reads comments between the fields of a struct that speak of
// several of them:
//
//	// The following fields are protected by owner.mu.
//
// One that stands by itself counts for the fields down to the next mutex that say
// nothing of their own, unless one of them names a mutex itself. One that stands
// right above a field counts down to the next empty line.
func (b *builder) readHeadings() {
	for _, file := range b.pass.Files {
		heads := slices.DeleteFunc(slices.Clone(file.Comments), func(g *ast.CommentGroup) bool {
			return !groupContains(g, "rotected by") && !groupContains(g, "uarded by")
		})
		if len(heads) == 0 {
			continue
		}
		for _, decl := range file.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range d.Specs {
				ts, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				if st, ok := ts.Type.(*ast.StructType); ok {
					b.headings(ts, st, heads)
				}
			}
		}
	}
}

// headings reads those of heads that stand in the struct type of ts.
func (b *builder) headings(ts *ast.TypeSpec, st *ast.StructType, heads []*ast.CommentGroup) {
	obj, ok := b.pass.TypesInfo.Defs[ts.Name].(*types.TypeName)
	if !ok {
		return
	}
	for _, g := range heads {
		if g.Pos() < st.Fields.Opening || g.End() > st.Fields.Closing || isFieldComment(st, g) {
			continue
		}
		clauses := b.heading(g, obj.Type())
		if len(clauses) == 0 {
			continue
		}
		fields, documented := b.fieldsBelow(st, g)
		if slices.ContainsFunc(fields, func(f *types.Var) bool { return b.model.guarded[f] != nil }) {
			continue
		}
		for _, f := range fields {
			if f == documented || !b.speaksForItself(f) {
				guard := &Guard{Clauses: clauses, Heading: true}
				guard.exempt(b.fieldDocs()[f])
				b.model.guarded[f] = guard
			}
		}
	}
}

// isFieldComment reports whether g stands beside a field of st, or inside its type.
func isFieldComment(st *ast.StructType, g *ast.CommentGroup) bool {
	return slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool {
		return f.Comment == g || f.Pos() <= g.Pos() && g.End() <= f.End()
	})
}

// heading returns the mutexes that g names, seen from the struct type owner.
func (b *builder) heading(g *ast.CommentGroup, owner types.Type) []Clause {
	var out []Clause
	for _, sent := range sentences(g) {
		text, ok := normalise(sent.text)
		if !ok || len(text) > maxSentence {
			continue
		}
		m := headingSentence.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		phrases, or, ok := parseList(m[1])
		if !ok || or {
			continue
		}
		st := statement{verb: mustHold, phrases: phrases}
		out = append(out, b.clauses(st, b.fieldScope(owner), Source{Kind: Prose, Text: sent.text, Pos: sent.pos})...)
	}
	return out
}

// fieldsBelow returns the fields of st that stand below g, down to the next
// mutex. If g is the comment on the first of them, that is documented, and they
// go no further than the next empty line.
func (b *builder) fieldsBelow(st *ast.StructType, g *ast.CommentGroup) (out []*types.Var, documented *types.Var) {
	last := 0
	for _, f := range st.Fields.List {
		if f.Pos() < g.End() {
			continue
		}
		for _, name := range f.Names {
			v, ok := b.pass.TypesInfo.Defs[name].(*types.Var)
			if !ok {
				continue
			}
			lines := b.linesOf(v)
			if IsMutex(v.Type()) || documented != nil && lines.first > last+1 {
				return out, documented
			}
			if f.Doc == g && documented == nil {
				documented = v
			}
			out, last = append(out, v), lines.last
		}
	}
	return out, documented
}
