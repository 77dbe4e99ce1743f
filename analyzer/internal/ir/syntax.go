package ir

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/inspector"
)

// Syntax finds the source of SSA instructions.
type Syntax struct {
	calls map[token.Pos]*ast.CallExpr // by position of the parenthesis
}

// NewSyntax indexes files.
func NewSyntax(files []*ast.File) *Syntax {
	s := &Syntax{calls: map[token.Pos]*ast.CallExpr{}}
	in := inspector.New(files)
	in.Preorder([]ast.Node{(*ast.CallExpr)(nil)}, func(n ast.Node) {
		call := n.(*ast.CallExpr)
		s.calls[call.Lparen] = call
	})
	return s
}

// Call returns the call expression whose opening parenthesis is at pos, which
// is the position of an SSA call, or nil.
func (s *Syntax) Call(pos token.Pos) *ast.CallExpr { return s.calls[pos] }
