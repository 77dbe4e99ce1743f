package protocol

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
)

// AFact marks a contract as the fact of a function or an interface method.
func (*Contract) AFact() {}

// portable returns c without positions, which mean nothing in another
// package.
func (c *Contract) portable() *Contract {
	out := *c
	out.Requires, out.Excludes = portable(c.Requires), portable(c.Excludes)
	out.Acquires, out.Releases = portable(c.Acquires), portable(c.Releases)
	out.GoroutineSource.Pos = token.NoPos
	out.Callbacks = slices.Clone(c.Callbacks)
	for i := range out.Callbacks {
		out.Callbacks[i].Source.Pos = token.NoPos
	}
	return &out
}

func portable(cs []Clause) []Clause {
	out := slices.Clone(cs)
	for i := range out {
		out[i].Source.Pos = token.NoPos
	}
	return out
}

// guardFact is the fact of a field that is protected by mutexes.
type guardFact struct {
	Guard Guard
}

func (*guardFact) AFact() {}

func (f *guardFact) String() string {
	parts := make([]string, len(f.Guard.Clauses))
	for i, c := range f.Guard.Clauses {
		parts[i] = c.String()
	}
	s := "guarded by " + strings.Join(parts, " and ")
	if f.Guard.Reads != Nobody {
		s += "; reads " + f.Guard.Reads.String()
	}
	if f.Guard.Writes != Nobody {
		s += "; writes " + f.Guard.Writes.String()
	}
	return s
}

// portable returns g without positions.
func (g *Guard) portable() Guard {
	out := *g
	out.Clauses = portable(g.Clauses)
	return out
}

// typeFact is the fact of a type with a role, or with aliased mutexes.
type typeFact struct {
	Stop    bool // an interface of internal stops
	Task    bool
	Aliases []Alias
}

func (*typeFact) AFact() {}

func (f *typeFact) portable() *typeFact {
	out := *f
	out.Aliases = slices.Clone(f.Aliases)
	for i := range out.Aliases {
		out.Aliases[i].Source.Pos = token.NoPos
	}
	return &out
}

func (f *typeFact) String() string {
	var parts []string
	if f.Stop {
		parts = append(parts, "stop")
	}
	if f.Task {
		parts = append(parts, "task")
	}
	for _, a := range f.Aliases {
		parts = append(parts, fmt.Sprintf("alias %s=%s", a.Left.Path, a.Right.Path))
	}
	return strings.Join(parts, "; ")
}

// packageFact tells importers what a package has for them.
type packageFact struct {
	Names []lockName
	// Stops are the names of the package's stop interfaces.
	Stops []string
	// Interfaces are the names of interfaces with a method that has a
	// contract.
	Interfaces []string
	// Visible is set if an importer can name anything with a contract or a
	// role.
	Visible bool
	// Orders and Nested are what the package says of the order in which
	// mutexes are locked.
	Orders []LockOrder
	Nested []NestedRule
	// Through says what the packages that it depends on have, by import path.
	// A driver need not pass on a fact about a package to those that do not
	// import it.
	Through []throughFact
}

// throughFact is the fact of a dependency, whose own dependencies it leaves out.
type throughFact struct {
	Path string
	Fact packageFact
}

func (*packageFact) AFact() {}

func (f *packageFact) String() string {
	var parts []string
	for _, n := range f.Names {
		parts = append(parts, fmt.Sprintf("%q is %s", n.Name, n.Class))
	}
	for _, s := range f.Stops {
		parts = append(parts, "stop "+s)
	}
	for _, o := range f.Orders {
		parts = append(parts, o.Outer.String()+" before "+o.Inner.String())
	}
	for _, n := range f.Nested {
		parts = append(parts, "several "+n.Class.String()+" within "+n.Outer.String())
	}
	if f.Visible {
		parts = append(parts, "visible")
	}
	return strings.Join(parts, "; ")
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
	for v, g := range b.model.guarded {
		b.pass.ExportObjectFact(v, &guardFact{g.portable()})
		pf.Visible = pf.Visible || v.Exported()
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
	for _, o := range b.model.orders {
		o.Source.Pos = token.NoPos
		pf.Orders = append(pf.Orders, o)
	}
	for _, n := range b.model.nested {
		n.Source.Pos = token.NoPos
		pf.Nested = append(pf.Nested, n)
	}
	for _, imp := range b.model.imported() {
		if f := *imp.fact; len(f.Orders)+len(f.Names)+len(f.Stops)+len(f.Interfaces) > 0 {
			f.Through = nil
			pf.Through = append(pf.Through, throughFact{imp.pkg.Path(), f})
		}
	}
	if !pf.Visible && len(pf.Names) == 0 && len(pf.Orders)+len(pf.Nested) == 0 && len(pf.Interfaces) == 0 && len(pf.Through) == 0 {
		return
	}
	slices.Sort(pf.Stops)
	slices.Sort(pf.Interfaces)
	slices.SortFunc(pf.Names, func(x, y lockName) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Owner.String(), y.Owner.String()), cmp.Compare(x.Path, y.Path))
	})
	b.pass.ExportPackageFact(&pf)
}
