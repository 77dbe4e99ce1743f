package valuestop

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"sort"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/stoplint/stoplint/analyzer/internal/report"
)

// fixResult is the fix of one type: none if it cannot be offered.
type fixResult struct{ fixes []analysis.SuggestedFix }

// fixLiteral returns the fix that replaces the new pointer o by a typed nil.
func (c *check) fixLiteral(o *origin) []analysis.SuggestedFix {
	if alloc, ok := o.value.(*ssa.Alloc); ok {
		if e := c.positions.literal(alloc); e != nil {
			return c.fixExpr(e, o.typ)
		}
	}
	return nil
}

// fixExpr returns the fix that replaces e, a new pointer to a stop of type t
// without data, by a typed nil. If t has value receivers, that nil would make
// its methods panic, and they are changed too.
func (c *check) fixExpr(e ast.Expr, t types.Type) []analysis.SuggestedFix {
	if c.stops.isValue(t) {
		return c.fixType(t)
	}
	name := literalType(c.pass.TypesInfo, e)
	file := c.fileOf(e.Pos())
	if name == nil || file == nil || ast.IsGenerated(file) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   report.FixTypedNil(c.nameOf(t)),
		TextEdits: []analysis.TextEdit{replace(e, "(*"+types.ExprString(name)+")(nil)")},
	}}
}

// literalType returns the syntax of T in T{}, &T{} and new(T), or nil if e is
// something else or sets anything.
func literalType(info *types.Info, e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return literalType(info, ast.Unparen(e.X))
		}
	case *ast.CompositeLit:
		if len(e.Elts) == 0 {
			return e.Type
		}
	case *ast.CallExpr:
		if info.Types[e.Fun].IsBuiltin() && len(e.Args) == 1 && info.Types[e.Args[0]].IsType() {
			return e.Args[0]
		}
	}
	return nil
}

func replace(n ast.Node, text string) analysis.TextEdit {
	return analysis.TextEdit{Pos: n.Pos(), End: n.End(), NewText: []byte(text)}
}

func (c *check) fileOf(pos token.Pos) *ast.File {
	for _, f := range c.pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// fixType returns the fix that turns every use of t, a stop without data, from
// the value to the pointer: T{} becomes (*T)(nil), and T becomes *T in
// receivers, assertions and declarations.
//
// It is offered if the package alone can see the type, every use is of a kind
// that is known, and the result type-checks.
func (c *check) fixType(t types.Type) []analysis.SuggestedFix {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !c.stops.isDataFree(t) || !c.isLocal(t) || named.TypeParams().Len() > 0 ||
		named.Obj().Exported() || named.Obj().Parent() != c.pass.Pkg.Scope() {
		return nil
	}
	key := typeKey(t)
	if c.fixes[key] == nil {
		c.fixes[key] = &fixResult{c.computeFix(named)}
	}
	return c.fixes[key].fixes
}

func (c *check) computeFix(named *types.Named) []analysis.SuggestedFix {
	p := &pointerFix{info: c.pass.TypesInfo, name: named.Obj()}
	for _, file := range c.pass.Files {
		before := len(p.edits)
		p.file(file)
		if p.failed || len(p.edits) > before && ast.IsGenerated(file) {
			return nil
		}
	}
	if len(p.edits) == 0 || !c.typeChecks(p.edits) {
		return nil
	}
	return []analysis.SuggestedFix{{
		Message:   report.FixPointerStop(named.Obj().Name()),
		TextEdits: p.edits,
	}}
}

// A pointerFix rewrites the uses of one type.
type pointerFix struct {
	info   *types.Info
	name   *types.TypeName
	edits  []analysis.TextEdit
	failed bool
}

func (p *pointerFix) file(file *ast.File) {
	var stack []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			stack = stack[:len(stack)-1]
			return true
		}
		if id, ok := n.(*ast.Ident); ok && p.info.Uses[id] == p.name {
			p.use(id, stack)
		}
		stack = append(stack, n)
		return true
	})
}

// use rewrites one use of the type's name; stack holds the nodes around it,
// innermost last.
func (p *pointerFix) use(id *ast.Ident, stack []ast.Node) {
	parent := func(i int) ast.Node {
		if i < len(stack) {
			return stack[len(stack)-1-i]
		}
		return nil
	}
	switch outer := parent(0).(type) {
	case *ast.StarExpr:
		// Already the pointer.
	case *ast.CompositeLit:
		if outer.Type != id || len(outer.Elts) > 0 {
			p.failed = true
			return
		}
		p.edits = append(p.edits, replace(wholeLiteral(outer, stack[:len(stack)-1]), p.typedNil()))
	case *ast.CallExpr:
		if literalType(p.info, outer) != ast.Expr(id) {
			p.failed = true // a conversion, or an argument of a generic function
			return
		}
		p.edits = append(p.edits, replace(outer, p.typedNil()))
	case *ast.TypeAssertExpr, *ast.CaseClause, *ast.ValueSpec, *ast.ArrayType, *ast.MapType, *ast.ChanType,
		*ast.Ellipsis, *ast.IndexExpr, *ast.IndexListExpr:
		p.star(id)
	case *ast.Field:
		if len(outer.Names) == 0 && p.isEmbedded(parent(1), parent(2)) {
			p.failed = true
			return
		}
		p.star(id)
	default:
		p.failed = true
	}
}

// wholeLiteral returns lit with the parentheses and the & around it.
func wholeLiteral(lit ast.Expr, stack []ast.Node) ast.Node {
	var whole ast.Node = lit
	for len(stack) > 0 {
		switch outer := stack[len(stack)-1].(type) {
		case *ast.ParenExpr:
		case *ast.UnaryExpr:
			if outer.Op != token.AND {
				return whole
			}
			return outer
		default:
			return whole
		}
		whole = stack[len(stack)-1]
		stack = stack[:len(stack)-1]
	}
	return whole
}

// isEmbedded reports whether a field without a name in list is embedded in
// the struct or interface outer, rather than a receiver, parameter or result.
func (p *pointerFix) isEmbedded(list, outer ast.Node) bool {
	switch outer.(type) {
	case *ast.StructType, *ast.InterfaceType:
		return true
	}
	_, ok := list.(*ast.FieldList)
	return !ok
}

func (p *pointerFix) typedNil() string { return "(*" + p.name.Name() + ")(nil)" }

func (p *pointerFix) star(id *ast.Ident) {
	p.edits = append(p.edits, analysis.TextEdit{Pos: id.Pos(), End: id.Pos(), NewText: []byte("*")})
}

// typeChecks reports whether the package type-checks with the edits made.
func (c *check) typeChecks(edits []analysis.TextEdit) bool {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, file := range c.pass.Files {
		tf := c.pass.Fset.File(file.FileStart)
		src, err := c.readFile(tf.Name())
		if err != nil || len(src) != tf.Size() {
			return false
		}
		src, ok := apply(src, tf, edits)
		if !ok {
			return false
		}
		parsed, err := parser.ParseFile(fset, tf.Name(), src, parser.SkipObjectResolution)
		if err != nil {
			return false
		}
		files = append(files, parsed)
	}
	conf := types.Config{
		Importer:  importer(c.pass.Pkg.Imports()),
		GoVersion: c.pass.Pkg.GoVersion(),
		Sizes:     c.pass.TypesSizes,
	}
	_, err := conf.Check(c.pass.Pkg.Path(), fset, files, nil)
	return err == nil
}

func (c *check) readFile(name string) ([]byte, error) {
	if c.pass.ReadFile != nil {
		return c.pass.ReadFile(name)
	}
	return os.ReadFile(name)
}

// apply makes those of the edits that lie in tf.
func apply(src []byte, tf *token.File, edits []analysis.TextEdit) ([]byte, bool) {
	var here []analysis.TextEdit
	for _, e := range edits {
		if int(e.Pos) >= tf.Base() && int(e.End) <= tf.Base()+tf.Size() {
			here = append(here, e)
		}
	}
	sort.Slice(here, func(i, j int) bool { return here[i].Pos < here[j].Pos })
	var out bytes.Buffer
	done := 0
	for _, e := range here {
		from, to := tf.Offset(e.Pos), tf.Offset(e.End)
		if from < done {
			return nil, false
		}
		out.Write(src[done:from])
		out.Write(e.NewText)
		done = to
	}
	out.Write(src[done:])
	formatted, err := format.Source(out.Bytes())
	return formatted, err == nil
}

// importer resolves imports among the packages that are already loaded.
type importer []*types.Package

func (imp importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	for _, p := range imp {
		if p.Path() == path {
			return p, nil
		}
	}
	return nil, &missingImport{path}
}

type missingImport struct{ path string }

func (e *missingImport) Error() string { return "no package " + e.path }
