package lockset

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"github.com/stoplint/stoplint/analyzer/internal/ir"
	"github.com/stoplint/stoplint/analyzer/internal/protocol"
)

// takesTest reports whether f is given the state of a test, as a test is itself.
func takesTest(f *function) bool {
	for v := range f.obj.Signature().Params().Variables() {
		switch n := namedOf(v.Type()); {
		case n == nil || n.Obj().Pkg() == nil:
		case n.Obj().Pkg().Path() == "testing", n.Obj().Name() == "T":
			return true
		}
	}
	return false
}

// isExempt reports whether accesses in f, whatever it holds, prove nothing: it
// is a test, or generated, or it initializes something, or formats a value, or
// its comment says that it does without the mutex.
func (e *engine) isExempt(f *function) bool {
	if f.obj == nil {
		p := e.funcs[f.fn.Parent()]
		return p != nil && p.exempt
	}
	if isInitializer(f.obj.Name()) || isFormatter(f.obj) || ir.InTest(e.pass.Fset, f.fn.Pos()) && takesTest(f) {
		return true
	}
	if decl, ok := f.fn.Syntax().(*ast.FuncDecl); ok && decl.Doc != nil && protocol.AdmitsUnlocked(decl.Doc.Text()) {
		return true
	}
	for _, astFile := range e.pass.Files {
		if astFile.FileStart <= f.obj.Pos() && f.obj.Pos() < astFile.FileEnd {
			return isGenerated(astFile)
		}
	}
	return false
}

// isInitializer reports whether a function of that name makes something ready
// for use, which is before others can use it.
func isInitializer(name string) bool {
	for _, prefix := range [...]string{"init", "Init"} {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && (rest == "" || rest == "ialize" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return false
}

// isFormatter reports whether fn is a method by which package fmt formats a
// value. It may be called with any mutex held, and so can lock none.
func isFormatter(fn *types.Func) bool {
	sig := fn.Signature()
	if sig.Recv() == nil {
		return false
	}
	switch fn.Name() {
	case "String", "GoString":
		return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
	case "Format":
		return sig.Params().Len() == 2 && types.TypeString(sig.Params().At(0).Type(), nil) == "fmt.State"
	}
	return false
}

// generatedBy is the first line of a file that a program has written, in other
// words than the go command knows.
var generatedBy = regexp.MustCompile(`(?i)^// ?(?:\w+ )?generated (?:code\b|file\b|by\b).*`)

// isGenerated reports whether a program has written file.
func isGenerated(file *ast.File) bool {
	if ast.IsGenerated(file) {
		return true
	}
	for _, g := range file.Comments {
		if g.Pos() > file.Package {
			break
		}
		for _, c := range g.List {
			if generatedBy.MatchString(c.Text) {
				return true
			}
		}
	}
	return false
}

// line is a line of a file.
type line struct {
	file *token.File
	no   int
}

// isAdmitted reports whether a remark on the line of pos, or right above it,
// says that something is accessed without its mutex on purpose, or whether the
// line is annotated +checklocksignore or +checklocksforce.
func (e *engine) isAdmitted(pos token.Pos) bool {
	if e.model.LineForced(pos) || e.model.LineIgnored(pos) {
		return true
	}
	f := e.pass.Fset.File(pos)
	return f != nil && e.remarks()[line{f, f.Line(pos)}]
}

// unlockedRemarks returns the lines that a remark speaks of: its own, and those
// of the statement that comes next.
func (e *engine) unlockedRemarks() map[line]bool {
	out := map[line]bool{}
	for _, file := range e.pass.Files {
		f := e.pass.Fset.File(file.Package)
		if f == nil {
			continue
		}
		var remarks []*ast.CommentGroup
		for _, g := range file.Comments {
			if g.Pos() < file.Package || !protocol.AdmitsUnlocked(g.Text()) {
				continue
			}
			remarks = append(remarks, g)
		}
		if len(remarks) == 0 {
			continue
		}
		mark := func(from, to int) {
			for no := from; no <= to; no++ {
				out[line{f, no}] = true
			}
		}
		next := map[int]bool{}
		for _, g := range remarks {
			mark(f.Line(g.Pos()), f.Line(g.End())+1)
			next[f.Line(g.End())+1] = true
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if st, ok := n.(ast.Stmt); ok && next[f.Line(st.Pos())] {
				mark(f.Line(st.Pos()), f.Line(st.End()))
			}
			return true
		})
	}
	return out
}
