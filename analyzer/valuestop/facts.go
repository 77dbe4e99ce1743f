package valuestop

import (
	"cmp"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// receiver stands for the receiver where an index of a parameter is asked for.
const receiver = -1

// flowsFact says what a function does with stops: which of its parameters
// flow to a begin or to a comparison, and which values its results may be.
type flowsFact struct {
	Begun    []int
	Compared []int
	Results  []resultFact
}

// resultFact says that a result may be a stop that the package made.
type resultFact struct {
	Index int
	Stop  madeStop
}

// madeStop describes a stop that another package made.
type madeStop struct {
	Type string // as [typeKey] gives it
	Form form
	Expr string // source text of the stop, as its package wrote it
}

// typeName returns the name of the type, with its package's.
func (m *madeStop) typeName() string { return m.Type[strings.LastIndex(m.Type, "/")+1:] }

func (*flowsFact) AFact() {}

func (f *flowsFact) String() string {
	var parts []string
	for _, i := range f.Begun {
		parts = append(parts, paramName(i)+" flows to begin")
	}
	for _, i := range f.Compared {
		parts = append(parts, paramName(i)+" flows to comparison")
	}
	for _, r := range f.Results {
		parts = append(parts, fmt.Sprintf("result %d may be %s", r.Index, r.Stop.Expr))
	}
	return strings.Join(parts, "; ")
}

func paramName(i int) string {
	if i == receiver {
		return "receiver"
	}
	return fmt.Sprintf("param %d", i)
}

// normalise sorts the parts of f and removes duplicates.
func (f *flowsFact) normalise() {
	slices.Sort(f.Begun)
	f.Begun = slices.Compact(f.Begun)
	slices.Sort(f.Compared)
	f.Compared = slices.Compact(f.Compared)
	slices.SortFunc(f.Results, func(a, b resultFact) int {
		return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Stop.Expr, b.Stop.Expr))
	})
}

// heldFact says what a package-level variable or a field does with stops:
// whether what it holds flows to a begin, and which stops it may hold.
type heldFact struct {
	Begun bool
	Made  []madeStop
}

func (*heldFact) AFact() {}

func (f *heldFact) String() string {
	var parts []string
	if f.Begun {
		parts = append(parts, "flows to begin")
	}
	for _, m := range f.Made {
		parts = append(parts, "may be "+m.Expr)
	}
	return strings.Join(parts, "; ")
}

// normalise sorts the parts of f.
func (f *heldFact) normalise() {
	slices.SortFunc(f.Made, func(a, b madeStop) int { return cmp.Compare(a.Expr, b.Expr) })
}

// begunFact lists the stop types that a package, or one that it depends on,
// begins, and how, in the order of their keys.
type begunFact struct {
	Types []begunType
}

// begunType says how the stops of one type are begun.
type begunType struct {
	Key  string // as [typeKey] gives it
	Form form
}

func (*begunFact) AFact() {}

func (f *begunFact) String() string {
	var parts []string
	for _, t := range f.Types {
		parts = append(parts, t.Key[strings.LastIndex(t.Key, "/")+1:]+" is begun as "+t.Form.String())
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// form is a set of ways in which stops of one type are made.
type form uint8

const (
	asValue   form = 1 << iota // T{}
	asNil                      // (*T)(nil)
	asFresh                    // &T{}, new(T), the address of a variable
	asPointer                  // a *T that came from somewhere unknown
)

func (f form) String() string {
	var parts []string
	for i, name := range []string{"value", "typed nil", "new pointer", "pointer"} {
		if f&(1<<i) != 0 {
			parts = append(parts, name)
		}
	}
	return strings.Join(parts, ", ")
}

// pointerForms are the ways in which a pointer is made.
const pointerForms = asNil | asFresh | asPointer

// formTable says how the stops of each type are begun, by [typeKey].
type formTable map[string]form

func (t formTable) of(typ types.Type) form { return t[typeKey(typ)] }

// collectForms merges what flows to a begin here with what the imported
// packages say.
func (c *check) collectForms() formTable {
	t := importedForms(c.pass)
	for _, o := range c.begun.origins {
		if o.typ != nil {
			t[typeKey(o.typ)] |= o.form
		}
	}
	return t
}

// importedForms merges what the imported packages say of how stops are begun.
func importedForms(pass *analysis.Pass) formTable {
	forms := make(formTable)
	for _, imp := range pass.Pkg.Imports() {
		var fact begunFact
		if pass.ImportPackageFact(imp, &fact) {
			for _, t := range fact.Types {
				forms[t.Key] |= t.Form
			}
		}
	}
	return forms
}

// exportForms tells importers how stops are begun, here and in what the package
// imports: a driver need not pass on a fact about a package to those that do
// not import it.
func exportForms(pass *analysis.Pass, forms formTable) {
	if len(forms) == 0 {
		return
	}
	fact := new(begunFact)
	for _, key := range slices.Sorted(maps.Keys(forms)) {
		fact.Types = append(fact.Types, begunType{key, forms[key]})
	}
	pass.ExportPackageFact(fact)
}
