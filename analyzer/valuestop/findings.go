package valuestop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/report"
)

type reportKey struct {
	pos token.Pos
	typ string
}

// report reports a finding about type typ at node, once.
func (c *check) report(at span, typ types.Type, message string, related []analysis.RelatedInformation, fixes []analysis.SuggestedFix) {
	key := reportKey{pos: at.pos}
	if typ != nil {
		key.typ = typeKey(typ)
	}
	if c.reported[key] {
		return
	}
	c.reported[key] = true
	c.reporter.Report(analysis.Diagnostic{
		Pos:            at.pos,
		End:            at.end,
		Message:        message,
		Related:        related,
		SuggestedFixes: fixes,
	})
}

// span is a range of source and its text. The expression is nil if only a
// position is known.
type span struct {
	expr     ast.Expr
	pos, end token.Pos
	text     string
}

func spanOf(e ast.Expr) span {
	e = ast.Unparen(e)
	return span{e, e.Pos(), e.End(), types.ExprString(e)}
}

// nameOf returns the name of t as the package under analysis writes it.
func (c *check) nameOf(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.pass.Pkg {
			return ""
		}
		return p.Name()
	})
}

// reportBegun reports the stops that are begun and cannot be recognised.
func (c *check) reportBegun() {
	for _, o := range c.begun.origins {
		at := c.spanOf(o)
		switch {
		case o.untyped:
			name := o.step.sink.name
			if name == "" {
				continue // clearing the stop in force
			}
			c.report(at, nil, report.BegunAsNil(name), c.placesOf(o, at), nil)
		case o.form == asValue:
			c.reportValue(o, at)
		case o.form == asFresh && o.typ == nil:
			c.report(at, nil, report.BegunAsNewPointer(o.made.Expr, o.made.typeName()), c.placesOf(o, at), nil)
		case o.form == asFresh && c.stops.isDataFree(o.typ):
			text := c.textOf(o)
			c.report(at, o.typ, report.BegunAsNewPointer(text, c.nameOf(o.typ)), c.placesOf(o, at), c.fixLiteral(o))
		case o.form == asNil && o.typ != nil && !isEmpty(o.typ):
			if method := c.readsNil(o.typ); method != "" {
				c.report(at, o.typ, report.BegunAsNilData(at.text, c.nameOf(o.typ), method), c.placesOf(o, at), nil)
			}
		}
	}
}

func (c *check) reportValue(o *origin, at span) {
	if o.typ == nil {
		msg := report.BegunAsValue(o.made.Expr, o.made.typeName(), "", "a pointer")
		c.report(at, nil, msg, c.placesOf(o, at), nil)
		return
	}
	name := c.nameOf(o.typ)
	if !types.Comparable(o.typ) {
		c.report(at, o.typ, report.BegunUncomparable(at.text, name, c.remedy(o.typ)), c.placesOf(o, at), nil)
		return
	}
	related := c.placesOf(o, at)
	match := ""
	if u := c.pointerUse(o.typ); u != nil {
		match = u.text
		related = append(related, place(u.node, report.PlaceMatch))
	}
	c.report(at, o.typ, report.BegunAsValue(at.text, name, match, c.remedy(o.typ)), related, c.fixType(o.typ))
}

// remedy returns what to begin instead of a value of type t.
func (c *check) remedy(t types.Type) string {
	name := c.nameOf(t)
	if c.stops.isDataFree(t) {
		return "(*" + name + ")(nil)"
	}
	if _, ok := t.Underlying().(*types.Struct); ok && !isEmpty(t) {
		return "&" + name + "{…}"
	}
	return "a *" + name
}

// pointerUse returns an assertion or comparison that asks for a *t, if the
// package has one.
func (c *check) pointerUse(t types.Type) *use {
	for i := range c.uses {
		u := &c.uses[i]
		if u.form&(asPointer|asNil) != 0 && types.Identical(u.typ, t) {
			return u
		}
	}
	return nil
}

// reportCompared reports stops that are handed to a comparison that they
// cannot match.
func (c *check) reportCompared() {
	for _, o := range c.compared.origins {
		if o.typ == nil || o.form&(asValue|asFresh) == 0 ||
			c.begun.visited[o.step.node] != nil || c.forms.of(o.typ)&asValue != 0 {
			continue
		}
		at := c.spanOf(o)
		switch {
		case c.isUseOperand(at.pos):
		case o.form == asValue:
			msg := report.ComparedAsValue(at.text, c.nameOf(o.typ), c.remedy(o.typ))
			c.report(at, o.typ, msg, c.placesOf(o, at), c.fixType(o.typ))
		case o.form == asFresh && c.stops.isDataFree(o.typ):
			name := c.nameOf(o.typ)
			msg := report.ComparedWithNewEmpty("the comparison", c.textOf(o), name)
			c.report(at, o.typ, msg, c.placesOf(o, at), c.fixLiteral(o))
		}
	}
}

// isUseOperand reports whether the stop made at pos is the operand of a
// comparison, which [check.reportUses] judges.
func (c *check) isUseOperand(pos token.Pos) bool {
	for _, u := range c.uses {
		if u.made != nil && u.made.Pos() <= pos && pos < u.made.End() {
			return true
		}
	}
	return false
}

// reportUses reports assertions and comparisons that never match.
func (c *check) reportUses() {
	for _, u := range c.uses {
		name := c.nameOf(u.typ)
		begun := c.forms.of(u.typ)
		at := spanOf(u.node)
		switch {
		case u.form == asValue && begun&asValue != 0:
			// Reported where the value is begun.
		case u.form == asValue && begun&pointerForms != 0:
			c.report(at, u.typ, report.ValueUseOfPointer(u.text, name), c.beginPlaces(u.typ, report.PlaceBegunElse), c.fixType(u.typ))
		case u.form == asValue && c.isLocal(u.typ):
			c.report(at, u.typ, report.ValueUse(u.text, name), nil, c.fixType(u.typ))
		case u.form == asFresh && c.stops.isDataFree(u.typ):
			msg := report.ComparedWithNewEmpty(u.text, types.ExprString(u.made), name)
			c.report(at, u.typ, msg, nil, c.fixExpr(u.made, u.typ))
		case u.form == asFresh:
			msg := report.ComparedWithNew(u.text, types.ExprString(u.made), ".(*"+name+")")
			c.report(at, u.typ, msg, nil, nil)
		case u.form == asNil && !u.assertion && c.alwaysFresh(u.typ):
			msg := report.ComparedWithNil(u.text, name, c.freshText(u.typ))
			c.report(at, u.typ, msg, c.beginPlaces(u.typ, report.PlaceBegunElse), nil)
		}
	}
}

// isLocal reports whether t is a type that the package declares.
func (c *check) isLocal(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() == c.pass.Pkg
}

// alwaysFresh reports whether every stop of type t is begun as a new pointer,
// in this package, and holds data.
func (c *check) alwaysFresh(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && c.isLocal(t) && !named.Obj().Exported() && !isEmpty(t) &&
		c.forms.of(t) == asFresh && c.flow.allConverted(t, c.begun.visited)
}

func (c *check) freshText(t types.Type) string {
	for _, o := range c.begun.origins {
		if o.form == asFresh && o.typ != nil && types.Identical(o.typ, t) {
			return c.textOf(o)
		}
	}
	return "a new pointer"
}

// spanOf returns where a reader finds o: the literal of a new pointer, or the
// operand that is handed on, or failing both the sink.
func (c *check) spanOf(o *origin) span {
	if alloc, ok := o.value.(*ssa.Alloc); ok {
		if e := c.positions.literal(alloc); e != nil {
			at := spanOf(e)
			if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
				at.text = "&" + c.nameOf(o.typ) + "{}" // {} in a literal of pointers
			}
			return at
		}
	}
	for s := o.step; s != nil; s = s.next {
		if e := c.positions.operand(s.site); e != nil {
			return spanOf(e)
		}
	}
	text := "the stop"
	if o.typ != nil {
		text = "a " + c.nameOf(o.typ)
	}
	pos := valuePos(o.value)
	if o.step.sink != nil {
		pos = o.step.sink.pos
	}
	return span{pos: pos, text: text}
}

func valuePos(v ssa.Value) token.Pos {
	if v == nil {
		return token.NoPos
	}
	return v.Pos()
}

// textOf returns the source text of o.
func (c *check) textOf(o *origin) string {
	if o.made != nil {
		return o.made.Expr
	}
	return c.spanOf(o).text
}

// placesOf returns where o is made, if it is not at, where it passes on its way
// to its sink, and the sink.
func (c *check) placesOf(o *origin, at span) []analysis.RelatedInformation {
	var related []analysis.RelatedInformation
	if e := c.madeAt(at); e != nil {
		related = append(related, place(e, report.PlaceMade))
	}
	last := at
	for s := o.step; s != nil; s = s.next {
		if e := c.positions.operand(s.site); e != nil && e.Pos() != last.pos && s.site.call != nil && s.next != nil {
			last = spanOf(e)
			related = append(related, place(e, report.PlaceHandedOn))
		}
	}
	if eq := c.positions.equals[o.step.sink.pos]; eq != nil {
		return append(related, place(eq, report.PlaceCompared))
	}
	call := c.positions.calls[o.step.sink.pos]
	if call == nil || call.Pos() <= at.pos && at.pos < call.End() {
		return related
	}
	return append(related, place(call, report.PlaceBegin))
}

// madeAt returns what the variable named at the place given is declared to be,
// or nil if it is no variable or is declared without a value.
func (c *check) madeAt(at span) ast.Expr {
	id, ok := at.expr.(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := c.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		return nil
	}
	return c.positions.stored[v.Pos()]
}

// beginPlaces returns the first begin of a *t in the package.
func (c *check) beginPlaces(t types.Type, message string) []analysis.RelatedInformation {
	for _, o := range c.begun.origins {
		if o.typ != nil && o.form&pointerForms != 0 && types.Identical(o.typ, t) {
			at := c.spanOf(o)
			return []analysis.RelatedInformation{{Pos: at.pos, End: at.end, Message: message}}
		}
	}
	return nil
}

func place(n ast.Node, message string) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: n.Pos(), End: n.End(), Message: message}
}
