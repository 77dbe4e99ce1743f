package valuestop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// conversionIndex finds the source of what SSA keeps no syntax for: above all
// the operands of implicit conversions of stops to interfaces.
type conversionIndex struct {
	operands map[*ssa.MakeInterface]ast.Expr
	calls    map[token.Pos]*ast.CallExpr // by left parenthesis
	literals map[token.Pos]ast.Expr      // &T{}, T{}, new(T), by the position SSA gives them
	stored   map[token.Pos]ast.Expr      // what is stored, by the position SSA gives the store
	equals   map[token.Pos]ast.Expr      // comparisons, by operator
	all      []conversion
}

// A conversion is an expression used as an interface whose type is a stop's, or
// a type parameter.
type conversion struct {
	expr    ast.Expr
	typ, to types.Type
}

func indexConversions(pass *analysis.Pass, stops *stopSet, functions []*ssa.Function) *conversionIndex {
	w := &conversionWalker{
		info:     pass.TypesInfo,
		stops:    stops,
		byOwner:  make(map[ast.Node][]conversion),
		calls:    make(map[token.Pos]*ast.CallExpr),
		literals: make(map[token.Pos]ast.Expr),
		stored:   make(map[token.Pos]ast.Expr),
		equals:   make(map[token.Pos]ast.Expr),
	}
	for _, file := range pass.Files {
		w.walk(file)
	}
	index := &conversionIndex{
		operands: make(map[*ssa.MakeInterface]ast.Expr),
		calls:    w.calls,
		literals: w.literals,
		stored:   w.stored,
		equals:   w.equals,
		all:      w.asserted,
	}
	for _, conversions := range w.byOwner {
		index.all = append(index.all, conversions...)
	}
	for _, fn := range functions {
		index.match(fn, stops, w.byOwner[fn.Syntax()])
	}
	return index
}

// match pairs the conversions of one function in SSA form with those in its
// source: by position where the operand has one, and otherwise in order, if
// there are as many of either.
func (x *conversionIndex) match(fn *ssa.Function, stops *stopSet, conversions []conversion) {
	if len(conversions) == 0 {
		return
	}
	taken := make(map[ast.Expr]bool)
	rest := make(map[string][]*ssa.MakeInterface)
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			mi, ok := instr.(*ssa.MakeInterface)
			if !ok || !isTypeParam(mi.X.Type()) && !stops.isPossible(mi.X.Type()) {
				continue
			}
			if e := enclosing(conversions, mi); e != nil && !taken[e] {
				taken[e] = true
				x.operands[mi] = e
				continue
			}
			key := typeKey(mi.X.Type())
			rest[key] = append(rest[key], mi)
		}
	}
	left := make(map[string][]ast.Expr)
	for _, c := range conversions {
		if !taken[c.expr] {
			key := typeKey(c.typ)
			left[key] = append(left[key], c.expr)
		}
	}
	for key, mis := range rest {
		if len(left[key]) == len(mis) {
			for i, mi := range mis {
				x.operands[mi] = left[key][i]
			}
		}
	}
}

// enclosing returns the smallest conversion in the source that the position of
// mi's operand lies in.
func enclosing(conversions []conversion, mi *ssa.MakeInterface) ast.Expr {
	if _, ok := mi.X.(ssa.Instruction); !ok || !mi.X.Pos().IsValid() {
		return nil
	}
	var best ast.Expr
	for _, c := range conversions {
		if c.expr.Pos() <= mi.X.Pos() && mi.X.Pos() < c.expr.End() && types.Identical(c.typ, mi.X.Type()) {
			if best == nil || c.expr.End()-c.expr.Pos() < best.End()-best.Pos() {
				best = c.expr
			}
		}
	}
	return best
}

// operand returns the source of what is handed on at s, or nil.
func (x *conversionIndex) operand(s site) ast.Expr {
	switch {
	case s.conv != nil:
		return x.operands[s.conv]
	case s.store != nil:
		return x.stored[s.store.Pos()]
	case s.call != nil:
		call := x.calls[s.call.Common().Pos()]
		if call == nil {
			return nil
		}
		args := len(s.call.Common().Args)
		if s.arg == args-1 && s.call.Common().Signature().Variadic() && !call.Ellipsis.IsValid() {
			return nil // a slice that no expression stands for
		}
		i := s.arg - (args - len(call.Args))
		if i < 0 || i >= len(call.Args) {
			return nil
		}
		return call.Args[i]
	}
	return nil
}

// literal returns the source of the new pointer that alloc makes, or nil if
// alloc is a variable.
func (x *conversionIndex) literal(alloc *ssa.Alloc) ast.Expr {
	switch alloc.Comment {
	case "new", "complit":
		return x.literals[alloc.Pos()]
	}
	return nil
}

// converted reports whether a stop of type named, or a pointer to one, is
// converted to a stop interface.
func (x *conversionIndex) converted(named *types.Named, stops *stopSet) bool {
	for _, c := range x.all {
		if c.typ == nil || c.to == nil || !stops.isInterface(c.to) {
			continue
		}
		t := c.typ
		if elem := pointee(t); elem != nil {
			t = elem
		}
		if sameOrigin(t, named) {
			return true
		}
	}
	return false
}
