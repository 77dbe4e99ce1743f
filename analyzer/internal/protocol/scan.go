package protocol

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// siteKind is what a comment is written on.
type siteKind uint16

const (
	onFunc   siteKind = 1 << iota // a function or method with or without body
	onMethod                      // a method of an interface
	onStruct
	onInterface
	onType    // any other type
	onField   // a field of a struct
	onVar     // a package-level variable
	onParam   // a parameter of function type
	onPackage // a package clause
	nowhere   // no declaration
)

func (k siteKind) String() string {
	switch k {
	case onFunc:
		return "a function"
	case onMethod:
		return "an interface method"
	case onStruct:
		return "a struct type"
	case onInterface:
		return "an interface type"
	case onType:
		return "a type"
	case onField:
		return "a field"
	case onVar:
		return "a variable"
	case onParam:
		return "a parameter"
	case onPackage:
		return "a package clause"
	}
	return "no declaration"
}

// site is a declaration with comments that may be part of a contract.
type site struct {
	kind siteKind
	docs []*ast.CommentGroup

	fn    *types.Func     // onFunc, onMethod
	ftype *ast.FuncType   // onFunc, onMethod
	typ   *types.TypeName // onStruct, onInterface, onType
	vars  []*types.Var    // onField, onVar
	owner types.Type      // onField: the struct type, named if it has a name
	iface *types.TypeName // onMethod: the interface

	waiting []directive // onField: read, and to be obeyed once names are known
}

// marks are substrings of which every comment with a contract has one.
var marks = []string{"stoplint:", "+check", "held", "hold", "lock", "utex", ".mu", "goroutine", "ame as", "rotected by", "uarded by", "rotects ", "uards ",
	"utating ", "LOCK ORDER"}

// speaks reports whether a comment may have a contract in it.
func speaks(groups []*ast.CommentGroup) bool {
	for _, g := range groups {
		for _, c := range g.List {
			for _, m := range marks {
				if strings.Contains(c.Text, m) {
					return true
				}
			}
		}
	}
	return false
}

// scan returns the sites of a file, in source order.
func scan(file *ast.File, info *types.Info) []*site {
	v := &scanner{info: info}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			fn, ok := info.Defs[d.Name].(*types.Func)
			if ok {
				v.add(&site{kind: onFunc, fn: fn, ftype: d.Type}, d.Doc)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				v.spec(d, spec)
			}
		}
	}
	return v.sites
}

type scanner struct {
	info  *types.Info
	sites []*site
}

// add keeps a site if one of its comments may speak of a contract.
func (v *scanner) add(s *site, docs ...*ast.CommentGroup) {
	for _, d := range docs {
		if d != nil {
			s.docs = append(s.docs, d)
		}
	}
	if speaks(s.docs) {
		v.sites = append(v.sites, s)
	}
}

func (v *scanner) spec(d *ast.GenDecl, spec ast.Spec) {
	var outer *ast.CommentGroup
	if !d.Lparen.IsValid() {
		outer = d.Doc
	}
	switch s := spec.(type) {
	case *ast.ValueSpec:
		if d.Tok != token.VAR {
			return
		}
		at := &site{kind: onVar}
		for _, name := range s.Names {
			if obj, ok := v.info.Defs[name].(*types.Var); ok {
				at.vars = append(at.vars, obj)
			}
		}
		v.add(at, outer, s.Doc, s.Comment)
	case *ast.TypeSpec:
		obj, ok := v.info.Defs[s.Name].(*types.TypeName)
		if !ok {
			return
		}
		at := &site{kind: onType, typ: obj}
		switch t := s.Type.(type) {
		case *ast.StructType:
			at.kind = onStruct
			v.add(at, outer, s.Doc, s.Comment)
			v.fields(t, obj.Type())
		case *ast.InterfaceType:
			at.kind = onInterface
			v.add(at, outer, s.Doc, s.Comment)
			v.methods(t, obj)
		default:
			v.add(at, outer, s.Doc, s.Comment)
		}
	}
}

func (v *scanner) fields(t *ast.StructType, owner types.Type) {
	st, ok := owner.Underlying().(*types.Struct)
	if !ok {
		return
	}
	i := 0
	for _, f := range t.Fields.List {
		at := &site{kind: onField, owner: owner}
		for range max(1, len(f.Names)) {
			if i < st.NumFields() {
				at.vars = append(at.vars, st.Field(i))
			}
			i++
		}
		v.add(at, f.Doc, f.Comment)
		if inner, ok := f.Type.(*ast.StructType); ok && len(at.vars) > 0 {
			v.fields(inner, at.vars[0].Type())
		}
	}
}

func (v *scanner) methods(t *ast.InterfaceType, iface *types.TypeName) {
	for _, m := range t.Methods.List {
		ft, ok := m.Type.(*ast.FuncType)
		if !ok || len(m.Names) != 1 {
			continue
		}
		if fn, ok := v.info.Defs[m.Names[0]].(*types.Func); ok {
			v.add(&site{kind: onMethod, fn: fn, ftype: ft, iface: iface}, m.Doc, m.Comment)
		}
	}
}
