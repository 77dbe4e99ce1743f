package protocol

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// builder makes the model of one package.
type builder struct {
	pass  *analysis.Pass
	model *Model

	sites   []*site
	read    map[*ast.Comment]bool // directives that a site has taken
	names   map[string][]lockName
	roles   map[*types.TypeName]*typeFact
	shape   map[*types.Func]*Contract
	binding map[*types.TypeName]bool
	writing map[*types.Func]*writing
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
		roles:   make(map[*types.TypeName]*typeFact),
		shape:   make(map[*types.Func]*Contract),
		binding: make(map[*types.TypeName]bool),
		writing: make(map[*types.Func]*writing),
	}
	b.model = &Model{
		pass:      pass,
		contracts: make(map[*types.Func]*Contract),
		guarded:   make(map[*types.Var][]Clause),
		roles:     b.roles,
		names:     b.names,
		lines:     make(map[line][]string),
		binding:   b.binding,
		cache:     make(map[*types.Func]*Contract),
	}
	b.model.imported = b.imported()
	return b
}

// imported returns the package facts of all dependencies, gathered when first
// asked for.
func (b *builder) imported() func() []importedFact {
	facts := make([]importedFact, 0)
	for _, f := range b.pass.AllPackageFacts() {
		if pf, ok := f.Fact.(*packageFact); ok && f.Package != b.pass.Pkg {
			facts = append(facts, importedFact{f.Package, pf})
		}
	}
	slices.SortFunc(facts, func(x, y importedFact) int { return cmp.Compare(x.pkg.Path(), y.pkg.Path()) })
	return func() []importedFact { return facts }
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

// readNames reads the names of mutexes. Directives on fields are read here
// once for all, and those that wait for the names are kept.
func (b *builder) readNames() {
	for _, s := range b.sites {
		if s.kind == onField || s.kind == onVar {
			for _, d := range b.directives(s) {
				if d.form.name == "mutex" {
					b.nameMutex(s, d)
				} else {
					s.waiting = append(s.waiting, d)
				}
			}
		}
		b.definitions(s)
	}
}

// nameMutex obeys //stoplint:mutex NAME.
func (b *builder) nameMutex(s *site, d directive) {
	name := d.args[0].text
	full := name
	if lower := strings.ToLower(name); !strings.HasSuffix(lower, "mutex") && !strings.HasSuffix(lower, "lock") && !strings.HasSuffix(lower, "mu") {
		full += " mutex"
	}
	for _, v := range s.vars {
		if !IsMutex(v.Type()) {
			b.problem(d.pos, d.end, "%s is not a mutex", v.Name())
			continue
		}
		n := lockName{Name: full, RW: hasReadLock(v.Type())}
		if s.kind == onVar {
			n.Class = VarClass(v)
		} else {
			n.Class = FieldClass(s.owner, v)
		}
		key := strings.ToLower(full)
		for _, other := range b.names[key] {
			if other.Class != n.Class {
				b.problem(d.pos, d.end, "%q already names %s", name, other.Class)
			}
		}
		b.names[key] = append(b.names[key], n)
	}
}

// camel finds the seams in "signalMutex".
var camel = regexp.MustCompile(`([a-z])(Mutex|Lock)$`)

// lookupName returns the definitions of a name, those of the package before
// those of its imports, or nothing if it names more than one class.
func (b *builder) lookupName(name string) []lockName {
	name = strings.ToLower(camel.ReplaceAllString(name, "$1 $2"))
	for _, key := range []string{name, name + " mutex", name + " lock"} {
		defs := b.names[key]
		if len(defs) == 0 {
			for _, imp := range b.model.imported() {
				if !reaches(b.pass.Pkg, imp.pkg) {
					continue
				}
				for _, n := range imp.fact.Names {
					if strings.EqualFold(n.Name, key) {
						defs = append(defs, n)
					}
				}
			}
		}
		if len(defs) == 0 {
			continue
		}
		for _, d := range defs[1:] {
			if d.Class != defs[0].Class {
				return nil
			}
		}
		return defs
	}
	return nil
}

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
		for _, v := range s.vars {
			b.model.guarded[v] = clauses
		}
	}
}

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

func (b *builder) stopParam(fn *types.Func) int {
	params := fn.Signature().Params()
	for i := range params.Len() {
		named := namedOf(params.At(i).Type())
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

func (b *builder) unresolvedAt(pos token.Pos, text, phrase string) {
	b.model.unresolved = append(b.model.unresolved, Unresolved{pos, text, phrase})
}

// finish puts the model in order and decides whether a protocol is in sight.
func (b *builder) finish() {
	m := b.model
	slices.SortStableFunc(m.problems, func(x, y Problem) int { return cmp.Compare(x.Pos, y.Pos) })
	slices.SortStableFunc(m.unresolved, func(x, y Unresolved) int { return cmp.Compare(x.Pos, y.Pos) })
	m.inSight = len(m.guarded) > 0 || len(b.names) > 0 || len(b.roles) > 0
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
	d.Ignore = false
	return d.IsZero()
}

// export hands the model to importers.
func (b *builder) export() {
	var pf packageFact
	for fn, c := range b.model.contracts {
		if onlyIgnored(c) {
			continue
		}
		b.pass.ExportObjectFact(fn, c.portable())
		pf.Visible = pf.Visible || fn.Exported()
	}
	for v, clauses := range b.model.guarded {
		b.pass.ExportObjectFact(v, &guardFact{portable(clauses)})
	}
	for obj, r := range b.roles {
		b.pass.ExportObjectFact(obj, r.portable())
		pf.Visible = pf.Visible || obj.Exported()
		if r.Stop {
			pf.Stops = append(pf.Stops, obj.Name())
		}
	}
	for obj := range b.binding {
		pf.Interfaces = append(pf.Interfaces, obj.Name())
	}
	for _, defs := range b.names {
		pf.Names = append(pf.Names, defs...)
	}
	if !pf.Visible && len(pf.Names) == 0 && len(pf.Interfaces) == 0 {
		return
	}
	slices.Sort(pf.Stops)
	slices.Sort(pf.Interfaces)
	slices.SortFunc(pf.Names, func(x, y lockName) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Owner.String(), y.Owner.String()), cmp.Compare(x.Path, y.Path))
	})
	b.pass.ExportPackageFact(&pf)
}
