package mutation

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var write = flag.String("write", "", "keep the module with all mistakes, many to a package, in this `directory`")

// TestWrite plants all mistakes in as few copies of the packages as they fit in,
// no two in one declaration. The tests of the front ends have it do so, and
// analyse the copies, which shows that they compile.
func TestWrite(t *testing.T) {
	dir := cmp.Or(*write, t.TempDir())
	writeModule(t, dir)
	n := 0
	for _, s := range []*source{parse(t, "../kernel"), parse(t, "../demo")} {
		mutants := s.mutants(slices.Sorted(maps.Keys(s.files)))
		want, got := 0, 0
		for _, m := range mutants {
			want += len(m.edits)
		}
		for _, b := range s.batches(mutants) {
			s.write(t, filepath.Join(dir, fmt.Sprintf("batch%02d", n)), b)
			got += len(b.edits)
			n++
		}
		if got != want || want == 0 {
			t.Errorf("%d edits of %d are in some copy", got, want)
		}
	}
}

// batches makes one mutant of as many as have no declaration in common. The
// variables that they declare are told apart.
func (s *source) batches(mutants []*mutant) []*mutant {
	var all []*mutant
	var taken []map[ast.Decl]bool // by batch
	for n, m := range mutants {
		decls := s.declsOf(m)
		i := slices.IndexFunc(taken, func(has map[ast.Decl]bool) bool {
			return !slices.ContainsFunc(decls, func(d ast.Decl) bool { return has[d] })
		})
		if i < 0 {
			i = len(all)
			all = append(all, &mutant{source: s})
			taken = append(taken, make(map[ast.Decl]bool))
		}
		for _, e := range m.edits {
			e.text = strings.ReplaceAll(e.text, mutated, fmt.Sprintf("%s%d", mutated, n))
			all[i].edits = append(all[i].edits, e)
		}
		for _, d := range decls {
			taken[i][d] = true
		}
	}
	return all
}

// declsOf returns the declarations that a mutant edits.
func (s *source) declsOf(m *mutant) []ast.Decl {
	var decls []ast.Decl
	for _, e := range m.edits {
		for _, d := range s.files[e.file].Decls {
			if s.offset(d.Pos()) <= e.start && e.end <= s.offset(d.End()) {
				decls = append(decls, d)
			}
		}
	}
	return decls
}
