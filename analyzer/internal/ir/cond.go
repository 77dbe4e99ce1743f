package ir

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Literal is an atomic condition in canonical form: a truth value, or a
// comparison of two operands. Two conditions that test the same thing have the
// same Literal, whichever way round they are written.
type Literal struct {
	Op   token.Token // ILLEGAL for a plain truth value, else EQL, LSS or LEQ
	X, Y Path        // Y is zero if the right operand is a constant
	C    string      // the constant right operand
}

// DependsOn reports whether computing v anew may change the literal.
func (l Literal) DependsOn(v ssa.Value) bool { return l.X.DependsOn(v) || l.Y.DependsOn(v) }

// Literal returns the canonical form of the boolean v, and whether v is the
// literal itself (true) or its negation (false).
func (ps *Paths) Literal(v ssa.Value) (lit Literal, positive bool) {
	positive = true
	for {
		if n, ok := v.(*ssa.UnOp); ok && n.Op == token.NOT {
			v, positive = n.X, !positive
			continue
		}
		break
	}
	if lit, pos, ok := ps.asked(v); ok {
		return lit, pos == positive
	}
	b, ok := v.(*ssa.BinOp)
	if !ok {
		return Literal{X: ps.Of(v)}, positive
	}
	op, x, y := b.Op, b.X, b.Y
	switch op {
	case token.NEQ:
		op, positive = token.EQL, !positive
	case token.GTR: // x > y is !(x <= y)
		op, positive = token.LEQ, !positive
	case token.GEQ: // x >= y is !(x < y)
		op, positive = token.LSS, !positive
	case token.EQL, token.LSS, token.LEQ:
	default:
		return Literal{X: ps.Of(v)}, positive
	}
	if _, ok := x.(*ssa.Const); ok && op == token.EQL {
		x, y = y, x
	}
	if c, ok := y.(*ssa.Const); ok {
		if isBool(x.Type()) && op == token.EQL { // x == true, x == false
			lit, pos := ps.Literal(x)
			return lit, pos == (positive == (c.Value != nil && c.Value.String() == "true"))
		}
		return Literal{Op: op, X: ps.Of(x), C: ConstText(c)}, positive
	}
	px, py := ps.Of(x), ps.Of(y)
	if op == token.EQL && ps.less(py, px) {
		px, py = py, px
	}
	return Literal{Op: op, X: px, Y: py}, positive
}

// asked returns the literal of v if it is a call of a function that does nothing but
// to evaluate a condition on what its arguments lead to.
func (ps *Paths) asked(v ssa.Value) (lit Literal, positive, ok bool) {
	call, isCall := v.(*ssa.Call)
	if !isCall {
		return Literal{}, false, false
	}
	fn := call.Call.StaticCallee()
	if fn == nil || len(fn.Blocks) != 1 || len(fn.FreeVars) > 0 {
		return Literal{}, false, false
	}
	ret, isRet := fn.Blocks[0].Instrs[len(fn.Blocks[0].Instrs)-1].(*ssa.Return)
	if !isRet || len(ret.Results) != 1 || slices.ContainsFunc(fn.Blocks[0].Instrs, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.FieldAddr, *ssa.Field, *ssa.BinOp, *ssa.Convert, *ssa.ChangeType, *ssa.Return, *ssa.DebugRef:
			return false
		case *ssa.UnOp:
			return i.Op == token.ARROW
		}
		return true
	}) {
		return Literal{}, false, false
	}
	lit, positive = ps.Literal(ret.Results[0])
	for _, p := range []*Path{&lit.X, &lit.Y} {
		if p.IsZero() {
			continue
		}
		param, isParam := p.Root.(*ssa.Parameter)
		if !isParam {
			return Literal{}, false, false
		}
		*p = ps.Of(call.Call.Args[slices.Index(fn.Params, param)]).Join(p.Steps)
	}
	return lit, positive, true
}

// less is an arbitrary but fixed order of paths.
func (ps *Paths) less(a, b Path) bool {
	if ia, ib := ps.ID(a.Root), ps.ID(b.Root); ia != ib {
		return ia < ib
	}
	return a.Steps < b.Steps
}

// IsNil is the literal "p == nil".
func IsNil(p Path) Literal { return Literal{Op: token.EQL, X: p, C: "nil"} }

// IsTrue is the literal "p", for a boolean p.
func IsTrue(p Path) Literal { return Literal{X: p} }

// ConstText is c as a [Literal] has it.
func ConstText(c *ssa.Const) string {
	if c.Value == nil {
		return "nil"
	}
	return c.Value.ExactString()
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// Truth is a three-valued truth value.
type Truth int8

const (
	Unsure Truth = iota
	True
	False
)

// Not negates t.
func (t Truth) Not() Truth {
	switch t {
	case True:
		return False
	case False:
		return True
	}
	return Unsure
}

// ConstBool returns the truth of v if it is a boolean constant.
func ConstBool(v ssa.Value) Truth {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || !isBool(c.Type()) {
		return Unsure
	}
	if c.Value.String() == "true" {
		return True
	}
	return False
}

// Nilness returns whether v is nil, as far as the way it is made tells.
// Package-level error variables are taken to be set.
func Nilness(v ssa.Value) Truth {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil && isNillable(v.Type()) {
			return True
		}
		return False
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeChan,
		*ssa.MakeSlice, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Function, *ssa.Global:
		return False
	case *ssa.ChangeInterface:
		return Nilness(v.X)
	case *ssa.ChangeType:
		return Nilness(v.X)
	case *ssa.UnOp:
		if g, ok := v.X.(*ssa.Global); ok && v.Op == token.MUL && isError(g.Type()) {
			return False
		}
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil && fn.Pkg != nil {
			switch fn.Pkg.Pkg.Path() + "." + fn.Name() {
			case "errors.New", "fmt.Errorf":
				return False
			}
		}
	}
	return Unsure
}

func isNillable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && (b.Kind() == types.UnsafePointer || b.Kind() == types.UntypedNil)
}

// isError reports whether t, or what it points to, implements error.
func isError(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	iface := types.Universe.Lookup("error").Type().Underlying().(*types.Interface)
	return types.Implements(t, iface)
}
