package seed

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// Mutant is one change of the package.
type Mutant struct {
	Op     string   // what was done
	Func   string   // the function it was done in: "Task.Kill"
	Site   string   // where in the function
	Also   []string // other functions that were edited
	Benign bool     // the code is still right
	Check  string   // the only check whose findings count, or ""
	Edits  []Edit
}

// String identifies the mutant in its tree.
func (m *Mutant) String() string { return m.Op + " " + m.Func + " " + m.Site }

// Edit replaces the bytes from Start to End of a file by New.
type Edit struct {
	File       string // base name
	Start, End int
	New        string
}

func (m *Mutant) files() []string {
	var names []string
	for _, e := range m.Edits {
		if !slices.Contains(names, e.File) {
			names = append(names, e.File)
		}
	}
	return names
}

func (m *Mutant) editsOf(file string) []Edit {
	var edits []Edit
	for _, e := range m.Edits {
		if e.File == file {
			edits = append(edits, e)
		}
	}
	return edits
}

// apply returns src with the edits made. Insertions at one place are made in
// the order given; equal edits are made once.
func apply(src []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	edits = slices.Compact(edits)
	var out []byte
	pos := 0
	for _, e := range edits {
		if e.Start < pos {
			return nil, fmt.Errorf("%s: edits overlap at byte %d", e.File, e.Start)
		}
		out = append(out, src[pos:e.Start]...)
		out = append(out, e.New...)
		pos = e.End
	}
	return append(out, src[pos:]...), nil
}

// Sample chooses mutants among those that keep accepts, at most limit of one in
// each function, from the operators that have been chosen least so far.
func Sample(mutants []*Mutant, limit func(*Mutant) int, keep func(*Mutant) bool) []*Mutant {
	byFunc := make(map[string][]*Mutant)
	rounds := 0
	for _, m := range mutants {
		byFunc[m.Func] = append(byFunc[m.Func], m)
		rounds = max(rounds, limit(m))
	}
	fns := slices.Sorted(maps.Keys(byFunc))
	used := make(map[string]int)
	var chosen []*Mutant
	for round := range rounds {
		for _, fn := range fns {
			rest := byFunc[fn]
			slices.SortStableFunc(rest, func(a, b *Mutant) int { return cmp.Compare(used[a.Op], used[b.Op]) })
			for len(rest) > 0 {
				m := rest[0]
				rest = rest[1:]
				if round < limit(m) && keep(m) {
					used[m.Op]++
					chosen = append(chosen, m)
					break
				}
			}
			byFunc[fn] = rest
		}
	}
	return chosen
}

// touches lists the functions where a finding is put down to the mutant: where
// it was made and, as far up as the lack of a lock may pass to callers, those
// that refer to it. It may pass from an exported function to its callers, but
// through one to theirs it does not.
func (t *Tree) touches(m *Mutant) []string {
	fns := append([]string{m.Func}, m.Also...)
	for i := 0; i < len(fns); i++ {
		if i > 0 && isExported(fns[i]) {
			continue
		}
		for _, from := range t.referrers[fns[i]] {
			if !slices.Contains(fns, from) {
				fns = append(fns, from)
			}
		}
	}
	return fns
}

func isExported(fn string) bool { return ast.IsExported(fn[strings.LastIndex(fn, ".")+1:]) }

// Reach returns the number of functions where a finding may be put down to the
// mutant.
func (t *Tree) Reach(m *Mutant) int { return len(t.touches(m)) }

// Near reports whether a finding in function fn may be put down to the mutant.
func (t *Tree) Near(m *Mutant, fn string) bool { return slices.Contains(t.touches(m), fn) }

// Batch divides mutants into groups that may share a copy of the package: no
// function is near two mutants of a group.
func (t *Tree) Batch(mutants []*Mutant) [][]*Mutant {
	var batches [][]*Mutant
	var touched []map[string]bool
	for _, m := range mutants {
		near := t.touches(m)
		i := slices.IndexFunc(touched, func(in map[string]bool) bool {
			return !slices.ContainsFunc(near, func(fn string) bool { return in[fn] })
		})
		if i < 0 {
			i = len(batches)
			batches = append(batches, nil)
			touched = append(touched, make(map[string]bool))
		}
		batches[i] = append(batches[i], m)
		for _, fn := range near {
			touched[i][fn] = true
		}
	}
	return batches
}
