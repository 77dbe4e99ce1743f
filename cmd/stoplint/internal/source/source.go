// Package source describes places in Go files in terms that outlast edits
// elsewhere: the function around a place and the code on its line.
package source

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"strings"
	"unicode/utf16"
)

// Files are files that have been read, each once.
type Files struct {
	files map[string]*File
}

// Get returns a file as it was when it was first asked for. Of one that could
// not be read it returns an empty file, with the error.
func (fs *Files) Get(name string) *File {
	if f := fs.files[name]; f != nil {
		return f
	}
	f := read(name)
	if fs.files == nil {
		fs.files = make(map[string]*File)
	}
	fs.files[name] = f
	return f
}

// File is a file that has been read.
type File struct {
	Err   error // why the file could not be read, or nil
	Text  []byte
	mode  os.FileMode
	lines []int          // offsets of the first byte of each line
	code  map[int]string // the code on a line, if there is any
	decls []*declaration // in source order; nil if the file is not Go
	file  *ast.File      // or nil
}

type declaration struct {
	name        string
	first, last int // offsets; last is exclusive
}

func read(name string) *File {
	f := &File{code: make(map[int]string)}
	f.Text, f.Err = os.ReadFile(name)
	if info, err := os.Stat(name); err == nil {
		f.mode = info.Mode()
	}
	f.lines = []int{0}
	for i, b := range f.Text {
		if b == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	f.scan()
	f.parse(name)
	return f
}

// scan collects the tokens of each line, with a space where there is a gap.
func (f *File) scan() {
	file := token.NewFileSet().AddFile("", -1, len(f.Text))
	var s scanner.Scanner
	s.Init(file, f.Text, func(token.Position, string) {}, 0)
	end := 0 // of the token before
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue
		}
		text := lit
		if text == "" {
			text = tok.String()
		}
		line, start := file.PositionFor(pos, false).Line, file.Offset(pos)
		code := f.code[line]
		if code != "" && start > end {
			code += " "
		}
		first, _, _ := strings.Cut(text, "\n")
		f.code[line] = code + first
		end = start + len(text)
	}
}

func (f *File) parse(name string) {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, name, f.Text, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return
	}
	f.file = file
	offset := func(p token.Pos) int { return fset.PositionFor(p, false).Offset }
	add := func(name string, doc *ast.CommentGroup, n ast.Node) {
		first := n.Pos()
		if doc != nil {
			first = doc.Pos()
		}
		f.decls = append(f.decls, &declaration{name, offset(first), offset(n.End())})
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			add(DeclName(d), d.Doc, d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name.Name, spec.Doc, spec)
				case *ast.ValueSpec:
					add(spec.Names[0].Name, spec.Doc, spec)
				}
			}
		}
	}
}

// DeclName returns F, or T.F for a method on T or *T.
func DeclName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.ParenExpr:
			t = x.X
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

// Writable reports whether the file's owner may write to it.
func (f *File) Writable() bool { return f.mode&0o200 != 0 }

// Generated reports whether the file says that it is generated.
func (f *File) Generated() bool { return f.file != nil && ast.IsGenerated(f.file) }

// Decl returns the name of the top-level declaration that a line and column,
// both counted from 1, lie in: a function, a method as T.F, a type, variable
// or constant. It is empty if they lie in none.
func (f *File) Decl(line, column int) string {
	offset, ok := f.Offset(line, column)
	if !ok {
		return ""
	}
	for _, d := range f.decls {
		if d.first <= offset && offset < d.last {
			return d.name
		}
	}
	return ""
}

// Code returns the code on a line: without comments, and with one space for
// what separates tokens. Of a line without code it returns the words.
func (f *File) Code(line int) string {
	if code := f.code[line]; code != "" {
		return code
	}
	return strings.Join(strings.Fields(string(f.line(line))), " ")
}

// Offset returns the number of bytes before a line and column, both counted
// from 1 and the column in bytes. It reports false if there is no such place.
func (f *File) Offset(line, column int) (int, bool) {
	if line < 1 || line > len(f.lines) || column < 1 || column > len(f.line(line))+1 {
		return 0, false
	}
	return f.lines[line-1] + column - 1, true
}

// UTF16Column converts a column in bytes to one in UTF-16 code units, both
// counted from 1. A column that the line does not have is returned as it is.
func (f *File) UTF16Column(line, column int) int {
	text := f.line(line)
	if column < 1 || column > len(text) {
		return column
	}
	return len(utf16.Encode([]rune(string(text[:column-1])))) + 1
}

// line returns the text of a line without its end.
func (f *File) line(n int) []byte {
	if n < 1 || n > len(f.lines) {
		return nil
	}
	text := f.Text[f.lines[n-1]:]
	if end := bytes.IndexByte(text, '\n'); end >= 0 {
		text = text[:end]
	}
	return text
}
