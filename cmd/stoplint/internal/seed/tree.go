package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/stoplint/stoplint/cmd/stoplint/internal/source"
)

// Tree is a type-checked package that mutants are made from.
type Tree struct {
	Fset  *token.FileSet
	Files []*File // in the order of the go command

	pkg       *types.Package
	info      *types.Info
	importer  types.Importer
	goVer     string
	referrers map[string][]string // by function, the functions that refer to it
}

// File is one file of a [Tree].
type File struct {
	Name   string // base name
	Path   string
	Source []byte
	Syntax *ast.File

	// declarations has the same declarations without function bodies.
	declarations *ast.File
}

// Load lists the package that pattern names in the module of directory dir,
// compiles what it imports, and type-checks it.
func Load(dir, pattern string) (*Tree, error) {
	cmd := exec.Command("go", "list", "-export", "-deps",
		"-json=ImportPath,Dir,GoFiles,Export,DepOnly,Module", pattern)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w\n%s", pattern, err, &stderr)
	}
	type listed struct {
		ImportPath, Dir, Export string
		GoFiles                 []string
		DepOnly                 bool
		Module                  *struct{ GoVersion string }
	}
	exports := make(map[string]string)
	var target listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list %s: %w", pattern, err)
		}
		if p.DepOnly {
			exports[p.ImportPath] = p.Export
		} else {
			target = p
		}
	}
	sources := make(map[string][]byte)
	var names []string
	for _, name := range target.GoFiles {
		src, err := os.ReadFile(filepath.Join(target.Dir, name))
		if err != nil {
			return nil, err
		}
		sources[name] = src
		names = append(names, name)
	}
	t := &Tree{Fset: token.NewFileSet()}
	if target.Module != nil && target.Module.GoVersion != "" {
		t.goVer = "go" + target.Module.GoVersion
	}
	t.importer = importer.ForCompiler(t.Fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(exports[path])
	})
	return t, t.parse(target.ImportPath, target.Dir, names, sources)
}

func (t *Tree) parse(path, dir string, names []string, sources map[string][]byte) error {
	var syntax []*ast.File
	for _, name := range names {
		f := &File{Name: name, Path: filepath.Join(dir, name), Source: sources[name]}
		var err error
		if f.Syntax, err = parser.ParseFile(t.Fset, name, f.Source, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return err
		}
		if f.declarations, err = parser.ParseFile(t.Fset, name, f.Source, parser.SkipObjectResolution); err != nil {
			return err
		}
		for _, d := range f.declarations.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok && fd.Name.Name != "init" && fd.Type.TypeParams == nil {
				fd.Body = nil
			}
		}
		t.Files = append(t.Files, f)
		syntax = append(syntax, f.Syntax)
	}
	t.info = &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Uses:       make(map[*ast.Ident]types.Object),
		Defs:       make(map[*ast.Ident]types.Object),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	conf := types.Config{Importer: t.importer, GoVersion: t.goVer}
	var err error
	t.pkg, err = conf.Check(path, t.Fset, syntax, t.info)
	t.referrers = t.findReferrers()
	return err
}

func (t *Tree) findReferrers() map[string][]string {
	refs := make(map[string][]string)
	for _, f := range t.Files {
		for _, d := range f.Syntax.Decls {
			fd, ok := d.(*ast.FuncDecl)
			if !ok || fd.Body == nil {
				continue
			}
			from := source.DeclName(fd)
			ast.Inspect(fd.Body, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok {
					if fn, ok := t.info.Uses[id].(*types.Func); ok && fn.Pkg() == t.pkg {
						if to := funcName(fn); !slices.Contains(refs[to], from) {
							refs[to] = append(refs[to], from)
						}
					}
				}
				return true
			})
		}
	}
	return refs
}

// funcName names a function of any package as [source.DeclName] does.
func funcName(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		if named := namedOf(recv.Type()); named != nil {
			return named.Obj().Name() + "." + fn.Name()
		}
	}
	return fn.Name()
}

// namedOf returns the named type that t is or points to, or nil.
func namedOf(t types.Type) *types.Named {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, _ := types.Unalias(t).(*types.Named)
	return named
}

// Compiles reports why the package with the mutant in it does not compile, or
// nil. Only bodies in the files that the mutant edits are checked again.
func (t *Tree) Compiles(m *Mutant) error {
	edited := m.files()
	support, err := parser.ParseFile(t.Fset, supportFile, supportSource(t.pkg.Name()), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	syntax := []*ast.File{support}
	for _, f := range t.Files {
		if !slices.Contains(edited, f.Name) {
			syntax = append(syntax, f.declarations)
			continue
		}
		src, err := apply(f.Source, m.editsOf(f.Name))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(t.Fset, f.Name, src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		syntax = append(syntax, parsed)
	}
	var first error
	conf := types.Config{Importer: t.importer, GoVersion: t.goVer, Error: func(err error) {
		// A file without its bodies has imports that nothing uses.
		var terr types.Error
		if errors.As(err, &terr) && slices.Contains(edited, terr.Fset.Position(terr.Pos).Filename) && first == nil {
			first = err
		}
	}}
	conf.Check(t.pkg.Path(), t.Fset, syntax, nil) // errors go to conf.Error
	return first
}

// Write writes a copy of the package with mutants in it to dir, which it
// creates. Files without a mutant are links to the originals.
func (t *Tree) Write(dir string, mutants []*Mutant) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range t.Files {
		var edits []Edit
		for _, m := range mutants {
			edits = append(edits, m.editsOf(f.Name)...)
		}
		dst := filepath.Join(dir, f.Name)
		if len(edits) == 0 {
			if err := os.Symlink(f.Path, dst); err != nil {
				return err
			}
			continue
		}
		src, err := apply(f.Source, edits)
		if err != nil {
			return err
		}
		if err := os.WriteFile(dst, src, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, supportFile), supportSource(t.pkg.Name()), 0o644)
}

const supportFile = "seed_support.go"

// supportSource declares what mutants refer to: a condition that nothing
// decides, a place where callbacks are kept, and goroutines that call what they
// are given.
func supportSource(pkg string) []byte {
	return fmt.Appendf(nil, `package %s

var seedCond bool

func SetSeedCond(cond bool) { seedCond = cond }

var seedKept []func()

func RunSeedKept() {
	for _, f := range seedKept {
		f()
	}
}

func seedSpawn(f func()) { go f() }

func seedCall(f func()) { f() }

var seedJobs = make(chan func())

type seedWatch struct{ onEvent func() }

var seedWatcher seedWatch

func (w *seedWatch) watch() {
	for {
		w.onEvent()
	}
}

func RunSeedGoroutines() {
	go seedWatcher.watch()
	go func() {
		for job := range seedJobs {
			job()
		}
	}()
}
`, pkg)
}
