package frontend

import (
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"reflect"
	"runtime"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/types/objectpath"

	"github.com/stoplint/stoplint/analyzer"
)

// runAsGvisor is gVisor's own nogo: it runs every analyzer on every package,
// keeps the facts about a package in one file and passes them on no further,
// and type-checks without recording versions of files.
func runAsGvisor(file string) {
	var unit unitchecker.Config
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &unit)
	}
	if err != nil {
		fail(err)
	}
	r := newGvisorRun(unit)
	if err := r.load(); err != nil {
		fail(err)
	}
	if err := r.readFacts(); err != nil {
		fmt.Fprintln(os.Stderr, err) // and goes on without
	}
	for _, a := range analyzer.Suite() {
		if err := r.run(a); err != nil {
			fail(err)
		}
	}
	if err := r.own.write(unit.VetxOutput); err != nil {
		fail(err)
	}
	printFindings(unit.ImportPath, r.findings)
}

// A gvisorRun is the analysis of one package.
type gvisorRun struct {
	unit     unitchecker.Config
	fset     *token.FileSet
	files    []*ast.File
	pkg      *types.Package
	info     *types.Info
	types    map[string]*types.Package  // all that export data told of
	facts    map[*types.Package]factSet // about the direct imports
	own      factSet
	results  map[*analysis.Analyzer]any
	findings []finding
}

func newGvisorRun(unit unitchecker.Config) *gvisorRun {
	return &gvisorRun{
		unit:    unit,
		fset:    token.NewFileSet(),
		types:   make(map[string]*types.Package),
		facts:   make(map[*types.Package]factSet),
		own:     make(factSet),
		results: make(map[*analysis.Analyzer]any),
	}
}

// A factSet is the facts about a package, under nil, and its objects.
type factSet map[types.Object][]analysis.Fact

// load parses and type-checks the package.
func (r *gvisorRun) load() error {
	for _, name := range r.unit.GoFiles {
		f, err := parser.ParseFile(r.fset, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		r.files = append(r.files, f)
	}
	r.info = &types.Info{
		Types:      make(map[ast.Expr]types.TypeAndValue),
		Instances:  make(map[*ast.Ident]types.Instance),
		Uses:       make(map[*ast.Ident]types.Object),
		Defs:       make(map[*ast.Ident]types.Object),
		Implicits:  make(map[ast.Node]types.Object),
		Scopes:     make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection),
	}
	conf := types.Config{Importer: r, Error: func(error) {}}
	var err error
	r.pkg, err = conf.Check(r.unit.ImportPath, r.fset, r.files, r.info)
	return err
}

// Import returns a package from its export data.
func (r *gvisorRun) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	path = r.unit.ImportMap[path]
	if p := r.types[path]; p != nil && p.Complete() {
		return p, nil
	}
	f, err := os.Open(r.unit.PackageFile[path])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(data, r.fset, r.types, path)
}

// readFacts reads the facts about the direct imports.
func (r *gvisorRun) readFacts() error {
	for _, a := range factProducers(analyzer.Suite()) {
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
	}
	var errs []error
	for _, imp := range r.pkg.Imports() {
		if name, ok := r.unit.PackageVetx[imp.Path()]; ok {
			var err error
			if r.facts[imp], err = readFacts(name, imp); err != nil {
				errs = append(errs, fmt.Errorf("facts about %s: %w", imp.Path(), err))
			}
		}
	}
	return errors.Join(errs...)
}

// run runs a after what it requires, unless it has run.
func (r *gvisorRun) run(a *analysis.Analyzer) (err error) {
	if _, ok := r.results[a]; ok {
		return nil
	}
	for _, q := range a.Requires {
		if err := r.run(q); err != nil {
			return err
		}
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panics on %s: %v", a.Name, r.unit.ImportPath, p)
		}
	}()
	result, err := a.Run(r.pass(a))
	if err == nil && reflect.TypeOf(result) != a.ResultType {
		err = fmt.Errorf("%s returns %T, not %v", a.Name, result, a.ResultType)
	}
	r.results[a] = result
	return err
}

// pass returns what a is given to work on.
func (r *gvisorRun) pass(a *analysis.Analyzer) *analysis.Pass {
	of := func(pkg *types.Package) factSet {
		if pkg == r.pkg {
			return r.own
		}
		return r.facts[pkg]
	}
	return &analysis.Pass{
		Analyzer:   a,
		Fset:       r.fset,
		Files:      r.files,
		Pkg:        r.pkg,
		TypesInfo:  r.info,
		TypesSizes: types.SizesFor("gc", runtime.GOARCH),
		ResultOf:   r.results,
		Report: func(d analysis.Diagnostic) {
			r.findings = append(r.findings, findingOf(r.fset, a.Name, d))
		},
		ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool { return of(pkg).get(nil, f) },
		ExportPackageFact: func(f analysis.Fact) { r.own.put(nil, f) },
		ImportObjectFact:  func(obj types.Object, f analysis.Fact) bool { return of(obj.Pkg()).get(obj, f) },
		ExportObjectFact:  func(obj types.Object, f analysis.Fact) { r.own.put(obj, f) },
		AllPackageFacts: func() (all []analysis.PackageFact) {
			for _, pkg := range append(r.pkg.Imports(), r.pkg) {
				for _, f := range of(pkg)[nil] {
					if hasFact(a, f) {
						all = append(all, analysis.PackageFact{Package: pkg, Fact: f})
					}
				}
			}
			return all
		},
		AllObjectFacts: func() (all []analysis.ObjectFact) {
			for obj, fs := range r.own {
				for _, f := range fs {
					if obj != nil && hasFact(a, f) {
						all = append(all, analysis.ObjectFact{Object: obj, Fact: f})
					}
				}
			}
			return all
		},
	}
}

// hasFact reports whether f is a fact of a.
func hasFact(a *analysis.Analyzer, f analysis.Fact) bool {
	for _, t := range a.FactTypes {
		if reflect.TypeOf(t) == reflect.TypeOf(f) {
			return true
		}
	}
	return false
}

func (s factSet) get(obj types.Object, to analysis.Fact) bool {
	for _, f := range s[obj] {
		if reflect.TypeOf(f) == reflect.TypeOf(to) {
			reflect.ValueOf(to).Elem().Set(reflect.ValueOf(f).Elem())
			return true
		}
	}
	return false
}

func (s factSet) put(obj types.Object, fact analysis.Fact) {
	for i, f := range s[obj] {
		if reflect.TypeOf(f) == reflect.TypeOf(fact) {
			s[obj][i] = fact
			return
		}
	}
	s[obj] = append(s[obj], fact)
}

// An item is the facts about an object in a file.
type item struct {
	Object string // an objectpath.Path, empty for the package
	Facts  []analysis.Fact
}

// write writes the facts about what other packages can name.
func (s factSet) write(name string) error {
	var items []item
	for obj, fs := range s {
		var path objectpath.Path
		if obj != nil {
			var err error
			if path, err = objectpath.For(obj); err != nil {
				continue
			}
		}
		items = append(items, item{string(path), fs})
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return gob.NewEncoder(f).Encode(items)
}

// readFacts reads the facts about pkg.
func readFacts(name string, pkg *types.Package) (factSet, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var items []item
	if err := gob.NewDecoder(f).Decode(&items); err != nil {
		return nil, err
	}
	s := make(factSet)
	for _, it := range items {
		var obj types.Object
		if it.Object != "" {
			if obj, err = objectpath.Object(pkg, objectpath.Path(it.Object)); err != nil {
				continue
			}
		}
		s[obj] = it.Facts
	}
	return s, nil
}
