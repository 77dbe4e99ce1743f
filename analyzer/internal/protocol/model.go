package protocol

import (
	"cmp"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// Analyzer works out the roles of a package's declarations. Its result is a
// *[Model]; it reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "stopprotocol",
	Doc:        "work out the roles of the task stop protocol from directives, annotations, prose and shape",
	Run:        run,
	ResultType: reflect.TypeFor[*Model](),
	FactTypes:  []analysis.Fact{new(Contract), new(guardFact), new(typeFact), new(packageFact)},
}

// Model answers what the code under analysis says about itself, for the
// package under analysis and everything it imports. Its methods may be called
// by several engines at once.
type Model struct {
	pass *analysis.Pass

	contracts  map[*types.Func]*Contract
	guarded    map[*types.Var]*Guard
	roles      map[*types.TypeName]*typeFact
	names      map[string][]lockName
	lines      map[line][]string
	binding    map[*types.TypeName]bool
	problems   []Problem
	unresolved []Unresolved
	inSight    bool
	orders     []LockOrder
	nested     []NestedRule

	imported func() []importedFact // of all dependencies, in no order

	mu    sync.Mutex
	cache map[*types.Func]*Contract // guarded by mu
	bound map[string][]*types.Func  // interface methods with contracts, by name; guarded by mu
}

// line is a line of source.
type line struct {
	file *token.File
	no   int
}

type importedFact struct {
	pkg  *types.Package
	fact *packageFact
}

func run(pass *analysis.Pass) (any, error) {
	b := newBuilder(pass)
	b.build()
	b.export()
	return b.model, nil
}

// InSight reports whether the package declares any part of a protocol or
// directly imports a package that does. When it is false no engine needs to
// look at the package.
func (m *Model) InSight() bool { return m.inSight }

// Contract returns the contract written for fn, from any source, or nil. fn
// may be declared in any package and may be an interface method. A method
// that implements an interface method with a contract has that contract too.
// The caller must not change the result.
func (m *Model) Contract(fn *types.Func) *Contract {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	fn = fn.Origin()
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.cache[fn]
	if !ok {
		c = m.bind(fn, m.written(fn))
		m.cache[fn] = c
	}
	return c
}

// written returns what is said of fn itself.
func (m *Model) written(fn *types.Func) *Contract {
	if fn.Pkg() == m.pass.Pkg {
		return m.contracts[fn]
	}
	c := new(Contract)
	if !m.pass.ImportObjectFact(fn, c) || !c.fits(fn) {
		return nil
	}
	return c
}

// Guard returns how a field is protected, or nil if nothing is said of it. The
// caller must not change the result.
func (m *Model) Guard(field *types.Var) *Guard {
	if field == nil || field.Pkg() == nil {
		return nil
	}
	field = field.Origin()
	if field.Pkg() == m.pass.Pkg {
		return m.guarded[field]
	}
	f := new(guardFact)
	if !m.pass.ImportObjectFact(field, f) || !f.fits() {
		return nil
	}
	return &f.Guard
}

// Guards returns the mutexes that protect a field; see [Guard].
func (m *Model) Guards(field *types.Var) []Clause {
	if g := m.Guard(field); g != nil {
		return g.Clauses
	}
	return nil
}

// MutexName returns the name that the code under analysis gives a lock
// class, with its article: "the signal mutex". Without a name it is the class
// itself: "TaskSet.mu".
func (m *Model) MutexName(c Class) string {
	best := ""
	consider := func(n lockName) {
		if n.Class == c && (best == "" || n.Name < best) {
			best = n.Name
		}
	}
	for _, defs := range m.names {
		for _, n := range defs {
			consider(n)
		}
	}
	if best == "" {
		for _, imp := range m.imported() {
			for _, n := range imp.fact.Names {
				consider(n)
			}
		}
	}
	switch {
	case best == "":
		return c.String()
	case strings.Contains(best, " "):
		return "the " + best
	}
	return best
}

// textOf is how to write a mutex that was found under a name.
func (m *Model) textOf(ref Ref, name string) string {
	if strings.Contains(name, ".") || ref.Path == name {
		return name
	}
	return m.MutexName(ref.Class)
}

// StopInterfaces returns the interfaces whose implementations are internal
// stops, those of imported packages included, sorted by package and name.
func (m *Model) StopInterfaces() []*types.TypeName {
	var out []*types.TypeName
	for obj, r := range m.roles {
		if r.Stop {
			out = append(out, obj)
		}
	}
	for _, imp := range m.imported() {
		for _, name := range imp.fact.Stops {
			if obj, ok := imp.pkg.Scope().Lookup(name).(*types.TypeName); ok {
				out = append(out, obj)
			}
		}
	}
	slices.SortFunc(out, func(x, y *types.TypeName) int {
		return cmp.Or(cmp.Compare(x.Pkg().Path(), y.Pkg().Path()), cmp.Compare(x.Name(), y.Name()))
	})
	return out
}

// IsTask reports whether t, or what it points to, is a task.
func (m *Model) IsTask(t types.Type) bool {
	f := m.typeFact(t)
	return f != nil && f.Task
}

// Aliases returns the pairs of paths from a value of type t, or what it points
// to, that lead to the same mutex.
func (m *Model) Aliases(t types.Type) []Alias {
	if f := m.typeFact(t); f != nil {
		return f.Aliases
	}
	return nil
}

func (m *Model) typeFact(t types.Type) *typeFact {
	named := NamedOf(t)
	if named == nil || named.Obj().Pkg() == nil {
		return nil
	}
	if named.Obj().Pkg() == m.pass.Pkg {
		return m.roles[named.Obj()]
	}
	f := new(typeFact)
	if !m.pass.ImportObjectFact(named.Obj(), f) {
		return nil
	}
	return f
}

// LineIgnored reports whether the line of pos carries +checklocksignore.
func (m *Model) LineIgnored(pos token.Pos) bool { return m.lineHas(pos, "checklocksignore") }

// LineForced reports whether the line of pos carries +checklocksforce: what
// is done to a mutex there is right, whatever an analysis thinks of it.
func (m *Model) LineForced(pos token.Pos) bool { return m.lineHas(pos, "checklocksforce") }

func (m *Model) lineHas(pos token.Pos, name string) bool {
	if len(m.lines) == 0 || !pos.IsValid() {
		return false
	}
	for _, have := range m.lines[lineOf(m.pass.Fset, pos)] {
		if have == name {
			return true
		}
	}
	return false
}

func lineOf(fset *token.FileSet, pos token.Pos) line {
	f := fset.File(pos)
	if f == nil {
		return line{}
	}
	return line{f, f.Line(pos)}
}

// Problem is a directive or annotation that cannot be obeyed.
type Problem struct {
	Pos, End token.Pos
	Message  string
}

// Problems returns the malformed, misplaced, unknown and contradictory
// directives of the package, in source order.
func (m *Model) Problems() []Problem { return m.problems }

// Unresolved is a mutex that a sentence or an annotation asks for and that
// could not be found.
type Unresolved struct {
	Func   *types.Func // whose contract it is; nil if it is on a type or field
	Source Source
	Phrase string // the mutex in its words
}

// NamesLock reports whether the phrase can only be meant as a mutex: prose
// asks for other things to be held, too.
func (u Unresolved) NamesLock() bool {
	last := u.Phrase[strings.LastIndexAny(u.Phrase, " .")+1:]
	switch strings.ToLower(last) {
	case "mutex", "lock", "mu":
		return true
	}
	return strings.HasSuffix(last, "Mu") || strings.HasSuffix(last, "Mutex") || strings.HasSuffix(last, "Lock")
}

// Unresolved returns the mutexes of the package's contracts that could not be
// found, in source order. They take no part in the contracts.
func (m *Model) Unresolved() []Unresolved { return m.unresolved }
