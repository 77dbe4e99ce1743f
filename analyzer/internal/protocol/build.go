package protocol

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// builder makes the model of one package.
type builder struct {
	pass  *analysis.Pass
	model *Model

	sites   []*site
	read    map[*ast.Comment]bool // directives that a site has taken
	names   map[string][]lockName
	plain   map[string][]lockName // names given in passing, see plainNames
	named   bool                  // the package introduces a name
	roles   map[*types.TypeName]*typeFact
	shape   map[*types.Func]*Contract
	binding map[*types.TypeName]bool
	writing map[*types.Func]*writing
	docs    map[*types.Var][]*ast.CommentGroup // see fieldDocs
	extents map[*types.Var]extent
}

// writing is what the sources say of one function.
type writing struct {
	parts [Inferred]*Contract // by source
	likes []inherited
	iface *types.TypeName

	merged *Contract // of all written parts
	busy   bool      // being merged: a circle of "Same as"
}

func newBuilder(pass *analysis.Pass) *builder {
	b := &builder{
		pass:    pass,
		read:    make(map[*ast.Comment]bool),
		names:   make(map[string][]lockName),
		plain:   make(map[string][]lockName),
		roles:   make(map[*types.TypeName]*typeFact),
		shape:   make(map[*types.Func]*Contract),
		binding: make(map[*types.TypeName]bool),
		writing: make(map[*types.Func]*writing),
	}
	b.model = &Model{
		pass:      pass,
		contracts: make(map[*types.Func]*Contract),
		guarded:   make(map[*types.Var]*Guard),
		roles:     b.roles,
		names:     b.names,
		lines:     make(map[line][]string),
		binding:   b.binding,
		cache:     make(map[*types.Func]*Contract),
	}
	b.model.imported = b.imported()
	return b
}

// imported returns the package facts of all dependencies, sorted by path.
func (b *builder) imported() func() []importedFact {
	facts := make(map[*types.Package]*packageFact)
	var known map[string]*types.Package
	for _, imp := range b.pass.Pkg.Imports() {
		f := new(packageFact)
		if !b.pass.ImportPackageFact(imp, f) {
			continue
		}
		facts[imp] = f
		if known == nil && len(f.Through) > 0 {
			known = make(map[string]*types.Package)
			addDependencies(known, b.pass.Pkg)
		}
		for i, t := range f.Through {
			if pkg := known[t.Path]; pkg != nil && facts[pkg] == nil {
				facts[pkg] = &f.Through[i].Fact
			}
		}
	}
	list := make([]importedFact, 0, len(facts))
	for pkg, f := range facts {
		list = append(list, importedFact{pkg, f})
	}
	slices.SortFunc(list, func(x, y importedFact) int { return cmp.Compare(x.pkg.Path(), y.pkg.Path()) })
	return func() []importedFact { return list }
}

// addDependencies adds the packages that p depends on, by path, to known.
func addDependencies(known map[string]*types.Package, p *types.Package) {
	for _, imp := range p.Imports() {
		if known[imp.Path()] == nil {
			known[imp.Path()] = imp
			addDependencies(known, imp)
		}
	}
}

func (b *builder) build() {
	for _, file := range b.pass.Files {
		b.sites = append(b.sites, scan(file, b.pass.TypesInfo)...)
	}
	b.findRoles()
	b.readTypes()
	b.readNames()
	b.readFunctions()
	b.readGuards()
	b.readOrders()
	b.readRest()
	b.shapes()
	b.merge()
	b.finish()
}

// readTypes reads what is written on types.
func (b *builder) readTypes() {
	for _, s := range b.sites {
		if s.typ == nil {
			continue
		}
		for _, d := range b.directives(s) {
			switch d.form.name {
			case "stop":
				b.role(s.typ).Stop = true
			case "task":
				b.role(s.typ).Task = true
			}
		}
		if aliases := b.typeAnnotations(s); len(aliases) > 0 {
			b.role(s.typ).Aliases = aliases
		}
	}
}

func (b *builder) role(obj *types.TypeName) *typeFact {
	r := b.roles[obj]
	if r == nil {
		r = new(typeFact)
		b.roles[obj] = r
	}
	return r
}

func (b *builder) isTask(t types.Type) bool { return b.model.IsTask(t) }

func (b *builder) readFunctions() {
	for _, s := range b.sites {
		if s.fn == nil {
			continue
		}
		sc := b.funcScope(s.fn)
		w := &writing{iface: s.iface}
		w.parts[Directive] = b.funcDirectives(s, sc)
		w.parts[Checklocks] = b.checklocks(s, sc)
		w.parts[Prose], w.likes = b.prose(s, sc)
		b.writing[s.fn] = w
	}
}

func (b *builder) readGuards() {
	for _, s := range b.sites {
		if s.kind != onField {
			continue
		}
		sc := b.fieldScope(s.owner)
		var clauses []Clause
		for _, d := range s.waiting {
			if d.form.name == "guardedby" {
				b.addNamed(&clauses, d, sc)
			}
		}
		if len(clauses) == 0 {
			clauses = union(b.fieldAnnotations(s, sc), b.guards(s, sc))
		}
		if len(clauses) == 0 {
			continue
		}
		g := &Guard{Clauses: clauses}
		g.exempt(s.docs)
		for _, v := range s.vars {
			b.model.guarded[v] = g
		}
		b.guardOthers(s, g)
	}
	b.readProtected()
	b.readHeadings()
}

func (b *builder) stopParam(fn *types.Func) int {
	params := fn.Signature().Params()
	for i := range params.Len() {
		named := NamedOf(params.At(i).Type())
		if named == nil {
			continue
		}
		if f := b.model.typeFact(named); f != nil && f.Stop || isStopInterface(named) {
			return i
		}
	}
	return -1
}

func (b *builder) problem(pos, end token.Pos, format string, args ...any) {
	b.model.problems = append(b.model.problems, Problem{pos, end, fmt.Sprintf(format, args...)})
}

func (b *builder) unresolvedAt(sc *scope, src Source, phrase string) {
	b.model.unresolved = append(b.model.unresolved, Unresolved{sc.fn, src, phrase})
}

// finish puts the model in order and decides whether a protocol is in sight.
func (b *builder) finish() {
	m := b.model
	slices.SortStableFunc(m.problems, func(x, y Problem) int { return cmp.Compare(x.Pos, y.Pos) })
	slices.SortStableFunc(m.unresolved, func(x, y Unresolved) int {
		return cmp.Compare(x.Source.Pos, y.Source.Pos)
	})
	m.inSight = len(m.guarded) > 0 || len(m.orders) > 0 || b.named || len(b.roles) > 0
	for _, c := range m.contracts {
		if !onlyIgnored(c) {
			m.inSight = true
		}
	}
	for _, imp := range b.pass.Pkg.Imports() {
		if m.inSight {
			break
		}
		var f packageFact
		m.inSight = b.pass.ImportPackageFact(imp, &f) && f.Visible
	}
}

// onlyIgnored reports whether a contract asks nothing of callers.
func onlyIgnored(c *Contract) bool {
	d := *c
	d.Ignore, d.Unclear = false, nil
	return d.IsZero()
}
