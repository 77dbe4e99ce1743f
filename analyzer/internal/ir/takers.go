package ir

import (
	"go/ast"
	"go/types"
)

// Takers are the functions of a package that are given functions, found without
// building SSA.
type Takers struct {
	Decls    map[*types.Func]*ast.FuncDecl
	Exported []*types.Func // those that other packages can name, in source order
}

// NewTakers looks for the functions with bodies that have a parameter of
// function type.
func NewTakers(files []*ast.File, info *types.Info) *Takers {
	t := &Takers{Decls: map[*types.Func]*ast.FuncDecl{}}
	for _, file := range files {
		for _, d := range file.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || d.Body == nil {
				continue
			}
			fn, ok := info.Defs[d.Name].(*types.Func)
			if !ok || !takesFunction(fn.Signature()) {
				continue
			}
			t.Decls[fn] = d
			if fn.Exported() {
				t.Exported = append(t.Exported, fn)
			}
		}
	}
	return t
}

func takesFunction(sig *types.Signature) bool {
	for p := range sig.Params().Variables() {
		if _, ok := p.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}
