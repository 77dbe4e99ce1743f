// Package witness holds programs that show that what the checks report really
// goes wrong.
//
// The files in testdata are named for the check that they belong to. Each is
// part of a copy of the kernel package, and is used twice: the check reports
// what its want comments expect, and nothing else, and when its tests run,
// those whose names begin with TestWrong fail as their comments say, and those
// whose names begin with TestRight, which are their nearest correct
// neighbours, pass. The documentation of the checks shows them.
package witness

import (
	"bytes"
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

//go:embed testdata/*_test.go
var files embed.FS

// A Witness is a test that is run against the reference.
type Witness struct {
	Name string // of the test, without Test
	Doc  string // what it does, in one or more lines

	// Fails is a part of what the test prints when it fails, as it always
	// does. It is empty if the test passes.
	Fails string

	// Program is the test and what its file declares for it, one declaration
	// each, as Go source. The lines on which the check has a finding end in
	// Mark.
	Program []string
}

// Mark ends the lines of a [Witness.Program] on which the check has a finding.
const Mark = "// reported"

// Right reports whether the witness is a program without mistakes.
func (w Witness) Right() bool { return strings.HasPrefix(w.Name, "Right") }

// Title returns the name of the witness in words: "Unlocked too early".
func (w Witness) Title() string {
	bare := strings.TrimPrefix(strings.TrimPrefix(w.Name, "Right"), "Wrong")
	words := regexp.MustCompile(`[A-Z][a-z]*`).FindAllString(bare, -1)
	title := strings.ToLower(strings.Join(words, " "))
	return strings.ToUpper(title[:1]) + title[1:]
}

// File returns the name of the file with the witnesses of check, from the root
// of the module.
func File(check string) string { return "reference/witness/" + source(check) }

func source(check string) string { return path.Join("testdata", check+"_test.go") }

// Checks returns the names of the checks that have witnesses.
func Checks() []string {
	entries, err := files.ReadDir("testdata")
	if err != nil {
		panic(err) // it is embedded
	}
	var checks []string
	for _, e := range entries {
		checks = append(checks, strings.TrimSuffix(e.Name(), "_test.go"))
	}
	return checks
}

// Of returns the witnesses of check in the order of their file. There are none
// for a check that finds no misuse of the protocol.
func Of(check string) ([]Witness, error) {
	text, err := files.ReadFile(source(check))
	if err != nil {
		return nil, nil
	}
	return parse(source(check), text)
}

// failsPrefix begins the last line of a test's comment, if the test fails.
const failsPrefix = "Fails with: "

// parse returns the witnesses in a file.
func parse(name string, text []byte) ([]Witness, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	slicer := newSlicer(fset, file, text)
	var all []Witness
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Recv != nil || !strings.HasPrefix(fn.Name.Name, "Test") {
			continue
		}
		w := Witness{Name: strings.TrimPrefix(fn.Name.Name, "Test"), Program: slicer.program(fn)}
		doc := strings.TrimSpace(fn.Doc.Text())
		if before, fails, ok := cutLast(doc, failsPrefix); ok {
			doc, w.Fails = strings.TrimSpace(before), strings.TrimSpace(fails)
		}
		w.Doc = doc
		wrong := strings.HasPrefix(w.Name, "Wrong")
		if wrong == w.Right() || wrong != (w.Fails != "") || w.Doc == "" {
			return nil, fmt.Errorf("%s: Test%s: a test says what it does, and is either Wrong and says how it fails, or Right",
				fset.Position(fn.Pos()), w.Name)
		}
		all = append(all, w)
	}
	return all, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// slicer cuts out of a file the declarations that one of them needs.
type slicer struct {
	fset     *token.FileSet
	file     *ast.File
	text     []byte
	declares map[string][]int // the declarations, by index, that a name brings in
}

func newSlicer(fset *token.FileSet, file *ast.File, text []byte) *slicer {
	s := &slicer{fset: fset, file: file, text: text, declares: make(map[string][]int)}
	for i, decl := range file.Decls {
		for _, name := range declared(decl) {
			s.declares[name] = append(s.declares[name], i)
		}
	}
	return s
}

// declared returns the names that bring in a declaration: those it declares,
// or that of the receiver's type.
func declared(decl ast.Decl) []string {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil {
			return []string{decl.Name.Name}
		}
		base := ""
		ast.Inspect(decl.Recv.List[0].Type, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && base == "" {
				base = id.Name
			}
			return base == ""
		})
		return []string{base}
	case *ast.GenDecl:
		var names []string
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				names = append(names, spec.Name.Name)
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					names = append(names, id.Name)
				}
			}
		}
		return names
	}
	return nil
}

// program returns the source of fn and of the declarations that it needs, in
// the order of the file. The comment of fn itself is left out.
func (s *slicer) program(fn *ast.FuncDecl) []string {
	needed := make([]bool, len(s.file.Decls))
	var add func(i int)
	add = func(i int) {
		if needed[i] {
			return
		}
		needed[i] = true
		ast.Inspect(s.file.Decls[i], func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				for _, j := range s.declares[id.Name] {
					add(j)
				}
			}
			return true
		})
	}
	for _, i := range s.declares[fn.Name.Name] {
		add(i)
	}
	var program []string
	for i, decl := range s.file.Decls {
		if needed[i] {
			program = append(program, s.source(decl, decl == ast.Decl(fn)))
		}
	}
	return program
}

// want matches a comment for the test of the check.
var want = regexp.MustCompile("(?m)// want .*$")

// source returns the lines of a declaration, with its comment unless bare.
func (s *slicer) source(decl ast.Decl, bare bool) string {
	var doc *ast.CommentGroup
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		doc = decl.Doc
	case *ast.GenDecl:
		doc = decl.Doc
	}
	start := decl.Pos()
	if doc != nil && !bare {
		start = doc.Pos()
	}
	from, to := s.fset.Position(start).Offset, s.fset.Position(decl.End()).Offset
	if end := bytes.IndexByte(s.text[to:], '\n'); end >= 0 {
		to += end + 1
	}
	return string(want.ReplaceAll(s.text[from:to], []byte(Mark)))
}
