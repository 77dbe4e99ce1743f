package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// readRest looks at the comments that no declaration has taken: directives on
// parameters, misplaced ones, and those that only look like directives.
func (b *builder) readRest() {
	for _, file := range b.pass.Files {
		for _, g := range file.Comments {
			for _, c := range g.List {
				switch {
				case strings.HasPrefix(c.Text, directivePrefix):
					if !b.read[c] {
						b.paramDirective(file, c)
					}
				case strings.Contains(c.Text, "stoplint:"):
					if m := almostDirective.FindString(c.Text); m != "" {
						b.problem(c.Pos(), c.Pos()+token.Pos(len(m)), "not a directive: a directive has no space after the slashes")
					}
				case strings.Contains(c.Text, "+check"):
					b.lineAnnotations(c)
				}
			}
		}
	}
}

// paramDirective obeys //stoplint:ontask on a parameter of function type. The
// comment stands on the line above the parameter, or behind it.
func (b *builder) paramDirective(file *ast.File, c *ast.Comment) {
	fn, index := b.paramAt(file, c.Pos())
	if fn == nil {
		b.readDirective(c, nowhere)
		return
	}
	d, ok := b.readDirective(c, onParam)
	if !ok {
		return
	}
	if _, isFunc := fn.Signature().Params().At(index).Type().Underlying().(*types.Signature); !isFunc {
		b.problem(d.pos, d.end, "%s belongs on a parameter of function type", d.text)
		return
	}
	g := OnTask
	if d.form.name == "offtask" {
		g = OffTask
	}
	w := b.writing[fn]
	if w == nil {
		w = &writing{}
		b.writing[fn] = w
	}
	if w.parts[Directive] == nil {
		w.parts[Directive] = &Contract{StopParam: -1}
	}
	dc := w.parts[Directive]
	for _, cb := range dc.Callbacks {
		if cb.Param == index && cb.Goroutine != g {
			b.problem(d.pos, d.end, "%s contradicts %s", d.text, cb.Source.Text)
			return
		}
	}
	dc.Callbacks = append(dc.Callbacks, Callback{Param: index, Goroutine: g, Source: d.source()})
}

// paramAt finds the parameter that a comment at pos is on.
func (b *builder) paramAt(file *ast.File, pos token.Pos) (*types.Func, int) {
	at := lineOf(b.pass.Fset, pos)
	var fn *types.Func
	index := -1
	look := func(name *ast.Ident, ft *ast.FuncType) {
		if ft.Params == nil || pos < ft.Params.Pos() || pos > ft.Params.End() {
			return
		}
		obj, ok := b.pass.TypesInfo.Defs[name].(*types.Func)
		if !ok {
			return
		}
		i := 0
		for _, f := range ft.Params.List {
			no := lineOf(b.pass.Fset, f.Pos()).no
			if no == at.no && f.Pos() < pos || no == at.no+1 {
				fn, index = obj, i
				return
			}
			i += max(1, len(f.Names))
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			look(n.Name, n.Type)
			return false
		case *ast.InterfaceType:
			for _, m := range n.Methods.List {
				if ft, ok := m.Type.(*ast.FuncType); ok && len(m.Names) == 1 {
					look(m.Names[0], ft)
				}
			}
		}
		return fn == nil
	})
	if fn == nil || index >= fn.Signature().Params().Len() {
		return nil, 0
	}
	return fn, index
}
