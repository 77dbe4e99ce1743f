package ir

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// Syntax finds the source of SSA instructions.
type Syntax struct {
	calls     map[token.Pos]*ast.CallExpr     // by position of the parenthesis
	selectors map[token.Pos]*ast.SelectorExpr // by position of the field
}

// NewSyntax indexes files.
func NewSyntax(files []*ast.File) *Syntax {
	s := &Syntax{calls: map[token.Pos]*ast.CallExpr{}, selectors: map[token.Pos]*ast.SelectorExpr{}}
	in := inspector.New(files)
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil), (*ast.SelectorExpr)(nil)}, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			s.calls[n.Lparen] = n
		case *ast.SelectorExpr:
			s.selectors[n.Sel.Pos()] = n
		}
	})
	return s
}

// Call returns the call expression whose opening parenthesis is at pos, which
// is the position of an SSA call, or nil.
func (s *Syntax) Call(pos token.Pos) *ast.CallExpr { return s.calls[pos] }

// Selector returns the selector expression whose field is at pos, which is the
// position of an SSA field address, or nil.
func (s *Syntax) Selector(pos token.Pos) *ast.SelectorExpr { return s.selectors[pos] }

// InTest reports whether pos is in a test file.
func InTest(fset *token.FileSet, pos token.Pos) bool {
	f := fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}
