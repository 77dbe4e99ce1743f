package unpairedstop

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/lockset"
	"github.com/stoplint/stoplint/analyzer/internal/report"
)

// deferEnd returns the fix that writes
//
//	defer k.Unpause()
//
// after k.Pause() and takes out the ends that fn makes just before it returns.
// There is no fix if the begin does not stand in the body of fn itself, or if
// fn ends the stop earlier than a deferred call would.
func deferEnd(pass *analysis.Pass, fn *ssa.Function, begin *lockset.StopOp, ends []*lockset.StopOp) []analysis.SuggestedFix {
	body := bodyOf(fn)
	if body == nil || begin.Opposite == "" || begin.Call == nil {
		return nil
	}
	sel, ok := ast.Unparen(begin.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	i := statement(body.List, begin.Call)
	if i < 0 {
		return nil
	}
	end := types.ExprString(sel.X) + "." + begin.Opposite + "()"
	edits := []analysis.TextEdit{insertAfter(pass.Fset, body, i, "defer "+end)}
	for _, op := range ends {
		gone, ok := lastStatement(body, op, end)
		if !ok {
			return nil
		}
		edits = append(edits, analysis.TextEdit{Pos: lineStart(pass.Fset, gone.Pos()), End: lineStart(pass.Fset, gone.End()) + lineLength(pass.Fset, gone.End())})
	}
	return []analysis.SuggestedFix{{Message: report.FixDeferEnd(end), TextEdits: edits}}
}

// insertAfter puts text on a line of its own after statement i of body, and after
// a comment that ends the statement's line.
func insertAfter(fset *token.FileSet, body *ast.BlockStmt, i int, text string) analysis.TextEdit {
	at, next := body.List[i].End(), body.Rbrace
	if i+1 < len(body.List) {
		next = body.List[i+1].Pos()
	}
	f := fset.File(at)
	if f.Line(next) == f.Line(at) {
		return analysis.TextEdit{Pos: at, End: at, NewText: []byte("\n" + text)}
	}
	at = f.LineStart(f.Line(at) + 1)
	return analysis.TextEdit{Pos: at, End: at, NewText: []byte(text + "\n")}
}

// bodyOf returns the body of fn in the source, or nil.
func bodyOf(fn *ssa.Function) *ast.BlockStmt {
	switch n := fn.Syntax().(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// statement returns the index in list of the statement that is just call, or
// -1.
func statement(list []ast.Stmt, call *ast.CallExpr) int {
	for i, s := range list {
		if x, ok := s.(*ast.ExprStmt); ok && ast.Unparen(x.X) == call {
			return i
		}
	}
	return -1
}

// lastStatement returns the statement that is just the call op, if it reads end
// and nothing but a return that calls nothing follows it.
func lastStatement(body *ast.BlockStmt, op *lockset.StopOp, end string) (gone ast.Stmt, ok bool) {
	if op.Call == nil || op.How != lockset.Called || types.ExprString(op.Call) != end {
		return nil, false
	}
	ast.Inspect(body, func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		i := statement(list, op.Call)
		if i < 0 {
			return true
		}
		gone = list[i]
		if i+1 < len(list) {
			ret, isReturn := list[i+1].(*ast.ReturnStmt)
			ok = isReturn && !calls(ret)
		} else {
			ok = n == body
		}
		return false
	})
	return gone, ok
}

// calls reports whether n calls anything.
func calls(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// lineStart returns where the line of pos starts.
func lineStart(fset *token.FileSet, pos token.Pos) token.Pos {
	f := fset.File(pos)
	return f.LineStart(f.Line(pos))
}

// lineLength returns the length of the line of pos, its end included.
func lineLength(fset *token.FileSet, pos token.Pos) token.Pos {
	f := fset.File(pos)
	line := f.Line(pos)
	if line == f.LineCount() {
		return token.Pos(f.Base()+f.Size()) - f.LineStart(line)
	}
	return f.LineStart(line+1) - f.LineStart(line)
}
