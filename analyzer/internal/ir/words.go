package ir

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// FuncName returns the name of fn within its package: "(*Task).Kill$1".
func FuncName(fn *ssa.Function) string {
	if pkg := fn.Package(); pkg != nil {
		return fn.RelString(pkg.Pkg)
	}
	return fn.Name()
}

// unnamed are the words that SSA puts where a new object has no variable.
var unnamed = map[string]bool{"complit": true, "new": true, "makeslice": true, "slicelit": true, "varargs": true}

// PathText returns p as a person would write it, or "" if it has no such form.
func PathText(p Path) string {
	if p.IsZero() || p.Dep != nil || p.Index != 0 || strings.Contains(p.Steps, "#") {
		return ""
	}
	steps := strings.TrimPrefix(p.Steps, "*")
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		if root.Name() == "" || root.Name() == "_" || root.Parent().Synthetic == "range-over-func yield" {
			return "" // as for the body of a loop over a function
		}
		return root.Name() + steps
	case *ssa.FreeVar:
		return root.Name() + steps
	case *ssa.Global:
		return root.Name() + steps
	case *ssa.Alloc:
		if token.IsIdentifier(root.Comment) && !unnamed[root.Comment] {
			return root.Comment + steps
		}
	case *ssa.Phi:
		if token.IsIdentifier(root.Comment) {
			return root.Comment + steps
		}
	}
	return ""
}

// IsPlain reports whether x is a chain of selectors, short enough to repeat.
func IsPlain(x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return IsPlain(x.X)
	}
	return false
}
